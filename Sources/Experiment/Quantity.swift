/// Why a text is not the quantity it should be, and what would be one.
public struct QuantityError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

/// Quantities as people write them, in the forms that rt-tests, numactl and taskset made familiar.
///
/// Arithmetic is in integers: `0.1ms` is exactly 100 000 ns, and what is no whole number of
/// nanoseconds or bytes is refused rather than rounded.
public enum Quantity {
  /// The unit of a time without one.
  public enum TimeUnit: Int64, Sendable {
    case nanoseconds = 1
    /// The convention for times of a measurement.
    case microseconds = 1_000
    case milliseconds = 1_000_000
    /// The convention for durations of a run.
    case seconds = 1_000_000_000
  }

  /// A time in nanoseconds, at least 0: `250us`, `1ms`, `1.5s`, `20m`, `1h`.
  ///
  /// - Parameter bareUnit: what a number without a unit counts; `nil` refuses one.
  public static func nanoseconds(
    _ text: String, bareUnit: TimeUnit?
  ) throws(QuantityError) -> Int64 {
    let wanted = "write a number and a unit, such as 250us, 1ms or 10s"
    let number = try Number(text, kind: "time", wanted: wanted)
    let factor: Int64
    switch number.unit {
    case "":
      guard let bareUnit else { throw QuantityError("`\(text)` has no unit; \(wanted)") }
      factor = bareUnit.rawValue
    case "ns": factor = 1
    case "us", "\u{B5}s", "\u{3BC}s": factor = 1_000
    case "ms": factor = 1_000_000
    case "s": factor = 1_000_000_000
    case "m", "min": factor = 60_000_000_000
    case "h": factor = 3_600_000_000_000
    default:
      throw QuantityError(
        "`\(number.unit)` is not a unit of time; the units are ns, us, ms, s, m and h")
    }
    return try number.times(factor, smallest: "a nanosecond")
  }

  /// A size in bytes, at least 0: `4096B`, `512KiB`, `4MiB`, `1.5GiB`.
  public static func bytes(_ text: String) throws(QuantityError) -> Int64 {
    let wanted = "write a number and a unit, such as 512KiB or 4MiB"
    let number = try Number(text, kind: "size", wanted: wanted)
    let shift: Int64
    switch number.unit {
    case "": throw QuantityError("`\(text)` has no unit; \(wanted)")
    case "B": shift = 0
    case "KiB": shift = 10
    case "MiB": shift = 20
    case "GiB": shift = 30
    case "TiB": shift = 40
    default:
      throw QuantityError(
        "`\(number.unit)` is not a unit of size; the units are B, KiB, MiB, GiB and TiB")
    }
    return try number.times(1 << shift, smallest: "a byte")
  }

  /// A percentage as a fraction, at least 0: `5%` is 0.05.
  public static func fraction(_ text: String) throws(QuantityError) -> Double {
    let wanted = "write a number and a percent sign, such as 5%"
    let number = try Number(text, kind: "percentage", wanted: wanted)
    // A bare 0.05 could mean either, so that a guess would be wrong by a factor of a hundred.
    guard number.unit == "%" else {
      throw QuantityError("`\(text)` is not a percentage; \(wanted)")
    }
    return Double(number.digits) / Double(number.scale) / 100
  }
}

/// A decimal number and the letters behind it.
private struct Number {
  let text: String
  /// The number times `scale`.
  let digits: Int64
  /// A power of ten.
  let scale: Int64
  let unit: String

  init(_ text: String, kind: String, wanted: String) throws(QuantityError) {
    let malformed = QuantityError("`\(text)` is not a \(kind); \(wanted)")
    let numeric = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    let parts = numeric.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { throw malformed }
    let fraction = parts.count == 2 ? parts[1] : ""
    // Nine places are nanoseconds of a second; the limits keep every product below inside Int64.
    guard fraction.count <= 9, let digits = Int64(parts[0] + fraction) else {
      throw QuantityError("`\(text)` has too many digits; \(wanted)")
    }
    self.text = text
    self.digits = digits
    scale = fraction.reduce(1) { power, _ in power * 10 }
    let unit = text.dropFirst(numeric.count)
    self.unit = String(unit.first == " " ? unit.dropFirst() : unit)
  }

  func times(_ factor: Int64, smallest: String) throws(QuantityError) -> Int64 {
    let product = digits.multipliedFullWidth(by: factor)
    // Dividing traps where the quotient does not fit: compare with the greatest dividend first.
    let greatest = Int64.max.multipliedFullWidth(by: scale)
    guard (product.high, product.low) <= (greatest.high, greatest.low) else {
      throw QuantityError("`\(text)` is too large")
    }
    let (quotient, remainder) = scale.dividingFullWidth(product)
    guard remainder == 0 else { throw QuantityError("`\(text)` is finer than \(smallest)") }
    return quotient
  }
}
