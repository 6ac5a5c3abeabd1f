public import CPlatform

/// The smallest unit of a workload's work, and the loops around it.
///
/// A kernel is plain values and pointers: it owns nothing, because its loops never return. They are left by the enforcer
/// where they are and restarted never, so nothing in them may need cleaning up.
protocol Kernel {
  /// One step: a fixed number of accesses, about a tenth of a microsecond to a few microseconds of work.
  @_noLocks mutating func step()
}

/// What a measured loop works with.
@unsafe public struct Measurement: @unchecked Sendable {
  let line: UnsafeMutablePointer<cplatform_line>
  let ring: SampleRing
  let stepsPerJob: Int
  /// Poll the line's deadline after every step: cooperative enforcement.
  let polls: Bool
  /// How hard a load works; a measured loop always works as hard as it can.
  let budget: PaceBudget?

  public init(
    line: UnsafeMutablePointer<cplatform_line>, ring: SampleRing, stepsPerJob: Int, polls: Bool,
    pace: Pace, ticksPerNanosecond: Double
  ) {
    unsafe self.line = line
    unsafe self.ring = ring
    unsafe self.stepsPerJob = stepsPerJob
    unsafe self.polls = polls
    unsafe budget = PaceBudget(pace, ticksPerNanosecond: ticksPerNanosecond)
  }

  /// Leaves the slot for good, on its own thread: for code that cannot go on.
  public func leave() -> Never {
    while true {
      // The signal's handler leaves the slot. It is taken, if not at once, with the first nap.
      _ = unsafe cplatform_line_stop(line)
      cplatform_nap(1_000_000)
    }
  }
}

/// Code that a partition runs for as long as the enforcer lets it.
public protocol PartitionCode: Sendable {
  /// Gets ready for one of the two below with the very same measurement: on the thread that will call it, before anything is
  /// measured. Here, unlike there, memory may be had and the kernel called. What fails here shows when the code is run.
  func prepare(_ measurement: Measurement, measures: Bool)
  /// Works and records the time of every job.
  func measure(_ measurement: Measurement) -> Never
  /// Works without recording.
  func load(_ measurement: Measurement) -> Never
}

extension PartitionCode {
  public func prepare(_ measurement: Measurement, measures: Bool) {}
}

/// How a loop treats the end of its window: not at all, or by asking the clock after every step.
protocol Gate {
  @_noLocks static func check(_ line: UnsafeMutablePointer<cplatform_line>)
}

/// The default: the loop knows nothing of windows.
enum Uncooperative: Gate {
  @_noLocks @inline(__always)
  static func check(_ line: UnsafeMutablePointer<cplatform_line>) {}
}

/// The lower bound: the loop gives the core back by itself.
enum Cooperative: Gate {
  @_noLocks @inline(__always)
  static func check(_ line: UnsafeMutablePointer<cplatform_line>) {
    if unsafe cplatform_ticks() >= cplatform_line_deadline(line) {
      unsafe cplatform_line_yield(line)
    }
  }
}

/// Runs jobs of `stepsPerJob` steps for ever and records each.
///
/// Nothing is read but the clock and the time the enforcer has parked this thread so far, which is taken out of the job.
/// Both are read again when a switch fell between the two readings.
@inline(__always)
private func measuredLoop<K: Kernel, G: Gate>(
  _ kernel: inout K, _ measurement: Measurement, _: G.Type
)
  -> Never
{
  let line = unsafe measurement.line
  let ring = unsafe measurement.ring
  let steps = unsafe measurement.stepsPerJob
  var cpu: UInt32 = 0
  var parkedBefore = unsafe cplatform_line_parked(line)
  var begin = unsafe cplatform_ticks_ordered(&cpu)
  while true {
    var left = steps
    while left != 0 {
      kernel.step()
      unsafe G.check(line)
      left &-= 1
    }
    unsafe cplatform_line_add_work(line, UInt64(truncatingIfNeeded: steps))
    var parked = unsafe cplatform_line_parked(line)
    var end = unsafe cplatform_ticks_ordered(&cpu)
    while true {
      let again = unsafe cplatform_line_parked(line)
      if again == parked { break }
      parked = again
      end = unsafe cplatform_ticks_ordered(&cpu)
    }
    let duration = (end &- begin) &- (parked &- parkedBefore)
    unsafe ring.append(
      Sample(
        endTicks: end, durationTicks: UInt32(truncatingIfNeeded: min(duration, 0xffff_ffff)),
        cpu: UInt16(truncatingIfNeeded: cpu),
        labels: parked == parkedBefore ? 0 : SampleLabel.split))
    begin = end
    parkedBefore = parked
  }
}

/// Runs a kernel's jobs with the gate that the enforcer asks for.
@inline(__always)
func measureForEver<K: Kernel>(_ start: K, _ measurement: Measurement) -> Never {
  var kernel = start
  if unsafe measurement.polls {
    unsafe measuredLoop(&kernel, measurement, Cooperative.self)
  } else {
    unsafe measuredLoop(&kernel, measurement, Uncooperative.self)
  }
}

/// Runs a kernel's steps with the gate that the enforcer asks for.
@inline(__always)
func loadForEver<K: Kernel>(_ start: K, _ measurement: Measurement) -> Never {
  var kernel = start
  if let budget = unsafe measurement.budget {
    if unsafe measurement.polls {
      unsafe pacedLoop(&kernel, measurement, budget, Cooperative.self)
    } else {
      unsafe pacedLoop(&kernel, measurement, budget, Uncooperative.self)
    }
  } else if unsafe measurement.polls {
    unsafe loadLoop(&kernel, measurement, Cooperative.self)
  } else {
    unsafe loadLoop(&kernel, measurement, Uncooperative.self)
  }
}

/// Makes steps for ever and counts them.
@inline(__always)
private func loadLoop<K: Kernel, G: Gate>(_ kernel: inout K, _ measurement: Measurement, _: G.Type)
  -> Never
{
  let line = unsafe measurement.line
  while true {
    kernel.step()
    unsafe cplatform_line_add_work(line, 1)
    unsafe G.check(line)
  }
}

/// Makes a budget of steps in each period and spins for the rest of it. With room for samples, it records each period.
@inline(__always)
private func pacedLoop<K: Kernel, G: Gate>(
  _ kernel: inout K, _ measurement: Measurement, _ budget: PaceBudget, _: G.Type
) -> Never {
  let line = unsafe measurement.line
  var begin = unsafe ownTicks(line)
  var credit = 0
  while true {
    // What a period does not use is lost, or a load that was parked would come back with a burst.
    credit = (credit & 15) &+ budget.stepsSixteenths
    let granted = credit
    while credit >= 16, unsafe ownTicks(line) &- begin < budget.busyTicks {
      kernel.step()
      unsafe cplatform_line_add_work(line, 1)
      unsafe G.check(line)
      credit &-= 16
    }
    while unsafe ownTicks(line) &- begin < budget.periodTicks {
      cplatform_relax()
      unsafe G.check(line)
    }
    if unsafe measurement.ring.capacity > 1 {
      unsafe measurement.ring.append(
        Sample(
          endTicks: cplatform_ticks(),
          durationTicks: UInt32(truncatingIfNeeded: (granted &- credit) >> 4),
          cpu: Sample.unknownCPU, labels: SampleLabel.period))
    }
    begin &+= budget.periodTicks
    // Kept from the core by somebody else for longer than a period: the grid begins anew.
    let now = unsafe ownTicks(line)
    if now &- begin > budget.periodTicks { begin = now }
  }
}

/// The time that the thread has had: a pace is kept inside the thread's own windows, however short these are.
///
/// What it was parked is read first: a switch between the two readings then makes one reading too late and none too early.
@_noLocks @inline(__always)
private func ownTicks(_ line: UnsafeMutablePointer<cplatform_line>) -> UInt64 {
  let parked = unsafe cplatform_line_parked(line)
  return cplatform_ticks() &- parked
}
