/// Estimates of how wide a text is drawn, so that labels can be placed without a font engine.
///
/// The widths are those of DejaVu Sans, a wide face: on the fonts that browsers choose instead,
/// texts come out narrower.
enum TextWidth {
  static func of(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let ems = text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    return ems * size * (isBold ? 1.12 : 1)
  }

  /// The text cut with an ellipsis so that it fits `width`.
  static func fitted(_ text: String, to width: Double, size: Double, isBold: Bool = false) -> String
  {
    if of(text, size: size, isBold: isBold) <= width { return text }
    var cut = text
    while !cut.isEmpty, of(cut + "…", size: size, isBold: isBold) > width { cut.removeLast() }
    return cut + "…"
  }

  /// Lines that fit `width`, broken at spaces.
  static func wrapped(_ text: String, to width: Double, size: Double, isBold: Bool = false)
    -> [String]
  {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if of(longer, size: size, isBold: isBold) <= width || line.isEmpty {
        line = longer
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { fitted($0, to: width, size: size, isBold: isBold) }
  }

  private static func width(of scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "'", "|": 0.29
    case " ", "\u{A0}", ".", ",", ":", ";", "I", "!": 0.34
    case "f", "t", "r", "(", ")", "[", "]", "/", "-": 0.40
    case "m", "M", "W", "@", "%", "…", "—": 1.0
    case "w", "+", "=", "×", "<", ">", "≤", "≥": 0.84
    case "A"..."Z": 0.72
    case "0"..."9", "a"..."z": 0.635
    default: scalar.value < 0x1100 ? 0.66 : 1.05
    }
  }
}
