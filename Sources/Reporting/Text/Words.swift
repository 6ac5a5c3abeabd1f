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

  /// The line as lines of at most `width` columns, the later ones indented: to where the text
  /// after the line's name begins, else a little more than the first. A width of 0 or less is no
  /// limit.
  static func folded(_ line: String, width: Int, cutsPaths: Bool = true) -> [String] {
    guard width > 0, Columns.count(line) > width else { return [line] }
    var characters = Array(line)
    var leading = characters.prefix { $0 == " " }.count
    if leading > width / 2 {
      characters.removeFirst(leading - 6)
      leading = 6
    }
    // A name ends in two spaces or more.
    let texts = (leading + 2..<max(leading + 3, width * 2 / 3)).filter { place in
      place < characters.count && characters[place] != " "
        && characters[place - 1] == " " && characters[place - 2] == " "
    }
    let start = texts.last ?? leading
    let indent =
      texts.isEmpty
      ? (leading < 6 ? leading + 2 : leading) : Columns.count(String(characters[..<start]))
    let name = String(characters[..<start])
    let text = String(characters[start...])
    return wrapped(text, width: width - indent, cutsPaths: cutsPaths).enumerated()
      .map { number, part in (number == 0 ? name : String(repeating: " ", count: indent)) + part }
  }

  /// Lines of at most `width` columns, broken at spaces; a longer word is cut.
  ///
  /// - Parameter cutsPaths: Whether words with a slash are cut, too; whoever copies a path wants it whole.
  static func wrapped(_ text: String, width: Int, cutsPaths: Bool = true) -> [String] {
    let width = max(8, width)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      var word = String(word)
      while Columns.count(word) > width, cutsPaths || !word.contains("/") {
        if !line.isEmpty { lines.append(line) }
        line = ""
        let part = Columns.prefix(word, width)
        lines.append(part)
        word = String(word.dropFirst(part.count))
      }
      if line.isEmpty {
        line = word
      } else if Columns.count(line) + 1 + Columns.count(word) <= width {
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
  static func paragraph(_ text: String, width: Int, cutsPaths: Bool = true) -> String {
    let text = printable(text)
    guard width > 0 else { return text + "\n" }
    return wrapped(text, width: width, cutsPaths: cutsPaths).map { $0 + "\n" }.joined()
  }

  /// The text cut to `width` columns, the cut shown by an ellipsis.
  static func shortened(_ text: String, to width: Int) -> String {
    guard Columns.count(text) > width else { return text }
    return width <= 1 ? Columns.prefix(text, width) : Columns.prefix(text, width - 1) + "…"
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
