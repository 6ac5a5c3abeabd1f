import Results
import Statistics

/// The rows of a sweep by what they show: every table, figure and sentence about it starts from here.
struct SweepFindings: Sendable {
  /// One workload in one condition, by what is varied.
  struct Curve: Sendable {
    let workload: String
    let condition: Condition
    let aggressor: String
    let rows: [SweepRow]
  }

  let caches: [CacheRow]
  let latency: [Curve]
  let bandwidth: [Curve]
  let parallelism: [Curve]
  /// A victim beside the aggressor at rising strength, from parked on.
  let sensitivity: [Curve]
  /// Why points could not be measured, each reason once.
  let reasons: [String]

  /// Chains within this of the plateau have reached it: beyond the noise of a quiet guest, and short of what a doubling
  /// of the chains would bring.
  static let tolerance = 0.1

  init(_ results: ResultSet) {
    caches = results.caches
    latency = Self.curves(.latency, results.sweep) { Double($0.workingSetBytes) }
    bandwidth = Self.curves(.bandwidth, results.sweep) { Double($0.workingSetBytes) }
    parallelism = Self.byCondition(.mlp, results.sweep)
    sensitivity = Self.curves(.sensitivity, results.sweep) { $0.aggressorShare ?? 0 }
      .filter { $0.condition == .corun }
    reasons = Findings.distinct(results.sweep.map(\.reason)).filter { !$0.isEmpty }
  }

  private static func curves(
    _ kind: SweepRow.Kind, _ rows: [SweepRow], by place: (SweepRow) -> Double
  ) -> [Curve] {
    let rows = rows.filter { $0.kind == kind && $0.nanoseconds != nil }
    return Findings.distinct(rows.map(\.workload)).flatMap { workload in
      [Condition.solo, .corun].compactMap { condition in
        curve(rows.filter { $0.workload == workload && $0.condition == condition }, by: place)
      }
    }
  }

  /// Chains are workloads of their own, and one curve.
  private static func byCondition(_ kind: SweepRow.Kind, _ rows: [SweepRow]) -> [Curve] {
    let rows = rows.filter { $0.kind == kind && $0.chains != nil && $0.plateauShare != nil }
    return [Condition.solo, .corun].compactMap { condition in
      curve(rows.filter { $0.condition == condition }) { Double($0.chains ?? 0) }
    }
  }

  private static func curve(_ rows: [SweepRow], by place: (SweepRow) -> Double) -> Curve? {
    guard let first = rows.first else { return nil }
    return Curve(
      workload: first.workload, condition: first.condition, aggressor: first.aggressor,
      rows: rows.sorted { place($0) < place($1) })
  }

  /// Where more chains stop helping on one core, and on all of them.
  func knee(_ condition: Condition) -> Saturation.Knee? {
    guard let curve = parallelism.first(where: { $0.condition == condition }) else { return nil }
    let shares = curve.rows.map { row in
      let bounds = row.plateauShareLow.flatMap { low in
        row.plateauShareHigh.map { Interval(lower: low, upper: $0, confidence: 0.95) }
      }
      return Estimate(value: row.plateauShare ?? 0, interval: bounds)
    }
    return Saturation(amounts: curve.rows.map { Int($0.chains ?? 0) }, shares: shares)
      .knee(tolerance: Self.tolerance)
  }

  /// The point of the sensitivity curves with the largest slowdown among those that were shown to be slowed; `nil` when
  /// no interval lies above 1.
  var worst: (curve: Curve, row: SweepRow)? {
    var worst: (curve: Curve, row: SweepRow)?
    for curve in sensitivity {
      for row in curve.rows where row.aggressorShare != 0 && (row.slowdownLow ?? 0) > 1 {
        if (row.slowdown ?? 0) > (worst?.row.slowdown ?? 0) { worst = (curve, row) }
      }
    }
    return worst
  }
}

extension SweepFindings {
  /// `4` or `4 to 6`, and whether it may be more than was tried.
  static func text(_ knee: Saturation.Knee?) -> String {
    guard let knee else { return Number.absent }
    let more = knee.isOpen ? " or more" : ""
    let interval = knee.interval
    return interval.lowerBound == interval.upperBound
      ? "\(knee.amount)\(more)"
      : "\(knee.amount)\(more) (\(interval.lowerBound) to \(interval.upperBound))"
  }

  /// What hwloc and the measurement say about a level, in a few words.
  static func measured(_ cache: CacheRow) -> String {
    guard let low = cache.measuredLowBytes, let high = cache.measuredHighBytes else {
      return Number.absent
    }
    return "\(Number.bytes(low)) to \(Number.bytes(high))"
  }

  /// What the aggressor costs at worst.
  var cost: String {
    guard let (curve, row) = worst else { return "No victim was shown to be slowed" }
    let rate = Number.text(row.aggressorMegabytesPerSecond, unit: "mb_per_s")
    return "\(curve.workload) of \(Number.bytes(row.workingSetBytes)) takes"
      + " \(Number.times(row.slowdown)) as long beside \(rate) of \(curve.aggressor)"
  }

  /// The sentence that a reader takes away.
  var sentence: String {
    var parts: [String] = []
    let replaced = caches.filter { $0.source == .measured }
    let confirmed = caches.filter { $0.source == .hwloc && $0.measuredLowBytes != nil }
    if !confirmed.isEmpty {
      parts.append(
        "The latency curve confirms \(Words.list(confirmed.map { "L\($0.level)" })) as hwloc has it"
      )
    }
    for cache in replaced {
      let nominal =
        cache.hwlocBytes.map { ", not the \(Number.bytes($0)) that hwloc reports" } ?? ""
      parts.append("A chase keeps \(Self.measured(cache)) of L\(cache.level)\(nominal)")
    }
    if let local = knee(.solo) {
      let all = knee(.corun).map { "; with every core at it, \(Self.text($0))" } ?? ""
      parts.append("One core's loads in flight stop paying at \(Self.text(local)) chains\(all)")
    }
    if !sensitivity.isEmpty { parts.append(cost) }
    return parts.isEmpty ? "" : parts.joined(separator: ". ") + "."
  }
}

extension Number {
  /// A size in binary units with at most one decimal: `32 KiB`, `5.3 MiB`.
  static func bytes(_ value: Int64) -> String {
    let units: [(shift: Int64, name: String)] = [
      (40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB"),
    ]
    for unit in units where value >= 1 << unit.shift {
      let number = Double(value) / Double(Int64(1) << unit.shift)
      let text = fixed(number, decimals: number < 99.95 ? 1 : 0)
      return TailPlot.trimmed(text) + space + unit.name
    }
    return count(Int(value)) + space + "B"
  }
}
