import CPlatform
import Glibc
import Platform
import Synchronization

/// Ends a run whose harness gets no time any more: partitions at real-time priority, or an agent that hangs, can keep it from
/// every core that it may use, and nobody could stop them then.
///
/// It outranks everybody (`SCHED_FIFO` 99 where allowed) and sleeps nearly all the time. When the harness has given no sign of life
/// for the limit, it takes the real-time priorities of all partitions and agents away, so that the harness can end the run as
/// an ordinary program; when that has not helped after the limit once more, it ends the process, which ends the partitions.
final class Watchdog {
  /// Far more than a busy machine keeps an ordinary thread waiting, and little for somebody at a console that does not answer.
  static let limitNanoseconds: Int64 = 5_000_000_000

  private let watch: Watch
  private var thread: PinnedThread?

  /// - Parameter processes: those of partitions that have one.
  /// - Throws: `SystemError` when no thread can be had.
  init(
    limitNanoseconds: Int64 = Watchdog.limitNanoseconds, processes: [Int32]
  ) throws(SystemError) {
    let watch = try Watch(limit: limitNanoseconds, processes: processes)
    self.watch = watch
    thread = try PinnedThread(cpus: []) { watch.run() }
  }

  /// The harness lives.
  func feed() { watch.lastSign.store(monotonicNanoseconds(), ordering: .relaxed) }

  /// A partition was begun anew in another process.
  func replace(_ processes: [Int32]) { watch.processes.withLock { $0 = processes } }

  /// How long the harness had been silent when the priorities were taken away; `nil` while they have not been.
  var silence: Int64? {
    let silence = watch.silence.load(ordering: .acquiring)
    return silence == 0 ? nil : silence
  }

  /// Lets it go; once is enough.
  func end() {
    guard let thread = thread.take() else { return }
    watch.end()
    thread.join()
  }
}

private final class Watch: Sendable {
  let lastSign = Atomic<Int64>(monotonicNanoseconds())
  let silence = Atomic<Int64>(0)
  let processes: Mutex<[Int32]>
  private let limit: Int64
  /// A pipe that is written to when it is over.
  private let over: (read: CInt, write: CInt)

  init(limit: Int64, processes: [Int32]) throws(SystemError) {
    self.limit = limit
    self.processes = Mutex(processes)
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      throw SystemError("make a pipe", code: errno)
    }
    over = (ends[0], ends[1])
  }

  deinit {
    close(over.read)
    close(over.write)
  }

  func end() {
    var byte: UInt8 = 0
    unsafe _ = write(over.write, &byte, 1)
  }

  func run() {
    // What partitions may have, it may: mostly a limit below 99 is one for all of them.
    if cplatform_wake_exactly(Int32(RealTimeRight.highestPriority)) != 0 {
      _ = cplatform_wake_exactly(Int32(RealTimeRight.limit))
    }
    let period = limit / 4
    var heard = lastSign.load(ordering: .relaxed)
    var silent: Int64 = 0
    var looked = monotonicNanoseconds()
    while !isOver(within: period) {
      let now = monotonicNanoseconds()
      let sign = lastSign.load(ordering: .relaxed)
      // While the whole process was stopped, as by Ctrl-Z, this thread did not look either: that is nobody's silence.
      silent = sign == heard ? silent + min(now - looked, 2 * period) : 0
      heard = sign
      looked = now
      if silence.load(ordering: .relaxed) == 0, silent > limit {
        silence.store(silent, ordering: .releasing)
      }
      // Again and again: an agent gives the partition whose window begins its priority back.
      if silence.load(ordering: .relaxed) != 0 { demote() }
      // The partitions die with their harness, and the guardian puts the machine right.
      if silent > 2 * limit { kill(getpid(), SIGKILL) }
    }
  }

  private func isOver(within nanoseconds: Int64) -> Bool {
    var descriptor = pollfd(fd: over.read, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&descriptor, 1, CInt(max(1, nanoseconds / 1_000_000))) > 0
  }

  /// Every thread but this one becomes an ordinary one.
  private func demote() {
    let own = cplatform_thread_id()
    for process in [getpid()] + processes.withLock({ $0 }) {
      for thread in ProcFile("/proc/\(process)/task").names.compactMap({ Int32($0) })
      where thread != own {
        _ = cplatform_set_priority(thread, 0)
      }
    }
  }
}

/// The watchdog has ended a run.
public struct HarnessStall: Error, Equatable, CustomStringConvertible {
  /// How long the harness had given no sign of life.
  public let silenceNanoseconds: Int64

  public var description: String {
    "the watchdog ended the run: for \(silenceNanoseconds / 1_000_000) ms partitions left the harness no time to watch over them; keep a CPU for it (--housekeeping)"
  }
}
