public import Platform
public import Scheduling
import Workloads

/// What came of one window, as it is reported. Instants are nanoseconds from the run's epoch.
public struct WindowOutcome: Sendable, Equatable {
  public enum Status: Sendable, Equatable {
    case onTime, late, missed
    /// The partition died in it, or was ended.
    case cut
  }

  /// Where the actual start and end come from.
  public enum Witness: String, Sendable {
    /// The enforcer's own stamps, with the calibrated times of leaving for the code and of interrupting it taken into account.
    case enforcer
    /// The partition's code: it read the clock without pause and saw the gap itself.
    case code
  }

  public var planned: PlannedWindow
  public var status: Status
  public var witness: Witness
  /// First and last instruction of the partition; `nil` when the window was missed.
  public var start: Int64?
  public var end: Int64?
  public var steps: Int64
  public var cpu: Int?
  /// When its core was free for a successor against when it was planned to be, by the pad of its hygiene: above zero when the
  /// displacement took longer than the pad. `nil` without hygiene.
  public var padErrorNanoseconds: Int64?

  /// A start that is later than this is called late.
  public static let lateToleranceNanoseconds: Int64 = 50_000

  /// Release jitter: actual minus planned start.
  public var startError: Int64? { start.map { $0 - planned.start } }

  /// Actual minus planned end where positive.
  public var overrun: Int64 { max(0, (end ?? planned.end) - planned.end) }

  /// Time that the partition ran outside its window, before or after it.
  public var leak: Int64 {
    guard let start, let end else { return 0 }
    return max(0, min(planned.start, end) - start) + max(0, end - max(planned.end, start))
  }

  init(planned: PlannedWindow, witness: Witness, start: Int64, end: Int64, steps: Int64, cpu: Int) {
    self.planned = planned
    self.witness = witness
    self.start = start
    self.end = end
    self.steps = steps
    self.cpu = cpu
    status = start - planned.start > Self.lateToleranceNanoseconds ? .late : .onTime
  }

  /// A window that the partition did not survive: nobody saw its end.
  init(cut planned: PlannedWindow, start: Int64, steps: Int64, cpu: Int) {
    self.init(
      planned: planned, witness: .enforcer, start: start, end: start, steps: steps, cpu: cpu)
    status = .cut
  }

  init(missed planned: PlannedWindow) {
    self.planned = planned
    witness = .enforcer
    status = .missed
    steps = 0
  }
}

extension ThreadRecord {
  /// The outcomes of all the thread's windows, in order: every planned window is there.
  ///
  /// - Parameters:
  ///   - witnessed: whether the samples are gaps seen by the `timestamps` workload.
  ///   - correction: how the windows were enforced: when they were to be stopped, and what returning to the code and interrupting
  ///     it take, for windows without a witness.
  public func outcomes(
    witnessed: Bool, correction: Enforcement, scale: TickScale
  ) -> [WindowOutcome] {
    var gap = samples.startIndex
    return windows.map { record in
      guard let ran = record.ran else { return WindowOutcome(missed: record.planned) }
      if ran.isCutShort {
        return WindowOutcome(
          cut: record.planned, start: ran.start, steps: ran.steps, cpu: ran.cpu)
      }
      var start = ran.start + correction.returnNanoseconds
      var end = ran.end - correction.entryNanoseconds
      var witness = WindowOutcome.Witness.enforcer
      if witnessed {
        // The gap that holds the enforcer's stamp of the start ends with the first instruction of the window.
        while gap < samples.endIndex && samples[gap].endTicks < ran.startTicks { gap += 1 }
        if gap < samples.endIndex, samples[gap].beginTicks <= ran.startTicks {
          // One gap over the whole window: the partition was let go and stopped again before its first instruction, which
          // the gap's end is not; that one lies in a later window.
          start = ran.instant(of: min(samples[gap].endTicks, ran.endTicks), scale)
          witness = .code
        }
        // The gap that holds the stamp of the end begins with the last instruction; the last window ends without one.
        var next = gap
        while next < samples.endIndex && samples[next].endTicks < ran.endTicks { next += 1 }
        if next < samples.endIndex, samples[next].beginTicks <= ran.endTicks {
          end = ran.instant(of: samples[next].beginTicks, scale)
        }
      }
      var outcome = WindowOutcome(
        planned: record.planned, witness: witness, start: start, end: max(start, end),
        steps: ran.steps, cpu: ran.cpu)
      if let hygiene = plan.hygiene, let cleanup = ran.cleanup {
        let stop = record.planned.end - correction.guardNanoseconds
        outcome.padErrorNanoseconds = cleanup.release - stop - hygiene.padNanoseconds
      }
      return outcome
    }
  }
}

extension WindowRecord.Ran {
  /// The instant of a time stamp near the window.
  ///
  /// Both ends of the window were stamped twice, with the ticks first. Who lost the core between the two has a clock that is
  /// late against its ticks, which would make an overrun of a gap; so the end with the less late clock is gone by.
  fileprivate func instant(of ticks: UInt64, _ scale: TickScale) -> Int64 {
    func nanoseconds(from origin: UInt64, to ticks: UInt64) -> Int64 {
      Int64(Double(Int64(bitPattern: ticks &- origin)) * scale.nanosecondsPerTick)
    }
    let byTicks = start + nanoseconds(from: startTicks, to: endTicks)
    return end > byTicks
      ? start + nanoseconds(from: startTicks, to: ticks)
      : end + nanoseconds(from: endTicks, to: ticks)
  }
}

extension Sample {
  /// For a gap: the last time stamp before it.
  var beginTicks: UInt64 { endTicks &- UInt64(durationTicks) }
}
