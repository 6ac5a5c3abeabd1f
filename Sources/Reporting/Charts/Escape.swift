/// Text made safe for XML and HTML, in elements and in quoted attributes.
enum Escape {
  /// A headline, in which a name such as `nt-write@2*L3` or a range such as `CPUs 2-3` stays on one line.
  static func headline(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.contains("-") && word.count <= 24
        ? "<span class=\"name\">\(markup(String(word)))</span>" : markup(String(word))
    }.joined(separator: " ")
  }

  static func markup(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n": escaped += "\n"
      // XML 1.0 allows no other control characters, not even escaped, nor U+FFFE and U+FFFF.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      // Marks that reorder the text around them.
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
