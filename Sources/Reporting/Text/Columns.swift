/// How many columns of a terminal a text takes: escape sequences take none, the characters of
/// Chinese, Japanese and Korean and emoji take two.
enum Columns {
  static func count(_ text: some StringProtocol) -> Int {
    let bytes = text.utf8
    if bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) { return bytes.count }
    var isEscaped = false
    return text.reduce(0) { count, character in
      if character == "\u{1B}" { isEscaped = true }
      guard isEscaped else { return count + width(character) }
      // The sequences of `TextTable` end in an `m`.
      if character == "m" { isEscaped = false }
      return count
    }
  }

  /// As much of the text's beginning as takes at most that many columns.
  static func prefix(_ text: some StringProtocol, _ columns: Int) -> String {
    var left = columns
    return String(
      text.prefix { character in
        left -= width(character)
        return left >= 0
      })
  }

  private static func width(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first, first.value >= 0x300 else { return 1 }
    return wide.contains { $0.contains(first.value) } ? 2 : 1
  }

  /// The blocks of Unicode 16 whose characters are wide or full-width (EastAsianWidth.txt, W and F),
  /// and those shown as emoji unless told otherwise.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2614...0x2615, 0x2648...0x2653,
    0x26AA...0x26AB, 0x2705...0x2705, 0x274C...0x274C, 0x2753...0x2757, 0x2B1B...0x2B1C,
    0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FF,
    0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
