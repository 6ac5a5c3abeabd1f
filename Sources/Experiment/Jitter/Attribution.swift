import Platform
import Results

/// Says why a thread was held up, as far as the kernel's counters can tell.
///
/// They are read from outside every few milliseconds, never by the measured thread, so a label rests on co-occurrence: it
/// says that the kernel counted such an event on this PU in the interval in which the disturbance ended, and that there
/// were events enough, and time enough where time is counted, for this one and all others with the label. Counts bound a
/// cause; they do not prove it. The strongest evidence goes first, and what nothing explains stays unattributed: in a
/// guest that is mostly the host, on metal firmware.
struct Attribution: Sendable {
  /// What was counted on one PU, and for the thread measured there, between two readings.
  struct Interval: Sendable, Equatable {
    var start: Int64
    var end: Int64
    var interrupts: Int64 = 0
    var stealNanoseconds: Int64 = 0
    var involuntarySwitches: Int64 = 0
    /// `nil` where the kernel keeps no schedstat.
    var waitNanoseconds: Int64?
  }

  /// The PU that the thread was started on.
  var cpu: Int
  /// In time order, without overlap.
  var intervals: [Interval]
  /// Only for a thread in a real-time class: no other is throttled.
  var throttling: ThrottlingPattern?

  /// An interrupt's handler and the soft interrupts behind it take microseconds to tens of microseconds
  /// (Documentation/trace/osnoise-tracer.rst shows such). What is longer has met one, perhaps, but was not made by it.
  static let longestInterruptNanoseconds: Int64 = 100_000
  /// Switching away and back is not waiting, but is part of the gap.
  static let switchNanoseconds: Int64 = 50_000

  /// Labels the disturbances, which are in time order; those that have a label already keep it.
  func label(_ disturbances: inout [Disturbance]) {
    labelMigrations(&disturbances)
    for index in throttling?.indices(in: disturbances) ?? []
    where disturbances[index].cause == .unattributed {
      disturbances[index].cause = .realTimeThrottling
    }
    let places = places(of: disturbances)
    labelSwitches(&disturbances, places)
    labelSteal(&disturbances)
    labelInterrupts(&disturbances, places)
  }

  private func labelMigrations(_ disturbances: inout [Disturbance]) {
    var last = cpu
    for index in disturbances.indices {
      guard let now = disturbances[index].cpu else { continue }
      if now != last, disturbances[index].cause == .unattributed {
        disturbances[index].cause = .migration
      }
      last = now
    }
  }

  /// The waiting that is counted at a switch back bounds how long preemptions were. What was counted while the counters
  /// were being read belongs to a disturbance of the next interval: what one interval does not use, the next one may.
  private func labelSwitches(_ disturbances: inout [Disturbance], _ places: [[Int]]) {
    var (switchesLeft, waitLeft): (Int64, Int64) = (0, 0)
    for (interval, place) in zip(intervals, places) {
      let knowsWait = interval.waitNanoseconds != nil
      let counted = interval.waitNanoseconds ?? 0
      var switches = interval.involuntarySwitches + switchesLeft
      var wait = counted + waitLeft
      for index in open(place, in: disturbances).reversed() where switches > 0 {
        let length = disturbances[index].nanoseconds
        guard !knowsWait || (wait > 0 && length <= wait + Self.switchNanoseconds) else { continue }
        disturbances[index].cause = .involuntarySwitch
        switches -= 1
        wait -= length
      }
      switchesLeft = min(switches, interval.involuntarySwitches)
      waitLeft = max(0, min(wait, counted))
    }
  }

  /// Steal is shown in steps of 10 ms, so a step was taken at any time since the step before it.
  private func labelSteal(_ disturbances: inout [Disturbance]) {
    guard var since = intervals.first?.start else { return }
    for interval in intervals where interval.stealNanoseconds > 0 {
      let candidates = disturbances.indices.filter {
        (since...interval.end).contains(disturbances[$0].end)
          && disturbances[$0].nanoseconds > Self.longestInterruptNanoseconds
      }
      var stolen = interval.stealNanoseconds
      for index in open(candidates, in: disturbances).reversed() where stolen > 0 {
        stolen -= disturbances[index].nanoseconds
        disturbances[index].cause = .steal
      }
      since = interval.end
    }
  }

  private func labelInterrupts(_ disturbances: inout [Disturbance], _ places: [[Int]]) {
    for (interval, place) in zip(intervals, places) {
      var left = interval.interrupts
      for index in open(place, in: disturbances)
      where left > 0 && disturbances[index].nanoseconds <= Self.longestInterruptNanoseconds {
        disturbances[index].cause = .interrupt
        left -= 1
      }
    }
  }

  /// Those without a label, the shortest first.
  private func open(_ place: [Int], in disturbances: [Disturbance]) -> [Int] {
    place.filter { disturbances[$0].cause == .unattributed }
      .sorted { (disturbances[$0].nanoseconds, $0) < (disturbances[$1].nanoseconds, $1) }
  }

  /// For each interval, the disturbances that ended in it.
  private func places(of disturbances: [Disturbance]) -> [[Int]] {
    var next = disturbances.startIndex
    return intervals.map { interval in
      while next < disturbances.endIndex, disturbances[next].end <= interval.start { next += 1 }
      let first = next
      while next < disturbances.endIndex, disturbances[next].end <= interval.end { next += 1 }
      return Array(first..<next)
    }
  }
}

extension Attribution.Interval {
  /// The difference of two readings; what either lacks counts as nothing seen.
  ///
  /// - Parameter countsTimer: whether the interrupts of the PU's timer count: those that wake the measured thread itself do not.
  init(from first: DisturbanceReading, to last: DisturbanceReading, countsTimer: Bool) {
    func difference(_ path: KeyPath<DisturbanceReading, Int64?>) -> Int64? {
      guard let a = first[keyPath: path], let b = last[keyPath: path] else { return nil }
      // The kernel's steal has been seen to go backwards.
      return max(0, b - a)
    }
    self.init(start: first.instant, end: last.instant)
    interrupts =
      (difference(\.otherInterrupts) ?? 0) + (countsTimer ? difference(\.timerInterrupts) ?? 0 : 0)
    stealNanoseconds =
      (difference(\.stealTicks) ?? 0) * (1_000_000_000 / NoiseReading.ticksPerSecond)
    involuntarySwitches = difference(\.involuntarySwitches) ?? 0
    waitNanoseconds = difference(\.waitNanoseconds)
  }
}
