import Glibc

/// Numbers as people read them: three significant digits, a fixed number of decimals within a kind,
/// a unit.
///
/// Formatting is our own integer code, so that no locale can change a byte of a table or a report.
package enum Number {
  /// Shown where there is no value.
  static let absent = "-"

  /// Between a number and its unit: a space at which no line breaks.
  static let space = "\u{A0}"

  /// `value` rounded half away from zero to `decimals` places, for instance `-0.50`.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return absent }
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    let scaled = (value.magnitude * power).rounded(.toNearestOrAwayFromZero)
    guard scaled < 9e18 else { return value.description }
    let digits = Int64(scaled)
    let sign = value < 0 && digits > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(digits) }
    let unit = Int64(power)
    let fraction = String(digits % unit)
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return sign + String(digits / unit) + "." + zeros + fraction
  }

  /// Three significant digits for magnitudes from 1 to 1000: `4.46`, `12.3`, `123`; two decimals
  /// below.
  static func threeDigits(_ value: Double) -> String {
    // The limits are where rounding would add a digit: 9.996 is written 10.0.
    switch value.magnitude {
    case ..<9.995: fixed(value, decimals: 2)
    case ..<99.95: fixed(value, decimals: 1)
    default: fixed(value, decimals: 0)
    }
  }

  /// A factor without its sign: `1.02`.
  static func ratio(_ value: Double?) -> String { value.map(threeDigits) ?? absent }

  /// A bound of an interval of a factor. Few and noisy rounds can give any bound; beyond a hundred
  /// times either way it only says that nothing is known.
  static func bound(_ value: Double?) -> String {
    guard let value else { return absent }
    return value >= 99.5 ? ">99" : value < 0.005 ? "<0.01" : threeDigits(value)
  }

  /// A factor with its sign: `1.02×`.
  static func times(_ value: Double?) -> String { value.map { threeDigits($0) + "×" } ?? absent }

  /// A count with grouped digits: `12,000`.
  static func count(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  static func count(_ value: Double?) -> String {
    guard let value, value.isFinite, value.magnitude < 9e15 else { return absent }
    return count(Int(value.rounded()))
  }

  /// A number of things: `1 window`, `12 windows`.
  static func count(_ value: Int, _ noun: String) -> String {
    count(value) + " " + noun + (value == 1 ? "" : "s")
  }

  /// A share of one as percent: `97 %`.
  static func percent(ofOne value: Double?) -> String {
    value.map { fixed($0 * 100, decimals: 0) + space + "%" } ?? absent
  }

  /// A share in per cent that may be small: `0.06 %`, `12.3 %`.
  static func share(percent value: Double?) -> String {
    guard let value else { return absent }
    return (value > 0 && value < 0.005 ? "<0.01" : threeDigits(value)) + space + "%"
  }

  /// A time in the unit that leaves one to three digits before the point: `12.3 µs`.
  static func time(nanoseconds value: Double?) -> String {
    guard let value, value.isFinite else { return absent }
    let units: [(size: Double, name: String)] = [(1e9, "s"), (1e6, "ms"), (1e3, "µs")]
    // 999.5 rounds up to the next unit.
    for unit in units where value.magnitude >= unit.size * 0.9995 {
      return threeDigits(value / unit.size) + space + unit.name
    }
    let isWhole = value == value.rounded()
    return (isWhole ? fixed(value, decimals: 0) : threeDigits(value)) + space + "ns"
  }

  /// A rate or amount with a decimal prefix: `8.45 G`.
  static func prefixed(_ value: Double) -> String {
    let prefixes: [(size: Double, name: String)] = [
      (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"),
    ]
    for prefix in prefixes where value.magnitude >= prefix.size * 0.9995 {
      return threeDigits(value / prefix.size) + space + prefix.name
    }
    return threeDigits(value) + space
  }

  /// A value of `summary.csv` by the words of its `unit` column.
  static func text(_ value: Double?, unit: String) -> String {
    guard let value, value.isFinite else { return absent }
    switch unit {
    case "ratio": return threeDigits(value)
    case "ns": return time(nanoseconds: value)
    case "count": return count(value)
    case "percent": return fixed(value, decimals: 1) + space + "%"
    case "per_s": return prefixed(value) + "/s"
    case "mb_per_s": return prefixed(value * 1e6) + "B/s"
    default: return threeDigits(value) + (unit.isEmpty ? "" : space + unit)
    }
  }
}

extension Number {
  /// A round count in few letters: `10k`, `1M`.
  static func prefixedCount(_ value: Double) -> String {
    if value >= 1e6 { return fixed(value / 1e6, decimals: 0) + "M" }
    if value >= 1e4 { return fixed(value / 1e3, decimals: 0) + "k" }
    return count(value)
  }
}
