import Glibc
import Results
import Statistics

/// The same victim, aggressor and policy in an old and a new run.
struct Counterparts {
  let old: PairRounds
  let new: PairRounds
  /// Whether the machine changed within one of the runs: then their rounds are not of one machine.
  let isDrifted: Bool

  /// `nil` where one of them has no value of the metric.
  func row(
    _ metric: RunComparison.Metric, isJudged: Bool, margin: Double
  ) -> RunComparison.Row? {
    let (before, after) = (old.values(of: metric), new.values(of: metric))
    guard !before.isEmpty, !after.isEmpty else { return nil }
    let welch = UnpairedRatio.welchLog(baseline: before.all, candidate: after.all)
    let doubtful = before.doubtful + after.doubtful
    var verdict: Statistics.Verdict?
    if isJudged {
      verdict = Self.verdict(welch, before.all, after.all, margin: margin)
      if doubtful > 0 {
        let sound = UnpairedRatio.welchLog(baseline: before.sound, candidate: after.sound)
        let other = Self.verdict(sound, before.sound, after.sound, margin: margin)
        if verdict != other { verdict = .inconclusive }
      }
      if isDrifted { verdict = .inconclusive }
    }
    return RunComparison.Row(
      policy: old.corun.policy, victim: old.corun.victim, aggressor: old.corun.aggressor,
      control: old.corun.control, metric: metric, old: Self.geometricMean(before.all),
      new: Self.geometricMean(after.all), oldRounds: before.all.count,
      newRounds: after.all.count, doubtfulRounds: doubtful, isDrifted: isDrifted,
      ratio: welch?.ratio,
      pValue: welch?.pValue,
      mannWhitney: metric.isRelative ? MannWhitney(after.all, before.all) : nil,
      verdict: verdict)
  }

  private static func verdict(
    _ wide: UnpairedRatio.Welch?, _ before: [Double], _ after: [Double], margin: Double
  ) -> Statistics.Verdict {
    guard let wide else { return .inconclusive }
    // The narrow interval decides on equivalence alone, and only of a ratio within the margin: half the work of many cells.
    guard (1 / margin...margin).contains(wide.ratio.value) else {
      return .judge(wide.ratio, equivalence: nil, margin: margin)
    }
    let narrow = UnpairedRatio.welchLog(baseline: before, candidate: after, confidence: 0.9)
    return .judge(wide.ratio, equivalence: narrow?.ratio.interval, margin: margin)
  }

  private static func geometricMean(_ values: [Double]) -> Double {
    exp(values.reduce(0) { $0 + log($1) } / Double(values.count))
  }

  /// What a gate on regressions asks of the pair.
  func gateCase(_ gate: Gate) -> GateCase {
    var one = GateCase(gate: gate, subject: old.name)
    guard let path = RecordedQuantile.path(gate.quantile) else {
      one.obstacles = ["\(gate.quantile) of job times is not kept"]
      return one
    }
    let (before, after) = (old.slowdowns(path), new.slowdowns(path))
    guard !before.isEmpty, !after.isEmpty else {
      one.reservations = ["\(gate.quantile) has no value in one of the runs"]
      return one
    }
    if isDrifted { one.obstacles = ["the machine changed within one of the two runs"] }
    one.rounds = min(before.all.count, after.all.count)
    one.doubtfulRounds = one.rounds - min(before.sound.count, after.sound.count)
    one.all = .unpairedRatio(baseline: before.all, candidate: after.all, limit: gate.limit)
    one.undoubted =
      before.doubtful + after.doubtful == 0
      ? one.all
      : .unpairedRatio(baseline: before.sound, candidate: after.sound, limit: gate.limit)
    if before.all.count < old.rounds.count || after.all.count < new.rounds.count {
      one.reservations = ["some rounds have too few jobs for \(gate.quantile)"]
    }
    return one
  }
}

/// The values of rounds, and those of them that nothing speaks against.
struct RoundValues {
  var all: [Double] = []
  var sound: [Double] = []

  var isEmpty: Bool { all.isEmpty }
  var doubtful: Int { all.count - sound.count }
}

extension PairRounds {
  func values(of metric: RunComparison.Metric) -> RoundValues {
    switch metric {
    case .slowdownP50: slowdowns(\.p50)
    case .slowdownP99: slowdowns(\.p99)
    case .jobP50: values { $0.corun.p50 }
    case .soloP50: values { $0.solo?.p50 }
    }
  }

  /// Corun over solo of each round that has both.
  func slowdowns(_ path: KeyPath<Side, Double?>) -> RoundValues {
    values { round in
      guard let corun = round.corun[keyPath: path], let solo = round.solo?[keyPath: path],
        solo > 0
      else { return nil }
      return corun / solo
    }
  }

  private func values(_ value: (Round) -> Double?) -> RoundValues {
    var values = RoundValues()
    for round in rounds {
      guard let value = value(round), value > 0 else { continue }
      values.all.append(value)
      if !round.isDoubtful { values.sound.append(value) }
    }
    return values
  }
}
