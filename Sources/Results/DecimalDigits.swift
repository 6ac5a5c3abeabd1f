/// Numbers straight from their digits, as nearly all are written; for any other form `nil`, and the standard library decides on
/// what `isDecimal`.
enum DecimalDigits {
  /// Whether it is a number as every reader of CSV has it, `-?digits[.digits][e[+-]digits]` without zeros ahead of the digits: the
  /// standard library also takes `0x10`, `+5`, `inf` and `.5`.
  static func isDecimal(_ bytes: Span<UInt8>) -> Bool {
    var place = bytes.count > 0 && bytes[0] == .minus ? 1 : 0
    func skipDigits() -> Bool {
      let start = place
      while place < bytes.count, bytes[place] &- .zero < 10 { place += 1 }
      return place > start
    }
    guard !hasLeadingZero(bytes, from: place), skipDigits() else { return false }
    if place < bytes.count, bytes[place] == .point {
      place += 1
      guard skipDigits() else { return false }
    }
    if place < bytes.count, bytes[place] == .exponent || bytes[place] == .capitalExponent {
      place += 1
      if place < bytes.count, bytes[place] == .minus || bytes[place] == .plus { place += 1 }
      guard skipDigits() else { return false }
    }
    return place == bytes.count
  }

  /// `007`, which some take for octal.
  private static func hasLeadingZero(_ bytes: Span<UInt8>, from first: Int) -> Bool {
    first + 1 < bytes.count && bytes[first] == .zero && bytes[first + 1] &- .zero < 10
  }

  /// An integer of up to 18 digits, which cannot overflow.
  static func integer(_ bytes: Span<UInt8>) -> Int64? {
    let count = bytes.count
    let first = count > 0 && bytes[0] == .minus ? 1 : 0
    guard first < count, count <= 18, !hasLeadingZero(bytes, from: first) else { return nil }
    var value: Int64 = 0
    for index in first..<count {
      let digit = bytes[index] &- .zero
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return first == 0 ? value : -value
  }

  /// A number of up to 15 digits with or without a decimal point and without an exponent.
  ///
  /// Such digits are exact in a double, and so is the power of ten, so that their quotient is rounded once and is the nearest
  /// double (Clinger, How to Read Floating Point Numbers Accurately, 1990).
  static func number(_ bytes: Span<UInt8>) -> Double? {
    let count = bytes.count
    let first = count > 0 && bytes[0] == .minus ? 1 : 0
    guard first < count, count <= 16, !hasLeadingZero(bytes, from: first) else { return nil }
    var value: Int64 = 0
    var point = count
    for index in first..<count {
      let digit = bytes[index] &- .zero
      if digit < 10 {
        value = value &* 10 &+ Int64(digit)
      } else {
        // One point, between digits.
        guard bytes[index] == .point, point == count, index > first, index + 1 < count else {
          return nil
        }
        point = index
      }
    }
    let decimals = point == count ? 0 : count - point - 1
    guard count - first - (decimals > 0 ? 1 : 0) <= 15 else { return nil }
    let number = Double(value) / powersOfTen[decimals]
    return first == 0 ? number : -number
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}

extension UInt8 {
  fileprivate static let zero = UInt8(ascii: "0")
  fileprivate static let minus = UInt8(ascii: "-")
  fileprivate static let plus = UInt8(ascii: "+")
  fileprivate static let point = UInt8(ascii: ".")
  fileprivate static let exponent = UInt8(ascii: "e")
  fileprivate static let capitalExponent = UInt8(ascii: "E")
}
