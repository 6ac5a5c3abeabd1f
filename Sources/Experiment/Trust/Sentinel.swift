import Platform
import Results
import Statistics
import Workloads

/// Runs the same fixed work before and after every pair's turn, so that a core that changed under a measurement is seen:
/// a lower clock, or a neighbour on a sibling hardware thread that the hypervisor hides.
struct Sentinel {
  /// Short beside a turn, long beside an interrupt.
  static let workNanoseconds = 250_000.0
  /// Rounds further from the median than this many scaled median absolute deviations are flagged.
  static let limit = 5.0

  let victim: Int
  /// A PU without partitions, where there is one: the harness's own.
  let spare: Int?
  private let scale: TickScale
  private let started: Int64
  /// One calibration for all PUs, so that their times can be compared.
  let work: FixedWork
  private(set) var rows: [SentinelRow]

  /// - Parameters:
  ///   - work: of the run that this one goes on with, so that the times of both can be compared; calibrated when `nil`.
  ///   - rows: what that run has seen.
  /// - Throws: `SystemError` when no thread can be started on the victim's PU.
  init(
    machine: Machine, started: Int64, work known: FixedWork? = nil, rows: [SentinelRow] = []
  ) throws(SystemError) {
    self.rows = rows
    victim = machine.cores[0]
    spare = machine.housekeeping.first { !machine.cores.contains($0) }
    scale = machine.scale
    self.started = started
    work =
      if let known { known } else {
        try onPU(victim) { [scale] in
          FixedWork.calibrated(nanoseconds: Self.workNanoseconds, scale: scale)
        }
      }
  }

  /// Works on the victim's PU, then on the spare one.
  mutating func run(
    _ moment: SentinelRow.Moment, pair: String, round: Int
  ) throws(SystemError) {
    for (role, cpu) in [(SentinelRow.Role.victim, victim)] + (spare.map { [(.spare, $0)] } ?? []) {
      var row = SentinelRow()
      row.round = Int64(round)
      row.pairID = pair
      row.moment = moment
      row.role = role
      row.cpu = Int64(cpu)
      row.timeNanoseconds = monotonicNanoseconds() - started
      row.workNanoseconds = try onPU(cpu) { [work, scale] in work.run(scale: scale) }
      rows.append(row)
    }
  }
}

extension Sentinel {
  /// The rows as they were before they were judged.
  static func unjudged(_ rows: [SentinelRow]) -> [SentinelRow] {
    rows.map { row in
      var row = row
      row.deviations = nil
      row.isFlagged = false
      return row
    }
  }

  /// The rows with their distance from the median of their PU, and those too far away flagged.
  static func judged(_ rows: [SentinelRow]) -> [SentinelRow] {
    var judged = rows
    for places in Dictionary(grouping: rows.indices, by: { rows[$0].cpu }).values {
      let times = places.map { rows[$0].workNanoseconds }
      guard let spread = Outliers.spread(times), let flags = Outliers.flags(times, beyond: limit)
      else { continue }
      for (place, isFlagged) in zip(places, flags) {
        judged[place].deviations = spread.deviations(of: rows[place].workNanoseconds)
        judged[place].isFlagged = isFlagged
      }
    }
    return judged
  }

  static let flag = "sentinel"

  /// The rounds, with a flag on those before or after which the victim's core was not the same. None is dropped.
  static func flagging(_ rounds: [RoundRow], by sentinel: [SentinelRow]) -> [RoundRow] {
    struct Turn: Hashable {
      let pair: String
      let round: Int64
    }
    let flagged = Set(
      sentinel.filter { $0.isFlagged && $0.role == .victim }
        .map { Turn(pair: $0.pairID, round: $0.round) })
    return rounds.map { row in
      guard flagged.contains(Turn(pair: row.pairID, round: row.round)) else { return row }
      var row = row
      row.flags += (row.flags.isEmpty ? "" : " ") + flag
      return row
    }
  }
}
