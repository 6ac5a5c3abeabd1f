/// Why a text does not name a set of PUs.
public struct PUSetError: Error, Hashable, CustomStringConvertible {
  public let text: String
  public let reason: String

  public var description: String {
    "CPU list \"\(text)\": \(reason) (write a list such as 1-3,5 or a mask such as 0x2e)"
  }
}

extension PUSet {
  /// Reads a list as taskset does (`0-3,8`, `0-6:2` for every second one) or a mask (`0x2e`).
  ///
  /// Strict: no spaces, no empty items, no backward ranges, and at least one PU. Naming a PU twice
  /// is allowed, as in taskset.
  public init(parsing text: String) throws(PUSetError) {
    func fault(_ reason: String) -> PUSetError { PUSetError(text: text, reason: reason) }

    guard !text.isEmpty else { throw fault("it is empty") }
    self.init()
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      try insertMask(text.dropFirst(2), fault)
      if isEmpty { throw fault("the mask has no bit set") }
    } else {
      for item in text.split(separator: ",", omittingEmptySubsequences: false) {
        try insertRange(item, fault)
      }
    }
  }

  private typealias Fault = (String) -> PUSetError

  private mutating func insertMask(_ digits: Substring, _ fault: Fault) throws(PUSetError) {
    if digits.isEmpty { throw fault("there is no digit after 0x") }
    var base = 0
    for digit in digits.reversed() {
      guard digit.isASCII, let value = digit.hexDigitValue else {
        throw fault("\"\(digit)\" is not a hexadecimal digit")
      }
      for bit in 0..<4 where value >> bit & 1 == 1 {
        try check(base + bit, fault)
        insert(base + bit)
      }
      base += 4
    }
  }

  private mutating func insertRange(_ item: Substring, _ fault: Fault) throws(PUSetError) {
    if item.isEmpty { throw fault("there is an empty item between commas") }
    let parts = item.split(separator: ":", omittingEmptySubsequences: false)
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count <= 2, ends.count <= 2, parts.count == 1 || ends.count == 2 else {
      throw fault("\"\(item)\" is neither a number nor a range FIRST-LAST")
    }
    var numbers: [Int] = []
    for digits in ends + parts.dropFirst() {
      guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
        throw fault("\"\(item)\" is neither a number nor a range FIRST-LAST")
      }
      // More digits than an Int holds is just another number that is too large.
      numbers.append(Int(digits) ?? Int.max)
    }
    let lower = numbers[0]
    let upper = ends.count == 2 ? numbers[1] : lower
    let step = parts.count == 2 ? numbers[2] : 1
    if upper < lower { throw fault("the range \(item) runs backward") }
    if step == 0 { throw fault("the step of \(item) is zero") }
    try check(upper, fault)
    for index in stride(from: lower, through: upper, by: step) { insert(index) }
  }

  private func check(_ index: Int, _ fault: Fault) throws(PUSetError) {
    guard index <= Self.highestIndex else {
      throw fault("it names a PU beyond \(Self.highestIndex), the highest that Linux can have")
    }
  }
}
