import Workloads

/// How hard an aggressor works: a share of each millisecond, or a rate of traffic.
public enum Intensity: Sendable, Hashable, Codable, CustomStringConvertible {
  /// Works for this part of each millisecond, above 0 and below 1.
  case duty(Double)
  /// All threads of the aggressor together cause this much traffic, in 10^6 bytes in a second, or as much as they can.
  case megabytesPerSecond(Double)

  /// Reads `25%`, `800MB/s` or `2.5GB/s`; `100%` is the whole strength and no intensity at all.
  public init?(parsing text: String) throws(QuantityError) {
    let wanted = "write a share such as 25% or a rate such as 800MB/s"
    for (unit, factor) in [("MB/s", 1.0), ("GB/s", 1000.0)] where text.hasSuffix(unit) {
      let number = text.dropLast(unit.count)
      guard let rate = Double(number), rate > 0, rate.isFinite,
        number.allSatisfy({ "0123456789.".contains($0) })
      else { throw QuantityError("`\(text)` is not a rate; \(wanted)") }
      self = .megabytesPerSecond(rate * factor)
      return
    }
    guard text.hasSuffix("%") else {
      throw QuantityError("`\(text)` is not an intensity; \(wanted)")
    }
    let share = try Quantity.fraction(text)
    guard share > 0, share <= 1 else {
      throw QuantityError("`\(text)` is not from 0% to 100%; \(wanted)")
    }
    guard share < 1 else { return nil }
    self = .duty(share)
  }

  public var description: String {
    switch self {
    case .duty(let share): "\(Self.plain(share * 100))%"
    case .megabytesPerSecond(let rate): "\(Self.plain(rate))MB/s"
    }
  }

  /// The pace of each of `threads` threads; `nil` when the workload declares no traffic that a rate could be of.
  func pace(of workload: Workload, threads: Int) -> Pace? {
    switch self {
    case .duty(let share): .duty(share)
    case .megabytesPerSecond(let rate): workload.pace(megabytesPerSecond: rate / Double(threads))
    }
  }

  private static func plain(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}

extension WorkloadReference {
  /// How hard the workload is to work.
  ///
  /// - Parameter threads: the threads that share a rate.
  /// - Throws: `SuiteErrors` when a rate is asked of what moves no data.
  func pace(threads: Int) throws(SuiteErrors) -> Pace {
    guard let intensity else { return .unlimited }
    guard let pace = intensity.pace(of: WorkloadCatalogue.named(name)!, threads: threads) else {
      throw SuiteErrors([
        intensityLocation.diagnostic(
          "\(name) declares no traffic that could have a rate; write a share such as 25%")
      ])
    }
    return pace
  }
}
