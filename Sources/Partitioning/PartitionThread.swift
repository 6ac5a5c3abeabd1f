import CPlatform
import Platform
import Synchronization
import Workloads

/// A virtual CPU that lives inside its windows: a pinned thread, enforced, and joined when they are over.
@safe final class PartitionThread {
  private let memory: ThreadMemory
  private var thread: PinnedThread?

  /// Makes the code and starts the thread in the calling process; it makes itself ready and waits for the run to begin.
  ///
  /// - Throws: `SystemError` when the thread cannot be started, and whatever making the code throws.
  init(_ memory: ThreadMemory, setup: Setup) throws {
    self.memory = memory
    let application = memory.plan.applications[0]
    let measurement = unsafe Measurement(
      slot: memory.slot, ring: memory.ring, stepsPerJob: application.stepsPerJob,
      polls: setup.polls, pace: application.pace,
      ticksPerNanosecond: setup.ticksPerNanosecond)
    let life = unsafe Life(
      code: try application.code(), duty: application.duty, measurement: measurement)
    thread = try PinnedThread(cpus: memory.plan.cpus) {
      unsafe Self.live(life, in: memory, setup)
    }
  }

  /// What all threads of a run have in common.
  struct Setup: Sendable {
    var schedulingClass: SchedulingClass
    /// Whether the code polls the clock.
    var polls: Bool
    var ticksPerNanosecond: Double
  }

  /// Asks the thread to leave its slot now, or never to enter it. May have to be asked again when it was just about to sleep.
  func stop() {
    memory.cancel()
    _ = unsafe cplatform_slot_stop(memory.slot)
  }

  func join() { thread.take()!.join() }

  /// The thread's whole life.
  private static func live(_ start: Life, in memory: ThreadMemory, _ setup: Setup) {
    switch setup.schedulingClass {
    case .batch: _ = cplatform_join_partition()
    case .realTime(let priority): _ = cplatform_wake_exactly(Int32(priority))
    case .ordinary: _ = cplatform_wake_exactly(0)
    }
    unsafe start.code.prepare(start.measurement, measures: start.duty == .measure)
    guard memory.awaitBeginning() else { return unsafe cplatform_slot_decline(memory.slot) }
    var life = unsafe start
    let error = unsafe withUnsafeMutablePointer(to: &life) { life in
      unsafe cplatform_slot_enter(
        memory.slot,
        { context in
          let life = unsafe context!.assumingMemoryBound(to: Life.self)
          switch unsafe life.pointee.duty {
          case .measure: unsafe life.pointee.code.measure(life.pointee.measurement)
          case .load: unsafe life.pointee.code.load(life.pointee.measurement)
          }
        }, life)
    }
    // The timer was probed before; that it cannot be made now leaves every window missed, which the records show.
    _ = error
  }
}

/// What the slot's code needs, kept on the stack of the thread.
@unsafe private struct Life: @unchecked Sendable {
  let code: any PartitionCode
  let duty: ApplicationPlan.Duty
  let measurement: Measurement
}
