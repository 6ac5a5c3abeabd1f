/// hwloc's text for a set (`hwloc_bitmap_snprintf`): words of 32 bits with commas between them, the
/// highest first; an empty word is zero; `0xf...f` in front makes the set infinite.
enum XMLBitmap {
  private static let wordsMax = PUSet.highestIndex / 32 + 1

  /// The set of an attribute, as far as `PUSet` goes when it is infinite.
  ///
  /// - Returns: nil when there is no such attribute.
  static func set(_ name: String, of element: XMLElement) throws(XMLFault) -> PUSet? {
    guard let text = element[name] else { return nil }
    guard let words = words(text) else {
      throw element.fault(
        "\(name)=\"\(text)\" is not a bitmap of indices up to \(PUSet.highestIndex)")
    }
    var set = PUSet()
    for (index, word) in words.enumerated() where word != 0 {
      for bit in 0..<32 where word >> bit & 1 == 1 { set.insert(32 * index + bit) }
    }
    return set
  }

  /// Lowest first.
  private static func words(_ text: String) -> [UInt32]? {
    var parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let isInfinite = parts[0].elementsEqual("0xf...f".utf8)
    if isInfinite { parts.removeFirst() }
    guard parts.count <= wordsMax, isInfinite || !parts[0].isEmpty else { return nil }
    var words: [UInt32] = []
    for part in parts.reversed() {
      let digits = part.dropFirst(2)
      let isWord =
        part.starts(with: "0x".utf8) && (1...8).contains(digits.count)
        && digits.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
      guard isWord || part.isEmpty else { return nil }
      words.append(isWord ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16)! : 0)
    }
    if isInfinite {
      words += Array(repeating: UInt32.max, count: wordsMax - words.count)
    }
    return words
  }

  /// The text that hwloc reads as the set.
  static func text(_ set: PUSet) -> String {
    var words = [UInt32](repeating: 0, count: (set.last ?? 0) / 32 + 1)
    for index in set { words[index / 32] |= 1 << (index % 32) }
    return words.reversed().map { "0x" + String($0, radix: 16) }.joined(separator: ",")
  }
}
