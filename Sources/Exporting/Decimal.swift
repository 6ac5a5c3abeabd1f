/// Numbers as text that no locale changes.
enum Decimal {
  /// With so many decimals, as `%.3f` writes them.
  ///
  /// - Precondition: finite, and below 2⁶³ once the decimals are moved before the point.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let factor = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = Int64((value.magnitude * factor).rounded(.toNearestOrEven))
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard decimals > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  /// Set to the right in so many columns.
  static func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }
}
