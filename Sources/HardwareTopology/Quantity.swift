/// Byte counts as people write them, in binary units.
enum Quantity {
  /// For instance `48 KiB`, `1.25 MiB`, `15.6 GiB`: exact to two decimals below 10, one above.
  static func bytes(_ count: UInt64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    var exponent = 0
    while exponent + 1 < units.count, count >> (10 * UInt64(exponent + 1)) > 0 { exponent += 1 }
    let unit = UInt64(1) << (10 * UInt64(exponent))
    let decimals: UInt64 = count / unit < 10 ? 100 : 10
    // Whole and fraction apart, so that nothing overflows.
    var whole = count / unit
    var fraction = (count % unit * decimals + unit / 2) / unit
    if fraction == decimals { (whole, fraction) = (whole + 1, 0) }
    guard fraction > 0 else { return "\(whole) \(units[exponent])" }
    var digits = String(decimals + fraction).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits) \(units[exponent])"
  }

  /// For instance `1 core`, `4 cores`.
  static func count(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
