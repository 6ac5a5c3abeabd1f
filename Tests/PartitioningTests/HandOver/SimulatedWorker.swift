import CPlatform
import Scheduling
import Statistics

extension SimulatedCore {
  /// A partition's thread: its plan, where it stands, and what it wrote down.
  struct Worker {
    enum State {
      case choosing, sleeping, queued, spinning, opening, running, gone
    }

    let windows: [PlannedWindow]
    var state = State.choosing
    /// When it does its next step.
    var at: Int64
    /// The window that ended or was lost last; -1 before the first.
    var last = -1
    /// The window it is about to run.
    var next = 0
    /// Only a mistaken enforcer has one.
    var shift: Int64 = 0
    var stopRequest = Int64.max
    var death = Int64.max
    var leftAt: Int64?
    var records: ContiguousArray<Record?>
    var recordedTwice = 0
  }

  /// What became of a planned window.
  struct Record {
    enum Fate {
      case missed
      case ran(start: Int64, end: Int64?)
    }

    var fate: Fate
    /// The time at which the fate was decided.
    var written: Int64
    /// Whether something that was injected reached beyond the wake-up for this window.
    var excused: Bool
    var endWasAsked = false
    var endExcused = false
  }

  struct Setting {
    var majorFrameNanoseconds: Int64
    var guardNanoseconds: Int64
    var wakeNanoseconds: Int64
    var trimNanoseconds: Int64
  }

  /// Whose decision is simulated: the schedule's in Swift, or the signal handler's in C.
  enum Chooser: CaseIterable {
    case schedule, handler

    func next(_ windows: [PlannedWindow], after last: Int, now: Int64, guardBand: Int64) -> Int {
      switch self {
      case .schedule:
        switch WindowCursor.next(windows, after: last, now: now, guard: guardBand) {
        case .run(let index, _): return index
        case .done: return windows.count
        }
      case .handler:
        // The handler's windows carry their plan in front; so many as it can look at are enough.
        let ahead = windows[(last + 1)...].prefix(Self.sight).map {
          cplatform_window(planned: $0)
        }
        let chosen = unsafe ahead.withUnsafeBufferPointer {
          unsafe cplatform_next_window(
            $0.baseAddress!, UInt32($0.count), -1, now, guardBand)
        }
        let next = last + 1 + Int(chosen)
        guard Int(chosen) == ahead.count, next < windows.count else { return next }
        return self.next(windows, after: next - 1, now: now, guardBand: guardBand)
      }
    }

    private static let sight = 4
  }

  /// A random schedule of one core: one to four partitions, up to five windows in a frame, some of them touching.
  init(
    frames: Int64, chooser: Chooser, mistake: Mistake? = nil, random: inout SplitMix64
  ) throws {
    let names = ["a", "b", "c", "d"].prefix(1 + random.next(below: 4))
    let majorFrame = 10_000 + Int64(random.next(below: 1_000_000))
    var windows: [Window] = []
    var offset: Int64 = 0
    while windows.count < 5 {
      offset += Int64(random.next(below: 2) * random.next(below: Int(majorFrame / 4)))
      let duration = 100 + Int64(random.next(below: Int(majorFrame / 2)))
      guard offset + duration <= majorFrame else { break }
      windows.append(
        Window(
          partition: names[random.next(below: names.count)], cpu: 0, offsetNanoseconds: offset,
          durationNanoseconds: duration))
      offset += duration
    }
    let schedule = try ValidSchedule(
      ScheduleTable(
        majorFrameNanoseconds: majorFrame, partitions: Array(names), windows: windows),
      onlineCPUs: [0], allowedCPUs: [0])
    // The cores have been up for a while.
    let from = Int64(random.next(below: 1 << 20)) * majorFrame
    let end = from + frames * majorFrame
    let shortest = windows.map(\.durationNanoseconds).min() ?? 100
    setting = Setting(
      majorFrameNanoseconds: majorFrame,
      guardNanoseconds: Int64(random.next(below: 2) * random.next(below: Int(shortest / 2))),
      wakeNanoseconds: Int64(random.next(below: Int(shortest))),
      trimNanoseconds: Int64(random.next(below: 50)))
    self.chooser = chooser
    self.mistake = mistake
    clock = from - 2 * majorFrame
    // A run may begin when its first windows are over.
    let begin = from + Int64(random.next(below: 4) / 3 * random.next(below: 3)) * majorFrame
    let first = max(begin, clock)
    disturbedUntil = begin
    workers = names.map { name in
      let planned = schedule.windows(of: name, cpu: 0, from: from, until: end)
      return Worker(
        windows: planned, at: first,
        records: ContiguousArray(repeating: nil, count: planned.count))
    }
    for index in workers.indices {
      let instant = from + Int64(random.next(below: UInt64(end - from)))
      switch random.next(below: 8 as UInt64) {
      case 0: workers[index].stopRequest = instant
      case 1: workers[index].death = instant
      default: break
      }
    }
  }
}
