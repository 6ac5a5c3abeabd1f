/// Lists of cores in the forms of taskset: `0-3,6`, `0-6:2`, or a mask such as `0xf`.
public enum CPUList {
  /// Above what Linux can be configured for on x86-64 (`NR_CPUS`, 8192): a number beyond is a slip.
  static let highest = 8191

  /// The cores that a text names, in ascending order, each once; at least one.
  public static func parse(_ text: String) throws(QuantityError) -> [Int] {
    let wanted = "write a list such as 0-3,6 or a mask such as 0xf"
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      return try mask(text, wanted: wanted)
    }
    guard !text.isEmpty else { throw QuantityError("no core is named; \(wanted)") }
    var cpus: Set<Int> = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let strided = item.split(separator: ":", omittingEmptySubsequences: false)
      let ends = strided[0].split(separator: "-", omittingEmptySubsequences: false)
      let numbers = (ends + strided.dropFirst()).map { number($0) }
      guard strided.count <= 2, ends.count <= 2, strided.count == 1 || ends.count == 2,
        let first = numbers[0], let last = ends.count == 2 ? numbers[1] : first,
        let step = strided.count == 2 ? numbers[ends.count] : 1, step > 0
      else { throw QuantityError("`\(text)` is not a list of cores; \(wanted)") }
      guard first <= last else {
        throw QuantityError("`\(item)` counts backwards; write `\(last)-\(first)`")
      }
      guard last <= highest else {
        throw QuantityError("there is no core \(last); the highest possible is \(highest)")
      }
      cpus.formUnion(stride(from: first, through: last, by: step))
    }
    return cpus.sorted()
  }

  /// A whole number in plain digits; `Int` alone would take signs too.
  private static func number(_ text: Substring) -> Int? {
    text.allSatisfy { ("0"..."9").contains($0) } ? Int(text) : nil
  }

  private static func mask(_ text: String, wanted: String) throws(QuantityError) -> [Int] {
    let digits = text.dropFirst(2)
    guard !digits.isEmpty, digits.count <= (highest + 1) / 4 else {
      throw QuantityError("`\(text)` is not a mask of cores; \(wanted)")
    }
    var cpus: [Int] = []
    for (place, character) in digits.reversed().enumerated() {
      guard let nibble = character.isASCII ? character.hexDigitValue : nil else {
        throw QuantityError("`\(text)` is not a mask of cores; \(wanted)")
      }
      cpus += (0..<4).filter { nibble & (1 << $0) != 0 }.map { place * 4 + $0 }
    }
    guard !cpus.isEmpty else { throw QuantityError("`\(text)` names no core; \(wanted)") }
    return cpus
  }
}
