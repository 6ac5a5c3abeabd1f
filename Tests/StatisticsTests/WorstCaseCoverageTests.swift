import Testing

@testable import Statistics

/// How often the estimate says yes where it should, and how often its bound then holds: here with few series,
/// in benches/worst-case-coverage with as many as the numbers in docs/worst-case.md need.
@Suite("Worst case, many times over")
struct WorstCaseCoverageTests {
  /// What a few dozen series of known quantiles came to.
  private struct Tally {
    var trials = 0
    var accepted = 0
    var covered = 0
  }

  /// Seeds are fixed: whatever the numbers are, they are the same in every run.
  @Test("Good series get a curve, and its upper bound covers the true 1e-6 quantile")
  func coverage() async {
    // Side by side: a debug build takes a tenth of a second for a series.
    let tallies = await withTaskGroup(of: Tally.self) { group in
      for series in Series.accepted { group.addTask { Self.tally(series) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(tallies.count == Series.accepted.count)
    for tally in tallies {
      // The gate and the tests of fit may each refuse one good series in twenty.
      #expect(Double(tally.accepted) >= 0.8 * Double(tally.trials), "\(tally)")
    }
    let (accepted, covered) = tallies.reduce((0, 0)) { ($0.0 + $1.accepted, $0.1 + $1.covered) }
    #expect(Double(covered) >= 0.93 * Double(accepted), "\(tallies)")
  }

  private static func tally(_ series: Series) -> Tally {
    var tally = Tally()
    var options = WorstCaseOptions()
    options.exceedances = [1e-6]
    options.resamples = 200
    for trial in 0..<30 as Range<UInt64> {
      options.seed = trial
      let estimate = WorstCaseEstimate(series.times(5000, seed: 1000 + trial), options: options)
      tally.trials += 1
      guard let point = estimate.point(at: 1e-6)?.point else { continue }
      tally.accepted += 1
      if point.upper >= series.quantile(1e-6) { tally.covered += 1 }
    }
    return tally
  }
}
