import CPlatform
import Glibc
import Platform
import Scheduling
import Synchronization
import Workloads

/// What the harness and a virtual CPU share: the slot, the records of its windows, its applications' memory, and the words by
/// which the run begins and ends.
///
/// It is made by the harness and lies in memory that a forked child inherits at the same address, so that what the
/// partition wrote survives the partition.
@safe final class ThreadMemory: @unchecked Sendable {
  // Sendable because the virtual CPU alone writes to it between start and end, but for the atomics.

  let plan: ThreadPlan
  let slot: OpaquePointer
  let applications: [ApplicationMemory]
  /// Where the thread waits when it is driven from outside.
  let gate: UnsafeMutablePointer<cplatform_gate>
  private let control: UnsafeMutablePointer<Control>
  private let windows: UnsafeMutablePointer<cplatform_window>
  /// That it takes turns on with others; `nil` when it takes turns with nobody.
  let core: SharedCore?
  private let arena: Arena
  private let hygiene: HygieneMemory?
  /// The harness's: windows that it has seen the end of, and how many of them ran.
  private var seen = 0
  private var ran = 0

  /// The words of the run.
  private struct Control: ~Copyable {
    let isReady = Atomic<Bool>(false)
    /// Zero until the run begins.
    let epoch = Atomic<Int64>(0)
    let end = Atomic<Int64>(0)
  }

  private static let never = Int64.min
  private static let page = 4096

  init(
    _ plan: ThreadPlan, core: SharedCore?, enforcement: cplatform_enforcement
  ) throws(SystemError) {
    self.plan = plan
    self.core = core
    let count = plan.windows.count
    let members = UInt32(clamping: plan.applications.count)
    let slotBytes = (cplatform_slot_bytes(members) + Self.page - 1) / Self.page * Self.page
    arena = try Arena(
      bytes: Self.page + slotBytes + max(1, count) * MemoryLayout<cplatform_window>.stride,
      sharing: .inherited)
    unsafe control = arena.base.bindMemory(to: Control.self, capacity: 1)
    unsafe control.initialize(to: Control())
    unsafe gate = (arena.base + Self.page / 2).bindMemory(to: cplatform_gate.self, capacity: 1)
    unsafe cplatform_gate_reset(gate)
    unsafe windows = (arena.base + Self.page + slotBytes)
      .bindMemory(to: cplatform_window.self, capacity: max(1, count))
    let quantum: Int64 =
      if case .roundRobin(let quantum) = plan.guestScheduler { quantum } else { 0 }
    guard
      let slot = unsafe cplatform_slot_init(
        arena.base + Self.page, windows, UInt32(count), core?.pointer, enforcement, members, quantum
      )
    else {
      throw SystemError(
        "run \(plan.applications.count) applications in partition \(plan.partition)", code: E2BIG)
    }
    unsafe self.slot = slot
    hygiene = try plan.hygiene.map { hygiene throws(SystemError) in
      unsafe try HygieneMemory(hygiene, windows: count, of: slot)
    }
    let capacity = plan.sliceCapacity
    applications = try plan.applications.enumerated().map {
      number, application throws(SystemError) in
      unsafe try ApplicationMemory(
        application, number: number, of: slot, sliceCapacity: capacity)
    }
  }

  // MARK: The harness's side

  /// The kernel's id of the thread, in its own process's view, or `nil` until it has entered its slot or come to its gate.
  var kernelThread: Int32? {
    let inSlot = unsafe cplatform_slot_thread(slot)
    let id = unsafe inSlot == 0 ? cplatform_gate_thread(gate) : inSlot
    return id == 0 ? nil : id
  }

  var isReady: Bool { unsafe control.pointee.isReady.load(ordering: .acquiring) }

  /// Whether the thread has left its slot.
  var isFinished: Bool { unsafe cplatform_slot_finished(slot) }

  /// How far the thread has come at an instant of the run. Each window is looked at until its end is known, and no more.
  func progress(at time: Int64) -> VirtualCPUProgress {
    let epoch = unsafe control.pointee.epoch.load(ordering: .relaxed)
    var overrun: Int64 = 0
    while seen < plan.windows.count, plan.windows[seen].end <= time {
      let window = unsafe windows[seen]
      let isOpen = window.start_ns != 0 && window.end_ns == 0
      if window.start_ns != 0 {
        let end = isOpen ? time : window.end_ns - epoch
        overrun = max(overrun, end - plan.windows[seen].end)
      }
      // One that is still open is left behind only when a later one has begun: it was cut short.
      if isOpen, !hasBegun(after: seen) { break }
      if window.start_ns != 0 { ran += 1 }
      seen += 1
    }
    return VirtualCPUProgress(
      steps: unsafe cplatform_slot_work(slot), windowsRun: ran, overrunNanoseconds: overrun)
  }

  private func hasBegun(after index: Int) -> Bool {
    for later in (index + 1)..<max(index + 1, plan.windows.count)
    where unsafe windows[later].start_ns != 0 {
      return true
    }
    return false
  }

  /// Lets the thread enter its slot.
  ///
  /// - Parameters:
  ///   - epoch: the instant of `CLOCK_MONOTONIC` from which the plan's windows count.
  ///   - end: when the run is over, from the epoch; the thread stays asleep until then, so that its own end disturbs nobody.
  func begin(epoch: Int64, end: Int64) {
    unsafe control.pointee.end.store(end, ordering: .relaxed)
    unsafe control.pointee.epoch.store(epoch, ordering: .releasing)
  }

  /// Asks the thread to leave the slot now, or never to enter it. May have to be asked again when it was just about to sleep.
  /// Only in the process that the thread is in.
  func stop() {
    if unsafe control.pointee.epoch.load(ordering: .relaxed) == 0 {
      begin(epoch: Self.never, end: 0)
    }
    _ = unsafe cplatform_slot_stop(slot)
    _ = unsafe cplatform_gate_leave(gate, getpid(), cplatform_gate_thread(gate))
  }

  /// Makes everything ready for another thread to go on, the first one being gone.
  func reopen() {
    unsafe control.pointee.isReady.store(false, ordering: .relaxed)
    unsafe cplatform_slot_reopen(slot)
    unsafe cplatform_gate_reset(gate)
  }

  /// The record of one window.
  func window(_ index: Int) -> UnsafeMutablePointer<cplatform_window> { unsafe windows + index }

  /// - Parameter isDriven: whether the thread was started and stopped from outside: nobody then writes slices, and its one
  ///   application had every window for itself.
  func record(isDriven: Bool) -> ThreadRecord {
    let epoch = unsafe control.pointee.epoch.load(ordering: .relaxed)
    let windows = windowRecords(epoch: epoch)
    return ThreadRecord(
      plan: plan, windows: windows,
      applications: applications.map {
        $0.record(
          epoch: epoch, windows: windows, hasSlotForItself: isDriven || plan.sliceCapacity == 0)
      })
  }

  private func windowRecords(epoch: Int64) -> [WindowRecord] {
    var stepsBefore: UInt64 = 0
    return plan.windows.indices.map { index in
      let window = unsafe windows[index]
      guard window.start_ns != 0 else {
        return WindowRecord(planned: plan.windows[index], ran: nil)
      }
      let isCutShort = window.end_ns == 0
      let stepsAfter = isCutShort ? stepsBefore : window.work
      defer { stepsBefore = stepsAfter }
      return WindowRecord(
        planned: plan.windows[index],
        ran: WindowRecord.Ran(
          start: window.start_ns - epoch,
          end: (isCutShort ? window.start_ns : window.end_ns) - epoch,
          startTicks: window.start_ticks,
          endTicks: isCutShort ? window.start_ticks : window.end_ticks,
          steps: Int64(stepsAfter - stepsBefore), cpu: Int(window.cpu), isCutShort: isCutShort,
          idleMicroseconds: Int64(window.idle_us),
          cleanup: hygiene?.record(window: index, epoch: epoch)))
    }
  }

  // MARK: The thread's side

  /// Makes what is the partition's own, in its process.
  func makeOwn() throws(SystemError) { try hygiene?.makeBuffer() }

  /// Touches the memory and says that it has.
  func prepare() {
    arena.populate()
    for application in applications { application.populate() }
    hygiene?.populate()
    unsafe control.pointee.isReady.store(true, ordering: .releasing)
  }

  /// Waits for the run to begin and lays the plan on the clock.
  ///
  /// - Returns: false when there is no run.
  func awaitBeginning() -> Bool {
    var epoch: Int64 = 0
    while true {
      epoch = unsafe control.pointee.epoch.load(ordering: .acquiring)
      if epoch != 0 { break }
      Platform.sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 100_000)
    }
    guard epoch != Self.never else { return false }
    unsafe cplatform_slot_begin(
      slot, epoch, epoch + control.pointee.end.load(ordering: .relaxed))
    for (index, window) in plan.windows.enumerated() {
      unsafe windows[index].planned_start_ns = epoch + window.start
      unsafe windows[index].planned_end_ns = epoch + window.end
    }
    return true
  }
}
