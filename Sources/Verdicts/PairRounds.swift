import Results

/// A victim beside an aggressor under a policy: its corun and solo cells, and the rounds that were measured.
struct PairRounds {
  struct Round {
    let corun: RoundRow
    let solo: RoundRow?
    /// Kept, and believed only where the verdict is the same without it: the core was not the same before or after, the
    /// hypervisor had a part of its time, the policy was not in force, or nobody attacked.
    let isDoubtful: Bool

    init(corun: RoundRow, solo: RoundRow?) {
      self.corun = corun
      self.solo = solo
      isDoubtful = Self.isDoubtful(corun) || solo.map(Self.isDoubtful) ?? false
    }

    private static let doubtfulFlags: Set<Substring> = [
      "sentinel", Substring(StolenTime.flag), "aggressor_did_not_run", "broken_off",
    ]

    private static func isDoubtful(_ row: RoundRow) -> Bool {
      row.evidence == .violated
        || (!row.flags.isEmpty
          && row.flags.split(separator: " ").contains(where: doubtfulFlags.contains))
    }
  }

  let corun: CellRow
  let solo: CellRow?
  /// In the order of the rounds.
  let rounds: [Round]

  /// `chase@L2/2 beside write@2*L3 under gang`.
  var name: String { "\(corun.victim) beside \(corun.aggressor) under \(corun.policy)" }

  /// Whether the answer is known beforehand: it is there to judge the run.
  var isControl: Bool {
    corun.control != .none
      || ControlKind.known(victim: corun.victim, aggressor: corun.aggressor) != .none
  }

  /// The pairs in the order of the plan, also those without a round.
  static func all(cells: [CellRow], rounds: [RoundRow]) -> [PairRounds] {
    var places: [String: [Int]] = [:]
    for (place, row) in rounds.enumerated() { places[row.cellID, default: []].append(place) }
    var solos: [String: CellRow] = [:]
    for cell in cells where cell.condition == .solo { solos[cell.pairID] = cell }
    return cells.filter { $0.condition == .corun }.map { corun in
      let solo = solos[corun.pairID]
      var alone: [Int64: Int] = [:]
      for place in solo.flatMap({ places[$0.cellID] }) ?? [] { alone[rounds[place].round] = place }
      return PairRounds(
        corun: corun, solo: solo,
        rounds: (places[corun.cellID] ?? []).map { rounds[$0] }.sorted { $0.round < $1.round }
          .map { Round(corun: $0, solo: alone[$0.round].map { rounds[$0] }) })
    }
  }
}

/// The quantiles of job times that rounds keep.
enum RecordedQuantile {
  static let all: [(quantile: GateQuantile, path: any KeyPath<RoundRow, Double?> & Sendable)] = [
    (GateQuantile(partsPerMillion: 500_000), \.p50Nanoseconds),
    (GateQuantile(partsPerMillion: 900_000), \.p90Nanoseconds),
    (GateQuantile(partsPerMillion: 990_000), \.p99Nanoseconds),
    (GateQuantile(partsPerMillion: 999_000), \.p999Nanoseconds),
  ]

  static func path(_ quantile: GateQuantile) -> KeyPath<RoundRow, Double?>? {
    all.first { $0.quantile == quantile }?.path
  }
}

extension Gate {
  /// The quantiles of job times, and of their ratios, that can be judged: those that results keep for each round.
  public static var recordedQuantiles: [GateQuantile] { RecordedQuantile.all.map(\.quantile) }
}
