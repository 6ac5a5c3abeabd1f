public import Results
import Statistics

/// What the passes of a sweep brought back, by point.
public struct SweepObservations: Sendable {
  /// One point in one condition in one pass.
  struct Reading: Sendable, Equatable {
    var nanoseconds: Double
    /// Traffic of the timed workload; with all threads of a counted companion.
    var megabytesPerSecond: Double?
    var companionMegabytesPerSecond: Double?
    var samples: Int
  }

  /// A point in one pass.
  struct Visit: Sendable, Equatable {
    var solo: Reading
    var corun: Reading?
  }

  let points: [SweepPlan.Point]
  var visits: [[Visit]]
  var pages: [String]
  var reasons: [String]

  init(points: [SweepPlan.Point]) {
    self.points = points
    visits = points.map { _ in [] }
    pages = points.map { _ in "" }
    reasons = points.map { _ in "" }
  }

  /// Time against size of the points of a kind, alone; those with too few passes for a curve are left out.
  func curve(_ kind: SweepRow.Kind) -> [LatencyCurve.Point] {
    points.indices.filter {
      points[$0].kind == kind && visits[$0].count >= LatencyCurve.fewestPasses
    }.map { index in
      LatencyCurve.Point(
        bytes: points[index].workingSetBytes, nanoseconds: visits[index].map(\.solo.nanoseconds))
    }
  }

  /// One row for each point and condition.
  public var rows: [SweepRow] {
    let shares = Dictionary(
      uniqueKeysWithValues: [Condition.solo, .corun].map { ($0, plateauShares($0)) })
    return points.indices.flatMap { index in
      [Condition.solo, .corun].compactMap { condition in
        guard var row = row(index, condition) else { return nil }
        if let chains = points[index].chains, let share = shares[condition]?[chains] {
          row.plateauShare = share.value
          row.plateauShareLow = share.lower
          row.plateauShareHigh = share.upper
        }
        return row
      }
    }
  }

  /// What the throughput at each number of chains is to the highest.
  private func plateauShares(_ condition: Condition) -> [Int: Estimate] {
    let measured = points.indices.compactMap { index in
      points[index].chains.map { chains in
        Saturation.Point(
          amount: chains,
          throughputs: visits[index].compactMap {
            (condition == .solo ? $0.solo : $0.corun)?.megabytesPerSecond
          })
      }
    }
    guard let found = Saturation(measured.filter { !$0.throughputs.isEmpty }) else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(found.amounts, found.shares))
  }

  private func row(_ index: Int, _ condition: Condition) -> SweepRow? {
    let point = points[index]
    guard condition == .solo || point.beside != nil else { return nil }
    let readings = visits[index].compactMap { condition == .solo ? $0.solo : $0.corun }
    var row = SweepRow()
    row.kind = point.kind
    row.workload = point.workload
    row.workingSetBytes = Int64(point.workingSetBytes)
    row.chains = point.chains.map(Int64.init)
    row.condition = condition
    if let company = point.beside {
      row.aggressor = company.label
      row.aggressorShare = company.strength.share
      if condition == .corun {
        describe(company, index, in: &row)
        if company.isCounted { row.threads = Int64(1 + company.threads) }
      }
    }
    let time = QuantileInterval.medianOverRounds(readings.map(\.nanoseconds))
    row.nanoseconds = time?.value
    row.nanosecondsLow = time?.lower
    row.nanosecondsHigh = time?.upper
    row.megabytesPerSecond = Quantile.median(readings.compactMap(\.megabytesPerSecond))
    row.samples = Int64(readings.reduce(0) { $0 + $1.samples })
    row.passes = Int64(readings.count)
    row.pages = pages[index]
    row.reason = reasons[index]
    return row
  }

  /// What the company did, and what it did to the point.
  private func describe(_ company: SweepPlan.Companion, _ index: Int, in row: inout SweepRow) {
    let pairs = visits[index].compactMap { visit in visit.corun.map { (visit.solo, $0) } }
    if case .rate(_, let asked) = company.strength { row.aggressorAskedMegabytesPerSecond = asked }
    row.aggressorMegabytesPerSecond =
      company.strength == .parked
      ? 0 : Quantile.median(pairs.compactMap(\.1.companionMegabytesPerSecond))
    let slowdown = RatioInterval.pairedLogRatio(
      solo: pairs.map(\.0.nanoseconds), corun: pairs.map(\.1.nanoseconds))
    row.slowdown = slowdown?.value
    row.slowdownLow = slowdown?.lower
    row.slowdownHigh = slowdown?.upper
  }
}
