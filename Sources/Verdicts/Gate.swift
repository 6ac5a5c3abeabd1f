import Statistics

/// A limit that results have to keep: the slowdown of a victim, its job times, how late windows start, or what became worse.
public struct Gate: Sendable, Equatable {
  /// Of what the quantile is taken.
  public enum Quantity: String, CaseIterable, Sendable {
    /// The victim's time beside the aggressor over its time alone, in the same round.
    case slowdown
    /// The victim's job time beside the aggressor.
    case job
    /// First instruction in a window minus its planned start; a window that never started is late without bound.
    case start
    /// The slowdown of a new run over that of an old one.
    case regression
  }

  public var quantity: Quantity
  public var quantile: GateQuantile
  /// A ratio for `slowdown` and `regression`, nanoseconds else.
  public var limit: Double

  public init(_ quantity: Quantity, _ quantile: GateQuantile, limit: Double) {
    self.quantity = quantity
    self.quantile = quantile
    self.limit = limit
  }
}

/// A quantile as people write it: `p50`, `p99`, `p99.9`.
public struct GateQuantile: Sendable, Hashable, CustomStringConvertible {
  public let partsPerMillion: Int

  public static let median = GateQuantile(partsPerMillion: 500_000)

  public init(partsPerMillion: Int) { self.partsPerMillion = partsPerMillion }

  /// Reads `p` and a percentage above 0 and below 100 with at most four decimals; `nil` for anything else.
  ///
  /// In integers, because 0.999 has no exact binary form and a rank must not depend on how it is rounded.
  public init?(parsing text: some StringProtocol) {
    guard text.first == "p" else { return nil }
    let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    let isDigits = parts.allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    guard isDigits, (1...2).contains(parts.count), parts[0].utf8.count <= 2 else { return nil }
    let decimals = parts.count == 2 ? String(parts[1]) : ""
    guard decimals.utf8.count <= 4 else { return nil }
    let zeros = String(repeating: "0", count: 4 - decimals.utf8.count)
    guard let value = Int("\(parts[0])\(decimals)\(zeros)"), value > 0 else { return nil }
    partsPerMillion = value
  }

  /// Values that carry it: ten beyond it.
  var countNeeded: Int {
    Quantile.countNeeded(partsPerMillion: partsPerMillion, exceedances: 10) ?? 1
  }

  public var description: String {
    let (percent, rest) = partsPerMillion.quotientAndRemainder(dividingBy: 10_000)
    guard rest > 0 else { return "p\(percent)" }
    var decimals = String(rest + 10_000).dropFirst()
    while decimals.last == "0" { decimals.removeLast() }
    return "p\(percent).\(decimals)"
  }
}
