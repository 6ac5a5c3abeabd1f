import CPlatform
import Platform
public import Scheduling
import Synchronization
public import Workloads

/// One thread of a partition as planned: where it runs, when, and what.
public struct ThreadPlan: Sendable {
  /// Whether the thread times its jobs or only works.
  public enum Duty: Sendable {
    case measure, load
  }

  public var partition: String
  /// The PUs the thread may use: one pins it, several leave the choice to the operating system.
  public var cpus: [Int]
  /// Windows in time order, in nanoseconds from the run's epoch.
  public var windows: [PlannedWindow]
  public var code: any PartitionCode
  public var duty: Duty
  public var stepsPerJob: Int
  /// Room for this many samples.
  public var sampleCapacity: Int
  /// How hard a load works.
  public var pace: Pace

  public init(
    partition: String, cpus: [Int], windows: [PlannedWindow], code: any PartitionCode, duty: Duty,
    stepsPerJob: Int, sampleCapacity: Int, pace: Pace = .unlimited
  ) {
    self.partition = partition
    self.cpus = cpus
    self.windows = windows
    self.code = code
    self.duty = duty
    self.stepsPerJob = stepsPerJob
    self.sampleCapacity = sampleCapacity
    self.pace = pace
  }
}

/// What the enforcer wrote down about one window. Instants are nanoseconds from the run's epoch.
public struct WindowRecord: Sendable, Equatable {
  public var planned: PlannedWindow
  /// When the enforcer let the partition go and had the core back; `nil` when the window was missed.
  public var ran: Ran?

  public struct Ran: Sendable, Equatable {
    public var start: Int64
    public var end: Int64
    public var startTicks: UInt64
    public var endTicks: UInt64
    /// Steps made in the window.
    public var steps: Int64
    /// The PU that the window started on.
    public var cpu: Int

    public init(
      start: Int64, end: Int64, startTicks: UInt64, endTicks: UInt64, steps: Int64, cpu: Int
    ) {
      self.start = start
      self.end = end
      self.startTicks = startTicks
      self.endTicks = endTicks
      self.steps = steps
      self.cpu = cpu
    }
  }

  public init(planned: PlannedWindow, ran: Ran?) {
    self.planned = planned
    self.ran = ran
  }
}

/// What one thread brought back.
public struct ThreadRecord: Sendable {
  public let plan: ThreadPlan
  public let windows: [WindowRecord]
  public let samples: [Sample]
  public let samplesDropped: Int
}

/// A thread that lives inside its windows: pinned, enforced, and joined when they are over.
@safe final class PartitionThread {
  private let plan: ThreadPlan
  private let memory: Memory
  private var thread: PinnedThread?

  /// Starts the thread; it makes itself ready and waits for `begin`.
  init(
    _ plan: ThreadPlan, core: SharedCore?, enforcer: any Enforcer, enforcement: Enforcement,
    scale: TickScale
  ) throws(SystemError) {
    self.plan = plan
    let memory = try Memory(
      plan, core: core,
      enforcement: cplatform_enforcement(
        guard_ns: enforcement.guardNanoseconds, wake_ns: enforcement.wakeNanoseconds,
        trim_ns: enforcement.trimNanoseconds,
        ticks_per_ns: scale.ticksPerNanosecond, cooperative: enforcer.needsCooperation))
    self.memory = memory
    let measurement = unsafe Measurement(
      slot: memory.slot, ring: memory.ring, stepsPerJob: plan.stepsPerJob,
      polls: enforcer.needsCooperation, pace: plan.pace,
      ticksPerNanosecond: scale.ticksPerNanosecond)
    let code = plan.code
    let duty = plan.duty
    thread = try PinnedThread(cpus: plan.cpus) {
      unsafe memory.live(code, duty, measurement)
    }
  }

  /// The kernel's thread id, or `nil` until the thread has entered its slot.
  var kernelThread: Int32? {
    let id = unsafe cplatform_slot_thread(memory.slot)
    return id == 0 ? nil : id
  }

  var isFinished: Bool { unsafe cplatform_slot_finished(memory.slot) }

  /// Whether the thread has touched its memory and waits for `begin`.
  var isReady: Bool { memory.isReady.load(ordering: .acquiring) }

  /// Lets the thread enter its slot.
  ///
  /// - Parameters:
  ///   - epoch: the instant of `CLOCK_MONOTONIC` from which the plan's windows count.
  ///   - end: when the run is over, from the epoch; the thread stays asleep until then, so that its own end disturbs nobody.
  func begin(epoch: Int64, end: Int64) {
    memory.end.store(end, ordering: .relaxed)
    memory.epoch.store(epoch, ordering: .releasing)
  }

  /// Asks the thread to leave its slot now, or never to enter it. May have to be asked again when it was just about to sleep.
  func stop() {
    if memory.epoch.load(ordering: .relaxed) == 0 { begin(epoch: Memory.never, end: 0) }
    _ = unsafe cplatform_slot_stop(memory.slot)
  }

  /// Waits for the thread and takes what it wrote.
  func join() -> ThreadRecord {
    thread.take()!.join()
    let ring = unsafe memory.ring
    return unsafe ThreadRecord(
      plan: plan, windows: memory.records(plan: plan.windows), samples: ring.kept,
      samplesDropped: ring.dropped)
  }
}

/// What a partition's thread writes to: its slot, its windows' records and its samples.
@safe private final class Memory: @unchecked Sendable {
  // Sendable because the thread alone writes to it between start and join, but for the slot's own atomics.

  let slot: UnsafeMutablePointer<cplatform_slot>
  let ring: SampleRing
  let isReady = Atomic<Bool>(false)
  /// Zero until the run begins.
  let epoch = Atomic<Int64>(0)
  static let never = Int64.min
  let end = Atomic<Int64>(0)
  private let windowPlan: [PlannedWindow]
  private let core: SharedCore?
  private let windows: UnsafeMutablePointer<cplatform_window>
  private let windowArena: Arena
  private let sampleArena: Arena

  init(
    _ plan: ThreadPlan, core: SharedCore?, enforcement: cplatform_enforcement
  ) throws(SystemError) {
    windowPlan = plan.windows
    self.core = core
    let count = plan.windows.count
    windowArena = try Arena(bytes: max(1, count) * MemoryLayout<cplatform_window>.stride)
    unsafe windows = windowArena.base.bindMemory(to: cplatform_window.self, capacity: max(1, count))
    // The counter stands on a page of its own in front of the samples.
    sampleArena = try Arena(bytes: 4096 + plan.sampleCapacity * MemoryLayout<Sample>.stride)
    unsafe ring = SampleRing(
      samples: (sampleArena.base + 4096).bindMemory(to: Sample.self, capacity: plan.sampleCapacity),
      capacity: plan.sampleCapacity,
      offered: sampleArena.base.bindMemory(to: Int.self, capacity: 1))
    guard
      let slot = unsafe cplatform_slot_create(
        windows, UInt32(count), core?.pointer, enforcement)
    else {
      throw SystemError("make a slot", code: 12)
    }
    unsafe self.slot = slot
  }

  /// The thread's whole life.
  func live(_ code: any PartitionCode, _ duty: ThreadPlan.Duty, _ measurement: Measurement) {
    sampleArena.populate()
    windowArena.populate()
    _ = cplatform_join_partition()
    unsafe code.prepare(measurement, measures: duty == .measure)
    isReady.store(true, ordering: .releasing)
    while epoch.load(ordering: .acquiring) == 0 {
      Platform.sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 100_000)
    }
    let epoch = epoch.load(ordering: .relaxed)
    if epoch != Self.never {
      unsafe cplatform_slot_stay_until(slot, epoch + end.load(ordering: .relaxed))
    }
    for (index, window) in windowPlan.enumerated() where epoch != Self.never {
      unsafe windows[index].planned_start_ns = epoch + window.start
      unsafe windows[index].planned_end_ns = epoch + window.end
    }
    var life = unsafe Life(code: code, duty: duty, measurement: measurement)
    let error = unsafe withUnsafeMutablePointer(to: &life) { life in
      unsafe cplatform_slot_enter(
        slot,
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

  func records(plan: [PlannedWindow]) -> [WindowRecord] {
    let epoch = epoch.load(ordering: .relaxed)
    var stepsBefore: UInt64 = 0
    return plan.indices.map { index in
      let window = unsafe windows[index]
      guard window.start_ns != 0 else { return WindowRecord(planned: plan[index], ran: nil) }
      defer { stepsBefore = window.work }
      return WindowRecord(
        planned: plan[index],
        ran: WindowRecord.Ran(
          start: window.start_ns - epoch, end: window.end_ns - epoch,
          startTicks: window.start_ticks, endTicks: window.end_ticks,
          steps: Int64(window.work - stepsBefore), cpu: Int(window.cpu)))
    }
  }

  deinit {
    unsafe cplatform_slot_destroy(slot)
  }
}

/// What the slot's code needs, kept on the stack of the thread.
@unsafe private struct Life {
  let code: any PartitionCode
  let duty: ThreadPlan.Duty
  let measurement: Measurement
}
