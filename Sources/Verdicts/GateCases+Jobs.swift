import Results
import Statistics

/// What gates on slowdowns and job times ask of a pair.
extension PairRounds {
  func gateCase(_ gate: Gate) -> GateCase {
    var one = GateCase(gate: gate, subject: name)
    guard let path = RecordedQuantile.path(gate.quantile) else {
      one.obstacles = ["\(gate.quantile) of job times is not kept"]
      return one
    }
    let needsSolo = gate.quantity == .slowdown
    let usable = rounds.filter { round in
      round.corun[keyPath: path] != nil && (!needsSolo || round.solo?[keyPath: path] != nil)
    }
    one.rounds = usable.count
    one.doubtfulRounds = usable.count(where: \.isDoubtful)
    one.all = test(gate, usable, path)
    one.undoubted =
      one.doubtfulRounds == 0 ? one.all : test(gate, usable.filter { !$0.isDoubtful }, path)
    if usable.count < rounds.count || rounds.isEmpty {
      one.reservations.append(missing(gate, usable: usable.count, needsSolo: needsSolo))
    }
    return one
  }

  private func test(
    _ gate: Gate, _ rounds: [Round], _ path: KeyPath<Side, Double?>
  ) -> LimitTest? {
    let corun = rounds.compactMap { $0.corun[keyPath: path] }
    guard gate.quantity == .slowdown else { return .median(corun, limit: gate.limit) }
    return .pairedRatio(
      solo: rounds.compactMap { $0.solo?[keyPath: path] }, corun: corun, limit: gate.limit)
  }

  /// Why rounds lack the quantile. A round with slow jobs has fewer of them: the rounds that have it are not a fair choice.
  private func missing(_ gate: Gate, usable: Int, needsSolo: Bool) -> String {
    guard !rounds.isEmpty else { return "no round was measured" }
    let least =
      rounds.map { round in
        min(round.corun.samples, needsSolo ? round.solo?.samples ?? 0 : .max)
      }.min() ?? 0
    let wanted = gate.quantile.countNeeded
    guard least < wanted else {
      return "\(rounds.count - usable) of \(rounds.count) rounds have no value"
    }
    return "\(gate.quantile) needs \(wanted) jobs in every round, and the least had \(least)"
  }
}
