import Results

/// A victim beside an aggressor under a policy: its corun and solo cells, and the rounds that were measured.
struct PairRounds {
  /// What of a row is judged. Rows are large and there are hundreds of thousands of them, so that they are not kept.
  struct Side {
    let samples: Int64
    let p50: Double?
    let p90: Double?
    let p99: Double?
    let p999: Double?

    init(_ row: RoundRow) {
      samples = row.samples
      p50 = row.p50Nanoseconds
      p90 = row.p90Nanoseconds
      p99 = row.p99Nanoseconds
      p999 = row.p999Nanoseconds
    }
  }

  struct Round {
    let round: Int64
    let corun: Side
    let solo: Side?
    /// Kept, and believed only where the verdict is the same without it: the core was not the same before or after, the policy
    /// was not in force, or nobody attacked.
    let isDoubtful: Bool

    init(corun: RoundRow, solo: RoundRow?) {
      round = corun.round
      self.corun = Side(corun)
      self.solo = solo.map { Side($0) }
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
    for place in rounds.indices { places[rounds[place].cellID, default: []].append(place) }
    var solos: [String: CellRow] = [:]
    for cell in cells where cell.condition == .solo { solos[cell.pairID] = cell }
    return cells.filter { $0.condition == .corun }.map { corun in
      let solo = solos[corun.pairID]
      var alone: [Int64: Int] = [:]
      for place in solo.flatMap({ places[$0.cellID] }) ?? [] { alone[rounds[place].round] = place }
      let beside = (places[corun.cellID] ?? []).sorted { rounds[$0].round < rounds[$1].round }
      return PairRounds(
        corun: corun, solo: solo,
        rounds: beside.map { place in
          Round(corun: rounds[place], solo: alone[rounds[place].round].map { rounds[$0] })
        })
    }
  }
}

/// The quantiles of job times that rounds keep.
enum RecordedQuantile {
  static let all:
    [(quantile: GateQuantile, path: any KeyPath<PairRounds.Side, Double?> & Sendable)] = [
      (GateQuantile(partsPerMillion: 500_000), \.p50),
      (GateQuantile(partsPerMillion: 900_000), \.p90),
      (GateQuantile(partsPerMillion: 990_000), \.p99),
      (GateQuantile(partsPerMillion: 999_000), \.p999),
    ]

  static func path(_ quantile: GateQuantile) -> KeyPath<PairRounds.Side, Double?>? {
    all.first { $0.quantile == quantile }?.path
  }
}

extension Gate {
  /// The quantiles of job times, and of their ratios, that can be judged: those that results keep for each round.
  public static var recordedQuantiles: [GateQuantile] { RecordedQuantile.all.map(\.quantile) }
}
