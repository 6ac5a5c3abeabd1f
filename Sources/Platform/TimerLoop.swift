import CPlatform
import Synchronization

/// A thread that sleeps to one absolute deadline after the other, on a fixed grid, and notes when it woke.
///
/// It never waits for a deadline that has passed: the next one slept for is the first that lies ahead. The deadlines in
/// between were missed, and whoever evaluates the wakes counts them against the grid; a loop that forgot them would hide
/// exactly the longest disturbances (coordinated omission).
@safe public final class TimerLoop {
  /// What to do: `releases` deadlines, one every `periodNanoseconds`.
  public struct Plan: Sendable, Equatable {
    public var cpu: Int
    public var periodNanoseconds: Int64
    public var releases: Int
    /// The priority in `SCHED_FIFO`; 0 for the ordinary class.
    public var realTimePriority: Int

    public init(cpu: Int, periodNanoseconds: Int64, releases: Int, realTimePriority: Int) {
      precondition(periodNanoseconds > 0 && releases > 0)
      self.cpu = cpu
      self.periodNanoseconds = periodNanoseconds
      self.releases = releases
      self.realTimePriority = realTimePriority
    }
  }

  /// One wake-up: for which deadline, when it came, and where.
  public struct Wake: Sendable, Equatable {
    public var nanoseconds: Int64
    /// Number of the deadline on the grid.
    public var release: Int32
    public var cpu: Int32

    public init(nanoseconds: Int64, release: Int32, cpu: Int32) {
      self.nanoseconds = nanoseconds
      self.release = release
      self.cpu = cpu
    }
  }

  /// What the thread brought back.
  public struct Record: Sendable {
    public let plan: Plan
    /// The first deadline, on `CLOCK_MONOTONIC`; release k is due k periods later.
    public let start: Int64
    public let wakes: [Wake]
    /// Whether the thread ran in `SCHED_FIFO`.
    public let isRealTime: Bool
  }

  private let memory: Memory
  private var thread: PinnedThread?

  /// Starts the thread; it touches its memory and waits for `begin`.
  public init(_ plan: Plan) throws(SystemError) {
    let memory = try Memory(plan)
    self.memory = memory
    thread = try PinnedThread(cpus: [plan.cpu]) { memory.live() }
  }

  public var isReady: Bool { memory.thread.load(ordering: .acquiring) != 0 }
  public var isFinished: Bool { memory.isFinished.load(ordering: .acquiring) }
  /// The kernel's id of the thread; 0 until it is ready.
  public var kernelThread: Int32 { memory.thread.load(ordering: .acquiring) }

  /// Sets the first deadline.
  public func begin(at start: Int64) { memory.start.store(start, ordering: .releasing) }

  /// Ends the loop after the wake-up that it sleeps for; also before it began.
  public func stop() { memory.isStopped.store(true, ordering: .relaxed) }

  /// Waits for the thread and takes what it wrote.
  public func join() -> Record {
    thread.take()!.join()
    return memory.record()
  }

  /// What the thread writes to. Sendable because it alone does, from start to join, but for the atomics.
  @safe private final class Memory: @unchecked Sendable {
    let plan: Plan
    let thread = Atomic<Int32>(0)
    let start = Atomic<Int64>(0)
    let isStopped = Atomic<Bool>(false)
    let isFinished = Atomic<Bool>(false)
    private let isRealTime = Atomic<Bool>(false)
    private let arena: Arena
    private let wakes: UnsafeMutablePointer<Wake>
    private var count = 0

    init(_ plan: Plan) throws(SystemError) {
      self.plan = plan
      arena = try Arena(bytes: plan.releases * MemoryLayout<Wake>.stride)
      unsafe wakes = arena.base.bindMemory(to: Wake.self, capacity: plan.releases)
    }

    func live() {
      arena.populate()
      let isExact = cplatform_wake_exactly(Int32(plan.realTimePriority)) == 0
      isRealTime.store(plan.realTimePriority > 0 && isExact, ordering: .relaxed)
      thread.store(cplatform_thread_id(), ordering: .releasing)
      while start.load(ordering: .acquiring) == 0, !isStopped.load(ordering: .relaxed) {
        sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 100_000)
      }
      run(from: start.load(ordering: .acquiring))
      isFinished.store(true, ordering: .releasing)
    }

    private func run(from start: Int64) {
      var release = 0
      while release < plan.releases, !isStopped.load(ordering: .relaxed) {
        sleep(untilMonotonicNanoseconds: start + Int64(release) * plan.periodNanoseconds)
        let now = monotonicNanoseconds()
        unsafe wakes[count] = Wake(
          nanoseconds: now, release: Int32(release), cpu: cplatform_current_cpu())
        count += 1
        release = max(release + 1, Int((now - start) / plan.periodNanoseconds) + 1)
      }
    }

    func record() -> Record {
      Record(
        plan: plan, start: start.load(ordering: .relaxed),
        wakes: unsafe Array(UnsafeBufferPointer(start: wakes, count: count)),
        isRealTime: isRealTime.load(ordering: .relaxed))
    }
  }
}
