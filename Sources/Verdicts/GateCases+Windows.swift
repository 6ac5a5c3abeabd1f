import Results
import Statistics

/// What gates on start errors ask: of all windows of a policy, or of a deployment's partition.
///
/// A round of one pair has too few windows for the quantiles that matter, so that the windows of all its pairs are taken
/// together, and of as many rounds in a row as the quantile needs. Such a block is the unit.
struct WindowStarts {
  let subject: String
  /// `nil` for a deployment's partition.
  let policy: String?
  let windows: [WindowRow]
  /// Rounds of pairs that are in doubt.
  let doubtful: Set<Turn>

  struct Turn: Hashable {
    let pairID: String
    let round: Int64
  }

  func gateCase(_ gate: Gate) -> GateCase {
    var one = GateCase(gate: gate, subject: subject)
    let blocks = Self.quantiles(windows, gate.quantile)
    let sound = windows.filter { !doubtful.contains(Turn(pairID: $0.pairID, round: $0.round)) }
    one.rounds = blocks.count
    if !blocks.isEmpty {
      one.roundsPerUnit = Double(Set(windows.map(\.round)).count) / Double(blocks.count)
    }
    let soundBlocks = sound.count == windows.count ? blocks : Self.quantiles(sound, gate.quantile)
    one.doubtfulRounds = max(0, blocks.count - soundBlocks.count)
    one.all = .median(blocks, limit: gate.limit)
    one.undoubted = .median(soundBlocks, limit: gate.limit)
    if blocks.isEmpty {
      let wanted = gate.quantile.countNeeded
      one.reservations = [
        "\(gate.quantile) needs \(wanted) windows, and there are \(windows.count)"
      ]
    }
    return one
  }

  /// A window that never started is later than any that did.
  ///
  /// Half of the largest number: two of them have a mean.
  static let missed = Double.greatestFiniteMagnitude / 2

  /// The quantile of the start error of each block of rounds.
  static func quantiles(_ windows: [WindowRow], _ quantile: GateQuantile) -> [Double] {
    let rounds = Dictionary(grouping: windows, by: \.round).sorted { $0.key < $1.key }.map(\.value)
    var blocks: [Double] = []
    var errors: [Double] = []
    for round in rounds {
      errors += round.map { $0.startErrorNanoseconds.map(Double.init) ?? missed }
      guard Quantile.supports(partsPerMillion: quantile.partsPerMillion, count: errors.count),
        let value = Quantile.nearestRank(
          ofSorted: errors.sorted(), partsPerMillion: quantile.partsPerMillion)
      else { continue }
      blocks.append(value)
      // What is left after the last whole block is too little to be one.
      errors = []
    }
    return blocks
  }

  /// By policy where there are cells, else by partition.
  static func all(in results: ResultSet, pairs: [PairRounds]) -> [WindowStarts] {
    let sliced = pairs.filter { $0.corun.windowNanoseconds != nil }
    let policies = Dictionary(
      sliced.map { ($0.corun.pairID, $0.corun.policy) }, uniquingKeysWith: { first, _ in first })
    let doubtful = Set(
      sliced.flatMap { pair in
        pair.rounds.filter(\.isDoubtful).map {
          Turn(pairID: pair.corun.pairID, round: $0.round)
        }
      })
    if pairs.isEmpty {
      return Dictionary(grouping: results.windows, by: \.partition).map { name, windows in
        WindowStarts(
          subject: "windows of partition \(name)", policy: nil, windows: windows,
          doubtful: doubtful)
      }.sorted { $0.subject < $1.subject }
    }
    return Dictionary(grouping: results.windows) { policies[$0.pairID] }.compactMap {
      policy, windows in
      policy.map {
        WindowStarts(
          subject: "windows under \($0)", policy: $0, windows: windows, doubtful: doubtful)
      }
    }.sorted { $0.subject < $1.subject }
  }
}
