import HardwareTopology
import Partitioning
import Policies
import Results

/// Keeps the row of every cell up to date.
struct CellLedger {
  private(set) var rows: [CellRow] = []
  private var plannedRounds: Int
  private var indices: [String: Int] = [:]
  /// The cells whose pages are known, of those that this process has measured.
  private var paged: Set<String> = []

  init(plan: Plan, machine: Machine, enforcement: Enforcement) {
    plannedRounds = plan.rounds
    for pair in plan.pairs {
      for condition in [Condition.solo, .corun] {
        var row = CellRow()
        row.cellID = pair.cell(condition)
        row.pairID = pair.id
        row.condition = condition
        row.policy = pair.policy
        row.victim = pair.victim.label
        row.victimWorkingSetBytes = Int64(pair.victim.workingSetBytes)
        row.aggressor = pair.aggressor.label
        row.aggressorWorkingSetBytes = Int64(pair.aggressor.workingSetBytes)
        row.control = ControlKind(rawValue: pair.control) ?? .none
        row.enforcer = plan.enforcer
        row.policyParameters = Self.parameters(pair.policyValues)
        if let window = pair.combination.windowNanoseconds {
          row.windowNanoseconds = window
          row.majorFrameNanoseconds = 2 * window
        }
        if let reason = pair.unavailable {
          row.status = .unavailable
          row.reason = reason
        } else if let arrangement = try? pair.combination.arrangement(
          machine.request(for: pair, guardNanoseconds: enforcement.guardNanoseconds))
        {
          row.reason = pair.degraded.map { "degraded: \($0)" } ?? ""
          row.guardNanoseconds = arrangement.guardNanoseconds
          row.victimCPUs = Self.list(arrangement.cpus[0])
          row.aggressorCPUs = Self.list(arrangement.cpus[1])
        }
        indices[row.cellID] = rows.count
        rows.append(row)
      }
    }
  }

  /// There will be so many rounds: what was measured in all of the fewer is no longer.
  mutating func plan(rounds: Int) {
    plannedRounds = rounds
    for index in rows.indices where rows[index].status == .measured {
      if rows[index].roundsMeasured < rounds { rows[index].status = .partial }
    }
  }

  /// Whether an earlier round has shown that the pair cannot be measured.
  func hasEnded(_ pair: Plan.Pair) -> Bool {
    [.failed, .unavailable].contains(rows[indices[pair.soloCell]!].status)
  }

  mutating func ended(_ pair: Plan.Pair, _ status: CellRow.Status, _ reason: String) {
    for cell in [pair.soloCell, pair.corunCell] {
      rows[indices[cell]!].status = status
      rows[indices[cell]!].reason = reason
    }
  }

  /// - Returns: whether it was the first time in this process, so that the pages of its cells are known now.
  mutating func measured(
    _ pair: Plan.Pair, _ observation: PairObservation, _ pool: BufferPool
  ) -> Bool {
    var isFirst = false
    for cell in [pair.soloCell, pair.corunCell] {
      let index = indices[cell]!
      rows[index].roundsMeasured += 1
      rows[index].status = rows[index].roundsMeasured == plannedRounds ? .measured : .partial
      guard paged.insert(cell).inserted else { continue }
      isFirst = true
      rows[index].victimPages = Self.pages(
        rows[index].victimPages, then: pool.pages(of: observation.buffers[0]))
      rows[index].aggressorPages = Self.pages(
        rows[index].aggressorPages, then: pool.pages(of: observation.buffers[1]))
    }
    return isFirst
  }

  /// Who goes on with a run gets buffers of his own, and pages of another kind perhaps.
  static func pages(_ before: String, then now: String) -> String {
    if before.isEmpty { return now }
    return now.isEmpty || before.split(separator: then).contains(now[...])
      ? before : before + then + now
  }

  private static let then = "; then "

  /// Takes over what an earlier part of the run found: which pairs cannot be measured, on which pages the others ran, how often.
  mutating func restore(_ cells: [CellRow], rounds: [RoundRow]) {
    let counts = Dictionary(rounds.map { ($0.cellID, 1) }, uniquingKeysWith: +)
    for cell in cells {
      guard let index = indices[cell.cellID] else { continue }
      rows[index].victimPages = cell.victimPages
      rows[index].aggressorPages = cell.aggressorPages
      rows[index].roundsMeasured = Int64(counts[cell.cellID, default: 0])
      if [.failed, .unavailable].contains(cell.status) {
        rows[index].status = cell.status
        rows[index].reason = cell.reason
      } else if rows[index].roundsMeasured > 0 {
        rows[index].status = rows[index].roundsMeasured == plannedRounds ? .measured : .partial
      }
    }
  }

  private static func list(_ cpus: [[Int]]) -> String { PUSet(cpus.joined()).description }

  /// `budget=0.5 window=250000`; `nil` where all are the defaults.
  private static func parameters(_ values: [String: Double]) -> String? {
    guard !values.isEmpty else { return nil }
    return values.sorted { $0.key < $1.key }.map { name, value in
      "\(name)=\(Int64(exactly: value).map(String.init) ?? value.description)"
    }.joined(separator: " ")
  }
}
