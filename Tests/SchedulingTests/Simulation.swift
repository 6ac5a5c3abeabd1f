import Scheduling

/// One random schedule, run by simulated workers on a simulated clock and judged by the table.
///
/// Every partition has a worker on every core where it owns windows, as in the real enforcer. The
/// workers share nothing but the plan, so each is simulated by itself; the cores are judged after.
struct Simulation {
  let schedule: ValidSchedule
  let frames: Int64
  /// The schedule is observed from this frame on, far from the epoch.
  let firstFrame: Int64
  let guardBand: Int64

  struct Outcome {
    var run = 0
    var missed = 0
    var overruns = 0
    var violations: [String] = []
  }

  /// What became of the windows of one core, by place on the core's time line.
  private struct Record {
    static let untouched: Int64 = -2
    static let missed: Int64 = -1
    var begin: ContiguousArray<Int64>
    var end: ContiguousArray<Int64>
  }

  init(frames: Int64, random: inout SeededGenerator) throws {
    let names = ["a", "b", "c", "d"].prefix(Int(1 + random.below(4)))
    let cpus = 0..<Int(1 + random.below(3))
    let majorFrame = 1000 + random.below(1_000_000)
    var windows: [Window] = []
    for cpu in cpus {
      var offset = random.below(2) * random.below(majorFrame / 4)
      for _ in 0...random.below(3) where offset < majorFrame {
        let duration = min(1 + random.below(majorFrame / 2), majorFrame - offset)
        windows.append(
          Window(
            partition: names[Int(random.below(Int64(names.count)))], cpu: cpu,
            offsetNanoseconds: offset, durationNanoseconds: duration))
        offset += duration + random.below(2) * random.below(majorFrame / 4)
      }
    }
    windows.shuffle(using: &random)
    let shortest = windows.map(\.durationNanoseconds).min() ?? 1
    schedule = try ValidSchedule(
      ScheduleTable(
        majorFrameNanoseconds: majorFrame, partitions: Array(names), windows: windows),
      onlineCPUs: Set(cpus), allowedCPUs: Set(cpus))
    self.frames = frames
    firstFrame = random.below(1 << 40)
    guardBand = random.below(2) * random.below(shortest)
  }

  func run(_ random: inout SeededGenerator) -> Outcome {
    var outcome = Outcome()
    for cpu in schedule.cpus {
      let timeline = schedule.table.windows.indices
        .filter { schedule.table.windows[$0].cpu == cpu }
        .sorted {
          schedule.table.windows[$0].offsetNanoseconds
            < schedule.table.windows[$1].offsetNanoseconds
        }
      let count = timeline.count * Int(frames)
      var record = Record(
        begin: ContiguousArray(repeating: Record.untouched, count: count),
        end: ContiguousArray(repeating: Record.untouched, count: count))
      for partition in schedule.table.partitions {
        work(partition, cpu, timeline, &record, &random, &outcome)
      }
      judge(cpu, timeline, record, &outcome)
    }
    return outcome
  }

  /// Lives the life of one worker: decide, sleep, spin, run, be stopped, until the plan is over.
  private func work(
    _ partition: String, _ cpu: Int, _ timeline: [Int], _ record: inout Record,
    _ random: inout SeededGenerator, _ outcome: inout Outcome
  ) {
    let majorFrame = schedule.table.majorFrameNanoseconds
    let from = firstFrame * majorFrame
    let planned = schedule.windows(
      of: partition, cpu: cpu, from: from, until: from + frames * majorFrame)
    var rank = [Int](repeating: 0, count: schedule.table.windows.count)
    for (place, index) in timeline.enumerated() { rank[index] = place }
    func place(_ index: Int) -> Int {
      Int(planned[index].frame - firstFrame) * timeline.count + rank[planned[index].index]
    }
    var now = from + random.below(4) / 3 * random.below(3 * majorFrame)
    var last = -1
    while true {
      let next: Int
      let missed: Range<Int>
      switch WindowCursor.next(planned, after: last, now: now, guard: guardBand) {
      case .run(let index, let lost): (next, missed) = (index, lost)
      case .done(let lost): (next, missed) = (planned.count, lost)
      }
      if missed.lowerBound != last + 1 || missed.upperBound != next {
        outcome.violations.append("CPU \(cpu) \(partition): \(missed) lost after window \(last)")
      }
      for index in missed {
        let slot = place(index)
        if record.begin[slot] != Record.untouched || now < planned[index].end - guardBand {
          outcome.violations.append("CPU \(cpu) \(partition): window \(index) lost without need")
        }
        record.begin[slot] = Record.missed
      }
      if next == planned.count { return }
      last = next - 1
      let window = planned[next]
      let wake = WindowCursor.wake(window, lead: guardBand)
      let dice = random.next()
      if now < wake {
        now =
          dice % 16 == 0
          ? now + random.below(wake - now)  // woken early, by a signal
          : wake + delay(dice, &random)
      } else if now < window.start {
        now = window.start + delay(dice, &random)  // spins to the start, and may be stalled there
      } else {
        let slot = place(next)
        if record.begin[slot] != Record.untouched {
          outcome.violations.append("CPU \(cpu) \(partition): window \(next) twice")
        }
        record.begin[slot] = now
        now = max(now, WindowCursor.stop(window, guard: guardBand)) + delay(dice, &random)
        record.end[slot] = now
        last = next
      }
    }
  }

  /// How late something is: mostly a little, now and then for part of a frame, rarely for frames.
  private func delay(_ dice: UInt64, _ random: inout SeededGenerator) -> Int64 {
    let majorFrame = schedule.table.majorFrameNanoseconds
    return switch (dice >> 8) % 64 {
    case 0: random.below(4 * majorFrame)
    case 1...4: random.below(majorFrame / 2)
    case 5...30: Int64(dice >> 58)
    default: 0
    }
  }

  /// Holds the record of one core against the table, without asking the code under test for times.
  private func judge(
    _ cpu: Int, _ timeline: [Int], _ record: Record, _ outcome: inout Outcome
  ) {
    let majorFrame = schedule.table.majorFrameNanoseconds
    let windows = timeline.map { schedule.table.windows[$0] }
    // The run that has lasted longest so far: its last instant, planned end, and owner.
    var latestEnd = Int64.min
    var latestPlannedEnd = Int64.min
    var latestOwner = ""
    var slot = 0
    for frame in firstFrame..<(firstFrame + frames) {
      for (place, window) in windows.enumerated() {
        let start = frame * majorFrame + window.offsetNanoseconds
        let end = start + window.durationNanoseconds
        let begin = record.begin[slot]
        let stopped = record.end[slot]
        slot += 1
        var broken: String?
        if schedule.windowIndex(cpu: cpu, at: start) != timeline[place]
          || schedule.windowIndex(cpu: cpu, at: end - 1) != timeline[place]
        {
          broken = "occupant and expansion differ"
        }
        if place + 1 < windows.count, window.end < windows[place + 1].offsetNanoseconds,
          schedule.occupant(cpu: cpu, at: end) != nil
        {
          broken = "somebody runs in a gap"
        }
        switch begin {
        case Record.untouched: broken = "neither run nor missed"
        case Record.missed:
          outcome.missed += 1
          if stopped != Record.untouched { broken = "missed, yet run" }
        default:
          outcome.run += 1
          if begin < start || begin >= end - guardBand { broken = "run outside its window" }
          if begin < latestEnd {
            let overlap = min(stopped, latestEnd) - begin
            let overrun = max(0, latestEnd - latestPlannedEnd)
            if window.partition == latestOwner || overlap > overrun { broken = "hidden overlap" }
          }
          if stopped > end { outcome.overruns += 1 }
          if stopped > latestEnd {
            (latestEnd, latestPlannedEnd, latestOwner) = (stopped, end, window.partition)
          }
        }
        if let broken {
          outcome.violations.append(
            "CPU \(cpu) frame \(frame) window \(timeline[place]): \(broken)")
        }
      }
    }
  }
}

extension Window {
  fileprivate var end: Int64 { offsetNanoseconds + durationNanoseconds }
}
