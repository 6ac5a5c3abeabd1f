import FoundationEssentials

/// What tells a run from every other: an id that sorts by time, and the start that it was made from.
public struct RunIdentity: Sendable, Equatable {
  /// `r` and a ULID (https://github.com/ulid/spec): a letter first, so that no reader takes it for a number.
  public let runID: String
  /// For instance `2026-11-22T13:15:00Z`.
  public let startedUTC: String

  /// - Parameter unixMilliseconds: Start of the run, since 1970-01-01T00:00:00Z.
  public init(
    unixMilliseconds: UInt64, using generator: inout some RandomNumberGenerator
  ) {
    let randomBits = UInt128(UInt16.random(in: 0...(.max), using: &generator)) << 64
    let value = UInt128(unixMilliseconds) << 80 | randomBits | UInt128(generator.next())
    // Crockford's alphabet leaves out I, L, O and U. 26 digits of 5 bits hold the 128.
    let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    runID = "r" + stride(from: 125, through: 0, by: -5).map { digits[Int(value >> $0 & 31)] }
    startedUTC = Date(timeIntervalSince1970: Double(unixMilliseconds / 1000)).utc
  }

  /// A run that starts now.
  public static func now() -> RunIdentity {
    var generator = SystemRandomNumberGenerator()
    return RunIdentity(
      unixMilliseconds: UInt64(Date.now.timeIntervalSince1970 * 1000), using: &generator)
  }

  /// The time now, in the form of `startedUTC`.
  public static func utcNow() -> String { Date.now.utc }
}

extension Date {
  fileprivate var utc: String { formatted(.iso8601) }
}
