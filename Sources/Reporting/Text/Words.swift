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

  /// The line as lines of at most `width` characters, the later ones indented: to where the text
  /// after the line's name begins, else a little more than the first. A width of 0 or less is no
  /// limit.
  static func folded(_ line: String, width: Int) -> [String] {
    guard width > 0, line.count > width else { return [line] }
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
    let indent = texts.last ?? (leading < 6 ? leading + 2 : leading)
    return wrapped(String(characters[start...]), width: width - indent).enumerated()
      .map { number, part in
        (number == 0 ? String(characters[..<start]) : String(repeating: " ", count: indent)) + part
      }
  }

  /// Lines of at most `width` characters, broken at spaces; a longer word is cut, but no path: whoever
  /// copies it wants it whole.
  static func wrapped(_ text: String, width: Int) -> [String] {
    let width = max(8, width)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      var word = String(word)
      while word.count > width, !word.contains("/") {
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
