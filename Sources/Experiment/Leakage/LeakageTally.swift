import Policies
import Results
import Statistics

/// What one case's turns brought back, and the rows that come of it.
struct LeakageTally {
  /// The observations of one arm.
  private struct Series {
    var symbols: [Int] = []
    var nanoseconds: [Double] = []
    var blocks: [Range<Int>] = []
  }

  private let symbols: Int
  private var series: [LeakageScript.Arm: Series] = [:]
  private var unpaired = 0
  private var guardNanoseconds: Int64?
  private var cpu: Int?
  /// Why the policy was not in force in some turn; nil while it was.
  private var unheld: String?
  private var turns = 0

  init(symbols: Int) { self.symbols = symbols }

  mutating func add(_ outcome: LeakageTurn.Outcome, _ script: LeakageScript) {
    turns += 1
    unpaired += outcome.pairing.unpaired
    guardNanoseconds = outcome.guardNanoseconds
    cpu = outcome.cpu
    if !outcome.evidence.held { unheld = outcome.evidence.detail }
    var before: Int?
    for pair in outcome.pairing.pairs where pair.entry < script.entries.count {
      let entry = script.entries[pair.entry]
      var series = self.series[entry.arm] ?? Series()
      let index = series.symbols.count
      series.symbols.append(entry.symbol)
      series.nanoseconds.append(Double(pair.probeTicks) * outcome.nanosecondsPerTick)
      if before == entry.block, let last = series.blocks.last {
        series.blocks[series.blocks.count - 1] = last.lowerBound..<index + 1
      } else {
        series.blocks.append(index..<index + 1)
      }
      before = entry.block
      self.series[entry.arm] = series
    }
  }

  /// A row for each arm, the signal's first, and the cells of their matrices.
  ///
  /// - Parameter identity: says what the case is.
  func rows(
    _ identity: LeakageRow, confidence: Double, frameNanoseconds: Int64, seed: UInt64
  ) -> (rows: [LeakageRow], counts: [LeakageCountRow]) {
    var identity = identity
    identity.cpu = cpu.map(Int64.init)
    identity.guardNanoseconds = guardNanoseconds
    identity.symbols = Int64(symbols)
    identity.unpaired = Int64(unpaired)
    identity.policyHeld = turns > 0 ? unheld == nil : nil
    let arms: [(LeakageScript.Arm, LeakageRow.Arm)] = [
      (.signal, .signal), (.positive, .positive), (.negative, .negative),
    ]
    var rows: [LeakageRow] = []
    var counts: [LeakageCountRow] = []
    for (arm, name) in arms {
      var row = identity
      row.arm = name
      guard let estimate = estimate(arm, confidence: confidence, seed: seed) else {
        row.verdict = .inconclusive
        row.reason = "too few windows ran: none was paired with a probe"
        rows.append(row)
        continue
      }
      row.confidencePercent = 100 * confidence
      row.describe(estimate, symbolsPerSecond: 1e9 / Double(frameNanoseconds))
      (row.firstSymbolNanoseconds, row.lastSymbolNanoseconds) = medians(arm)
      rows.append(row)
      counts += estimate.rows(row)
    }
    judge(&rows)
    return (rows, counts)
  }

  private func estimate(
    _ arm: LeakageScript.Arm, confidence: Double, seed: UInt64
  ) -> LeakageEstimate? {
    guard let series = series[arm] else { return nil }
    return LeakageEstimate(
      LeakageEstimate.Observations(
        symbols: series.symbols, values: series.nanoseconds, symbolCount: symbols,
        blocks: series.blocks),
      confidence: confidence, shuffles: LeakageStudy.shuffles, seed: seed)
  }

  private func medians(_ arm: LeakageScript.Arm) -> (first: Double?, last: Double?) {
    func median(_ symbol: Int) -> Double? {
      guard let series = series[arm] else { return nil }
      return Quantile.median(
        zip(series.symbols, series.nanoseconds).filter { $0.0 == symbol }.map(\.1))
    }
    return (median(0), median(symbols - 1))
  }

  /// What the numbers say only counts where the controls and the policy held.
  private func judge(_ rows: inout [LeakageRow]) {
    guard rows[0].observations > 0 else { return }
    var objections: [String] = []
    if rows[1].verdict != .leaks {
      objections.append("the positive control was not seen to leak: the test has no power here")
    }
    if rows[2].verdict == .leaks { objections.append("the negative control leaks") }
    if let unheld { objections.append("the policy was not in force: \(unheld)") }
    guard !objections.isEmpty else { return }
    rows[0].verdict = .inconclusive
    rows[0].bitsPerSecond = nil
    rows[0].reason = objections.joined(separator: "; ")
  }
}

extension LeakageRow {
  fileprivate mutating func describe(_ estimate: LeakageEstimate, symbolsPerSecond: Double) {
    observations = Int64(estimate.observations)
    bins = Int64(estimate.bins.count)
    leakMillibits = estimate.values.information.millibits
    boundMillibits = estimate.values.bound.millibits
    pValue = estimate.values.pValue
    analyticBoundMillibits = estimate.analyticBound?.millibits
    rankLeakMillibits = estimate.ranks.information.millibits
    rankBoundMillibits = estimate.ranks.bound.millibits
    rankPValue = estimate.ranks.pValue
    correctedMillibits = estimate.corrected.value * 1000
    correctedLowerMillibits = estimate.corrected.lower.map { $0 * 1000 }
    correctedUpperMillibits = estimate.corrected.upper.map { $0 * 1000 }
    capacityMillibits = estimate.capacity.millibits
    detectionLimitMillibits = estimate.detectionLimit?.millibits
    switch estimate.verdict {
    case .leaks:
      verdict = .leaks
      bitsPerSecond = estimate.capacity.bits * symbolsPerSecond
    case .noLeak: verdict = .noLeak
    case .inconclusive:
      verdict = .inconclusive
      reason =
        estimate.values.exceedsBound
        ? "the times exceed their bound and their ranks do not"
        : "only the ranks exceed their bound"
    }
  }
}

extension LeakageEstimate {
  fileprivate func rows(_ row: LeakageRow) -> [LeakageCountRow] {
    (0..<counts.symbols).flatMap { symbol in
      (0..<counts.outputs).map { bin in
        var cell = LeakageCountRow()
        (cell.channel, cell.policy, cell.arm) = (row.channel, row.policy, row.arm)
        (cell.symbol, cell.bin) = (Int64(symbol), Int64(bin))
        cell.lowerNanoseconds = bin > 0 ? bins.edges[bin - 1] : nil
        cell.upperNanoseconds = bin < bins.edges.count ? bins.edges[bin] : nil
        cell.count = Int64(counts[symbol, bin])
        return cell
      }
    }
  }
}
