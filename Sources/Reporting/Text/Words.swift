/// Small pieces of English that several sentences share.
enum Words {
  /// `a`, `a and b`, `a, b and c`.
  static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The text with its first letter in upper case, so that a name can begin a sentence's clause.
  static func capitalised(_ text: String) -> String {
    guard let first = text.first else { return text }
    return first.uppercased() + text.dropFirst()
  }

  /// A sentence that a run wrote down itself, with its long times in a unit that can be read: `1907615 ns` as `1.91 ms`.
  static func readable(_ text: String) -> String {
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for index in words.indices.dropLast() {
      let unit = words[index + 1]
      guard words[index].count > 3 || unit.hasPrefix("us"),
        words[index].allSatisfy({ $0.isASCII && $0.isNumber }),
        let value = Double(words[index]),
        let scale = unit.hasPrefix("ns") ? 1.0 : unit.hasPrefix("us") ? 1000 : nil,
        unit.dropFirst(2).allSatisfy(\.isPunctuation)
      else { continue }
      let time = Number.time(nanoseconds: value * scale).replacing(Number.space, with: " ")
      let parts = time.split(separator: " ").map(String.init)
      words[index] = parts[0]
      words[index + 1] = parts[1] + unit.dropFirst(2)
    }
    return words.joined(separator: " ")
  }

  /// Lines of at most `width` characters, broken at spaces; a longer word is cut.
  static func wrapped(_ text: String, width: Int) -> [String] {
    let width = max(8, width)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      var word = String(word)
      while word.count > width {
        if !line.isEmpty { lines.append(line) }
        line = ""
        lines.append(String(word.prefix(width)))
        word = String(word.dropFirst(width))
      }
      if line.isEmpty {
        line = word
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = word
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// A text as lines that end in a newline; a width of 0 or less is no limit.
  static func paragraph(_ text: String, width: Int) -> String {
    let text = printable(text)
    return width > 0 ? wrapped(text, width: width).map { $0 + "\n" }.joined() : text + "\n"
  }

  /// The text cut to `width` characters, the cut shown by an ellipsis.
  static func shortened(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    return width <= 1 ? String(text.prefix(max(0, width))) : text.prefix(width - 1) + "…"
  }

  /// The text without control characters: a host name or a reason must not steer somebody's
  /// terminal.
  static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "?"
          default: scalar
          }
        }))
  }
}
