/// Numbers straight from their digits, as nearly all are written; for any other form `nil`, and the standard library decides.
enum DecimalDigits {
  /// An integer of up to 18 digits, which cannot overflow.
  static func integer(_ bytes: Span<UInt8>) -> Int64? {
    let count = bytes.count
    let first = count > 0 && bytes[0] == .minus ? 1 : 0
    guard first < count, count <= 18 else { return nil }
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
    guard first < count, count <= 16 else { return nil }
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
  fileprivate static let point = UInt8(ascii: ".")
}
