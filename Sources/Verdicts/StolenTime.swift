public import Results
public import Statistics

/// What the hypervisor took from the cores of each cell, and what that leaves of its numbers.
///
/// The share is of the cores' time in the phases of the cell. The kernel counts in steps of 10 ms: in
/// one round a single step is a large share, over all rounds of a cell it is not. So rounds are
/// flagged, and kept; what is refused is refused by the share over all rounds.
public struct StolenTime: Sendable {
  /// On a round from the grade `noisy` on, and on all rows of a cell whose rounds together have it.
  public static let flag = "steal_noisy"
  /// On a row whose value was refused.
  public static let refusal = "steal_refuses_tails"

  private let cpusByCell: [String: Int]
  private let sharesByPair: [String: [Double]]
  /// Share of the cores' time over all cells; `nil` when the kernel does not say.
  public let share: Double?

  public init(cells: [CellRow], rounds: [RoundRow]) {
    cpusByCell = Dictionary(
      cells.map { ($0.cellID, CPUList.count([$0.victimCPUs, $0.aggressorCPUs])) },
      uniquingKeysWith: { first, _ in first })
    var byCell: [String: (pair: String, stolen: Double, elapsed: Double)] = [:]
    for row in rounds {
      guard let stolen = row.stealMilliseconds, stolen >= 0, let cpus = cpusByCell[row.cellID],
        cpus > 0
      else {
        continue
      }
      var sum = byCell[row.cellID] ?? (row.pairID, 0, 0)
      sum.stolen += stolen
      sum.elapsed += Double(row.durationNanoseconds) / 1e6 * Double(cpus)
      byCell[row.cellID] = sum
    }
    let measured = byCell.values.filter { $0.elapsed > 0 }
    sharesByPair = Dictionary(grouping: measured, by: \.pair).mapValues { cells in
      cells.map { $0.stolen / $0.elapsed }
    }
    let elapsed = measured.reduce(0) { $0 + $1.elapsed }
    share = elapsed > 0 ? measured.reduce(0) { $0 + $1.stolen } / elapsed : nil
  }

  public var grade: StealGrade? { share.map { StealGrade(share: $0) } }

  /// The worse of a pair's two conditions; `nil` when the kernel does not say.
  public func grade(ofPair pair: String) -> StealGrade? {
    sharesByPair[pair]?.max().map { StealGrade(share: $0) }
  }

  /// The grade of one round of one cell.
  public func grade(of round: RoundRow) -> StealGrade? {
    guard let stolen = round.stealMilliseconds, stolen >= 0 else { return nil }
    return StealGrade(
      stolenSeconds: stolen / 1e3, elapsedSeconds: Double(round.durationNanoseconds) / 1e9,
      cpus: cpusByCell[round.cellID] ?? 0)
  }

  /// The rounds, those from the grade `noisy` on with a flag. None is dropped.
  public func flagging(_ rounds: [RoundRow]) -> [RoundRow] {
    rounds.map { row in
      guard let grade = grade(of: row), grade >= .noisy else { return row }
      var row = row
      row.flags = row.flags.adding(label: Self.flag)
      return row
    }
  }

  /// The summary, without the tails of pairs that lost a twentieth of their cores' time: they would
  /// be the neighbours'.
  public func judging(_ summary: [SummaryRow]) -> [SummaryRow] {
    summary.map { row in
      guard let grade = grade(ofPair: row.pairID), grade >= .noisy else { return row }
      var row = row
      row.flags = row.flags.adding(label: Self.flag)
      guard grade == .refuseTails, Self.isTail(row.metric), row.value != nil else { return row }
      (row.value, row.lower, row.upper, row.confidence) = (nil, nil, nil, nil)
      row.verdict = nil
      row.flags = row.flags.adding(label: Self.refusal)
      return row
    }
  }

  /// p99 and beyond, and what is formed from them. A largest value stays: it is what was seen.
  static func isTail(_ metric: String) -> Bool {
    metric.hasSuffix("_p99") || metric.hasSuffix("_p999") || metric == "jitter_p999_p50"
  }
}

/// Lists of CPUs as `taskset` takes them.
enum CPUList {
  /// How many CPUs are in any of the lists: `0-2,5` are four.
  static func count(_ lists: [String]) -> Int {
    var cpus: Set<Int> = []
    for part in lists.flatMap({ $0.split(separator: ",") }) {
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { continue }
      cpus.formUnion(first...last)
    }
    return cpus.count
  }
}

extension String {
  /// The labels with one more, unless it is there.
  func adding(label: String) -> String {
    if split(separator: " ").contains(where: { $0 == label }) { return self }
    return isEmpty ? label : self + " " + label
  }
}
