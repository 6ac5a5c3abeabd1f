import Results
import Statistics

/// What a policy does in the 2x2 of alone and beside the aggressor, under the baseline and under the policy.
///
/// Everything is formed inside a round, in which all pairs are run in random order, and over the rounds that have all four
/// cells.
extension Summary {
  /// One round of the four cells.
  private struct Square {
    let solo: Double
    let corun: Double
    let policySolo: Double
    let policyCorun: Double
  }

  // MARK: Corun cells

  /// What becomes of the slowdown, and of everybody's work.
  func comparisonRows(_ cell: CellRow, baseline: CellRow) -> [SummaryRow] {
    let times = squares(cell, baseline)
    var fromSquares = [
      ratioRow(
        cell, "slowdown_versus_baseline", below: times.map { $0.corun / $0.solo },
        above: times.map { $0.policyCorun / $0.policySolo }),
      protectionRow(cell, baselineIsSlowed(baseline) ? times : []),
    ]
    if isSplit(cell, from: baseline, \.p50Nanoseconds) {
      for place in fromSquares.indices { fromSquares[place].lose(to: SummaryRow.driftFlag) }
    }
    return [ratioRow(cell, "versus_baseline_p50", over: baseline, \.p50Nanoseconds)]
      + fromSquares + lostRows(cell, baseline: baseline)
  }

  /// The part of the baseline's slowdown that is gone: (corun baseline - corun policy) / (corun baseline - solo baseline).
  ///
  /// The ratio of the means over all rounds, each in units of its own time alone, so that a round on a slow machine counts no
  /// more. Rounds in which the baseline happens not to be slowed count as well: without them the rest would be those in which
  /// noise made the slowdown, and so the protection, look large. Without a value when the baseline shows no slowdown to
  /// protect from.
  private func protectionRow(_ cell: CellRow, _ times: [Square]) -> SummaryRow {
    row(
      cell, "protection", "ratio",
      PairedRatio.fieller(
        times.map { ($0.corun - $0.policyCorun) / $0.solo },
        over: times.map { ($0.corun - $0.solo) / $0.solo }),
      method: "ratio of paired means, Fieller", rounds: times.count)
  }

  private func baselineIsSlowed(_ baseline: CellRow) -> Bool {
    let (solo, corun) = paired(baseline, over: solo(of: baseline), \.p50Nanoseconds)
    // A slowdown of a per mille can be beyond doubt, and a share of it is still a share of nothing.
    return !solo.isEmpty && Verdict.judge(solo: solo, corun: corun, margin: margin) == .worse
  }

  /// The work that victim and aggressor lose beside each other, against the baseline.
  ///
  /// In parts of what each does undisturbed, as in a weighted speedup (Snavely and Tullsen, ASPLOS 2000), so that both count
  /// alike whatever their operations are: the victim of its work alone under the baseline, the aggressor of its work beside
  /// the victim, since it is never measured alone.
  private func lostRows(_ cell: CellRow, baseline: CellRow) -> [SummaryRow] {
    let free = solo(of: baseline).map { byRound($0, \.victimThroughputPerSecond) } ?? [:]
    let victimBefore = byRound(baseline, \.victimThroughputPerSecond)
    let victimAfter = byRound(cell, \.victimThroughputPerSecond)
    let aggressorBefore = aggressorRates(baseline)
    let aggressorAfter = aggressorRates(cell)
    var victim: [Double] = []
    var aggressor: [Double] = []
    for round in victimBefore.keys.sorted() {
      guard let alone = free[round], let before = victimBefore[round],
        let after = victimAfter[round], let loadBefore = aggressorBefore[round], loadBefore > 0,
        let loadAfter = aggressorAfter[round]
      else { continue }
      victim.append((before - after) / alone * 100)
      aggressor.append((loadBefore - loadAfter) / loadBefore * 100)
    }
    return [
      ("everybody_lost_pct", zip(victim, aggressor).map { ($0 + $1) / 2 }),
      ("victim_lost_pct", victim), ("aggressor_lost_pct", aggressor),
    ].map { metric, values in
      row(
        cell, metric, "percent", QuantileInterval.medianOverRounds(values),
        method: "median over rounds, order statistics", rounds: values.count)
    }
  }

  /// Accesses of all aggressor threads in a nanosecond, by round; a policy may well leave none.
  private func aggressorRates(_ cell: CellRow) -> [Int64: Double] {
    var rates: [Int64: Double] = [:]
    for row in rounds(cell) where row.durationNanoseconds > 0 {
      rates[row.round] = Double(row.aggressorAccesses) / Double(row.durationNanoseconds)
    }
    return rates
  }

  // MARK: Solo cells

  /// What the policy costs when nobody attacks.
  func costRows(_ cell: CellRow) -> [SummaryRow] {
    guard let baseline = sameCell(under: "baseline", as: cell) else { return [] }
    let policy = byRound(cell, \.victimThroughputPerSecond)
    let free = byRound(baseline, \.victimThroughputPerSecond)
    let lost = free.compactMap { round, rate in
      policy[round].flatMap { rate > 0 ? (1 - $0 / rate) * 100 : nil }
    }
    return [
      ratioRow(cell, "cost_p50", over: baseline, \.p50Nanoseconds),
      row(
        cell, "throughput_lost_pct", "percent", QuantileInterval.medianOverRounds(lost),
        method: "median over rounds, order statistics", rounds: lost.count),
    ]
  }

  // MARK: Pieces

  /// The medians of the four cells in the rounds that have them all.
  private func squares(_ cell: CellRow, _ baseline: CellRow) -> [Square] {
    guard let alone = solo(of: baseline), let policyAlone = solo(of: cell) else { return [] }
    let solo = byRound(alone, \.p50Nanoseconds)
    let corun = byRound(baseline, \.p50Nanoseconds)
    let policySolo = byRound(policyAlone, \.p50Nanoseconds)
    let policyCorun = byRound(cell, \.p50Nanoseconds)
    return corun.keys.sorted().compactMap { round in
      guard let s = solo[round], let c = corun[round], let ps = policySolo[round],
        let pc = policyCorun[round]
      else { return nil }
      return Square(solo: s, corun: c, policySolo: ps, policyCorun: pc)
    }
  }
}
