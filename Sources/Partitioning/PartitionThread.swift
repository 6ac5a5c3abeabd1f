import CPlatform
import Platform
import Synchronization
import Workloads

/// A pinned thread that lives inside the windows of its virtual CPUs, enforced, and joined when they are over: one virtual CPU,
/// or those of all partitions on a PU.
@safe final class PartitionThread {
  private let memories: [ThreadMemory]
  private let lives: [Life]
  private var thread: PinnedThread?

  /// Makes the code and starts the thread in the calling process; it makes itself ready and waits for the run to begin.
  ///
  /// - Parameter memories: of virtual CPUs on the same PUs, whose windows do not overlap.
  /// - Throws: `SystemError` when the thread or its stacks cannot be had, and whatever making the code throws.
  init(_ memories: [ThreadMemory], setup: Setup) throws {
    self.memories = memories
    for memory in memories { try memory.makeOwn() }
    lives = try memories.flatMap { memory in
      try memory.applications.map { try Life($0, setup: setup) }
    }
    var rest = lives[...]
    for memory in memories {
      for number in memory.applications.indices {
        unsafe cplatform_slot_set_code(
          memory.slot, UInt32(number),
          { unsafe Unmanaged<Life>.fromOpaque($0!).takeUnretainedValue().live() },
          Unmanaged.passUnretained(rest.removeFirst()).toOpaque())
      }
    }
    for memory in memories {
      let code = unsafe cplatform_slot_allocate_stacks(memory.slot)
      guard code == 0 else {
        freeStacks()
        throw SystemError("make the stacks of partition \(memory.plan.partition)", code: code)
      }
    }
    do {
      let lives = lives
      thread = try PinnedThread(cpus: memories[0].plan.cpus) {
        Self.live(lives, in: memories, setup)
      }
    } catch {
      freeStacks()
      throw error
    }
  }

  /// What all threads of a run have in common.
  struct Setup: Sendable {
    var schedulingClass: SchedulingClass
    /// Whether the code polls the clock.
    var polls: Bool
    var ticksPerNanosecond: Double
    /// Whether one thread runs the windows of all partitions on a PU.
    var sharesThreads: Bool
    /// Whether the threads are started and stopped from outside.
    var isDriven: Bool
    /// Makes of an application's code what the backend runs in its place.
    var hosted: @Sendable (any PartitionCode) throws -> any PartitionCode = { $0 }
  }

  /// Starts a thread for each group of virtual CPUs.
  ///
  /// - Throws: as `init`; threads already started are stopped first.
  static func start(_ groups: [[ThreadMemory]], setup: Setup) throws -> [PartitionThread] {
    var threads: [PartitionThread] = []
    do {
      for group in groups { threads.append(try PartitionThread(group, setup: setup)) }
    } catch {
      for memory in groups.joined() { memory.stop() }
      for thread in threads { thread.join() }
      throw error
    }
    return threads
  }

  /// Waits for the thread's end; once is enough.
  func join() {
    guard let thread = thread.take() else { return }
    thread.join()
    freeStacks()
  }

  private func freeStacks() {
    for memory in memories { unsafe cplatform_slot_free_stacks(memory.slot) }
  }

  /// The thread's whole life.
  private static func live(_ lives: [Life], in memories: [ThreadMemory], _ setup: Setup) {
    switch setup.schedulingClass {
    case _ where memories[0].plan.isBestEffort: _ = cplatform_take_what_is_left()
    case .batch: _ = cplatform_join_partition()
    case .realTime(let priority): _ = cplatform_wake_exactly(Int32(priority))
    case .ordinary: _ = cplatform_wake_exactly(0)
    }
    for life in lives { life.prepare() }
    for memory in memories { memory.prepare() }
    var slots = unsafe [OpaquePointer?]()
    for memory in memories {
      if memory.awaitBeginning() {
        unsafe slots.append(memory.slot)
      } else {
        unsafe cplatform_slot_decline(memory.slot)
      }
    }
    guard unsafe !slots.isEmpty else { return }
    if setup.isDriven { return unsafe pass(memories[0].gate, into: lives[0], of: memories[0].slot) }
    // The timer was probed before; that it cannot be made now leaves every window missed, which the records show.
    _ = unsafe cplatform_slots_enter(slots, UInt32(slots.count))
  }

  /// The life of a thread that an agent starts and stops: one application, on the thread's own stack.
  private static func pass(
    _ gate: UnsafeMutablePointer<cplatform_gate>, into life: Life, of slot: OpaquePointer
  ) {
    unsafe cplatform_gate_enter(
      gate, { unsafe Unmanaged<Life>.fromOpaque($0!).takeUnretainedValue().live() },
      Unmanaged.passUnretained(life).toOpaque())
    unsafe cplatform_slot_decline(slot)
  }
}

/// What an application's stack begins with. Kept by the thread's owner, as the stack is left and never returned from.
@safe private final class Life: Sendable {
  private let code: any PartitionCode
  private let duty: ApplicationPlan.Duty
  private let measurement: Measurement

  init(_ memory: ApplicationMemory, setup: PartitionThread.Setup) throws {
    code = try setup.hosted(memory.plan.code())
    duty = memory.plan.duty
    unsafe measurement = Measurement(
      line: memory.line, ring: memory.ring, stepsPerJob: memory.plan.stepsPerJob,
      polls: setup.polls, pace: memory.plan.pace, ticksPerNanosecond: setup.ticksPerNanosecond)
  }

  /// On the thread, before anything is measured.
  func prepare() { unsafe code.prepare(measurement, measures: duty == .measure) }

  func live() {
    switch duty {
    case .measure: unsafe code.measure(measurement)
    case .load: unsafe code.load(measurement)
    }
  }
}
