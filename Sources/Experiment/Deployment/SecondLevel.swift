import Partitioning
import Scheduling

/// What a partition's own scheduler gave each of its applications on one core: the second of the two levels.
///
/// All instants are nanoseconds from the run's epoch. Phases are looked at one by one, since who is active changes between them.
struct SecondLevel {
  /// What one application got.
  struct Application: Equatable {
    var slices = 0
    var ranNanoseconds: Int64 = 0
    /// Time of the partition's windows, in phases in which the application is active.
    var windowNanoseconds: Int64 = 0
    /// Running times from being chosen until another application is, in phases in which there is another.
    var turns: [Int64] = []
    /// Whole periods of its budget.
    var periods: [Period] = []
    /// From the start of a period inside a window to the first instant of running in it, late window starts included.
    var releaseDelays: [Int64] = []

    var share: Double? {
      windowNanoseconds > 0 ? Double(ranNanoseconds) / Double(windowNanoseconds) : nil
    }
  }

  /// One period of a budget.
  struct Period: Equatable {
    /// What the windows held of it, less what more urgent applications ran.
    var availableNanoseconds: Int64
    var ranNanoseconds: Int64
  }

  /// In the order of the record's.
  private(set) var applications: [Application]

  init(_ record: ThreadRecord, in phases: [Range<Int64>]) {
    applications = record.plan.applications.map { _ in Application() }
    let windows = record.windows.filter { $0.ran != nil }
    let ran = Stretches(windows.map { $0.ran!.start..<max($0.ran!.start, $0.ran!.end) })
    let planned = Stretches(windows.map { $0.planned.start..<$0.planned.end })
    let slices = record.applications.map { application in
      Stretches(application.slices.map { $0.start..<max($0.start, $0.end) })
    }
    for phase in phases {
      let active = record.plan.applications.indices.filter { index in
        record.plan.applications[index].active?.contains { $0.contains(phase.lowerBound) } ?? true
      }
      for index in active {
        let own = slices[index].within(phase)
        applications[index].slices += own.count
        applications[index].ranNanoseconds += own.reduce(0) { $0 + Int64($1.count) }
        applications[index].windowNanoseconds += ran.time(in: phase)
        guard record.plan.guestScheduler == .fixedPriority,
          let period = record.plan.applications[index].reservation?.periodNanoseconds
        else { continue }
        let urgent = active.filter { record.plan.applications.goes($0, before: index) }
        for span in Self.periods(of: period, in: phase) {
          let taken = urgent.reduce(0) { $0 + slices[$1].time(in: span) }
          applications[index].periods.append(
            Period(
              availableNanoseconds: ran.time(in: span) - taken,
              ranNanoseconds: slices[index].time(in: span)))
          if planned.contains(span.lowerBound), let first = slices[index].within(span).first {
            applications[index].releaseDelays.append(first.lowerBound - span.lowerBound)
          }
        }
      }
      if active.count > 1 { addTurns(active, slices, phase) }
    }
  }

  /// The end of a window interrupts a turn, and so do windows of others; only another application ends it.
  private mutating func addTurns(_ active: [Int], _ slices: [Stretches], _ phase: Range<Int64>) {
    let order = active.flatMap { index in slices[index].within(phase).map { (index, $0) } }
      .sorted { $0.1.lowerBound < $1.1.lowerBound }
    var last: Int?
    for (index, slice) in order {
      if index != last { applications[index].turns.append(0) }
      applications[index].turns[applications[index].turns.count - 1] += Int64(slice.count)
      last = index
    }
  }

  /// The whole periods in a span of time.
  private static func periods(of length: Int64, in span: Range<Int64>) -> [Range<Int64>] {
    let first = (span.lowerBound + length - 1) / length * length
    return stride(from: first, through: span.upperBound - length, by: Int.Stride(length)).map {
      $0..<($0 + length)
    }
  }
}

extension [ApplicationPlan] {
  /// Whether one application with a budget goes before another that has one, too; see `GuestScheduler.fixedPriority`.
  fileprivate func goes(_ a: Int, before b: Int) -> Bool {
    self[a].reservation != nil && (self[a].priority, a) < (self[b].priority, b)
  }
}

/// Stretches of time, ascending and apart.
private struct Stretches {
  private let all: [Range<Int64>]

  init(_ ascending: [Range<Int64>]) { all = ascending }

  /// What of them lies in a span, cut to it.
  func within(_ span: Range<Int64>) -> [Range<Int64>] {
    all[first(endingAfter: span.lowerBound)...].prefix { $0.lowerBound < span.upperBound }
      .map { $0.clamped(to: span) }
  }

  func time(in span: Range<Int64>) -> Int64 {
    within(span).reduce(0) { $0 + Int64($1.count) }
  }

  func contains(_ instant: Int64) -> Bool {
    let index = first(endingAfter: instant)
    return index < all.count && all[index].contains(instant)
  }

  private func first(endingAfter instant: Int64) -> Int {
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle].upperBound > instant { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
