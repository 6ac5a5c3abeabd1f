import Scheduling

/// Holds what the workers of a core wrote down against the plan.
struct HandOverJudge {
  private(set) var violations: [String] = []
  private(set) var ran = 0
  private(set) var late = 0
  private(set) var missed = 0
  private(set) var onTimeUndisturbed = 0

  init(_ core: SimulatedCore) {
    for (number, worker) in core.workers.enumerated() {
      if worker.recordedTwice > 0 { violations.append("worker \(number): written twice") }
      for (index, record) in worker.records.enumerated() {
        let broken = judge(worker.windows[index], record, of: worker, core.setting)
        if let broken { violations.append("worker \(number) window \(index): \(broken)") }
      }
    }
    violations += overlaps(core)
  }

  /// What is wrong with a window's record; `nil` when nothing is.
  private mutating func judge(
    _ window: PlannedWindow, _ record: SimulatedCore.Record?, of worker: SimulatedCore.Worker,
    _ setting: SimulatedCore.Setting
  ) -> String? {
    guard let record else { return "no record" }
    let stop = window.end - setting.guardNanoseconds
    let hasLeft = worker.leftAt.map { record.written >= $0 } ?? false
    switch record.fate {
    case .missed:
      missed += 1
      if hasLeft { return nil }
      if record.written < stop { return "given up before its stop" }
      return record.excused ? nil : "missed though nothing disturbed it"
    case .ran(let start, let end):
      ran += 1
      guard let end else { return "has no end" }
      if start < window.start - setting.trimNanoseconds { return "started before its time" }
      if start >= stop { return "started after its stop" }
      if start > window.start { late += 1 }
      if start > window.start, !record.excused { return "late though nothing disturbed it" }
      if start <= window.start, !record.excused { onTimeUndisturbed += 1 }
      if record.endWasAsked { return nil }
      if end < stop { return "cut short" }
      return end > stop && !record.endExcused ? "ran on though nothing held its signal up" : nil
    }
  }

  /// Two partitions on the core at once.
  private func overlaps(_ core: SimulatedCore) -> [String] {
    var intervals: [(start: Int64, end: Int64)] = []
    for worker in core.workers {
      for record in worker.records {
        guard case .ran(let start, let end?)? = record?.fate else { continue }
        intervals.append((start, end))
      }
    }
    intervals.sort { $0.start < $1.start }
    var latest = Int64.min
    for interval in intervals {
      if interval.start < latest { return ["two partitions run at \(interval.start)"] }
      latest = max(latest, interval.end)
    }
    return []
  }
}
