import Scheduling
import Statistics

/// One core, the partitions that take turns on it, and a clock that nobody but the simulation moves.
///
/// Each worker does what the thread of a slot does between its windows (slot.c): choose, sleep, queue for the core, spin to
/// the start, look at the clock once more, run, be stopped. Which window is next is not simulated: the chooser is asked.
struct SimulatedCore {
  let setting: Setting
  let chooser: Chooser
  let mistake: Mistake?
  var workers: [Worker]
  var clock: Int64
  /// Nothing moves on the core before: the host or another thread has it.
  var stalledUntil: Int64 = 0
  /// When the last injected disturbance was over; what happens after it has no excuse.
  var disturbedUntil: Int64
  /// Who is in its window.
  var holder: Int?

  /// What an enforcer could do wrong. The judge has to notice each, or it proves nothing.
  enum Mistake: CaseIterable {
    /// A window that was lost is not written down.
    case forgetsMissed
    /// What a late window lost is added to the next one's start.
    case shifts
    /// The successor starts without asking whether the predecessor has stopped.
    case doesNotQueue
    /// A window is given up though there is time left in it.
    case givesUpEarly
    /// A signal that is left over from an earlier window ends this one.
    case obeysStaleSignals
    /// The core of a partition that died in its window is never free again.
    case waitsForTheDead
    /// After the wait for the core nobody looks whether the window is over.
    case looksOnce
  }

  mutating func run(_ random: inout SplitMix64) {
    while let (worker, at) = nextEvent() {
      clock = max(clock, at, stalledUntil)
      if random.next(below: 4096 as UInt64) == 0 { stall(&random) }
      if clock >= workers[worker].death {
        die(worker, &random)
      } else if clock >= workers[worker].stopRequest {
        stop(worker, &random)
      } else {
        step(worker, &random)
      }
    }
  }

  private func nextEvent() -> (worker: Int, at: Int64)? {
    var first: (worker: Int, at: Int64)?
    for index in workers.indices where workers[index].state != .gone {
      let worker = workers[index]
      let at = min(worker.at, worker.stopRequest, worker.death)
      if at < first?.at ?? .max { first = (index, at) }
    }
    return first
  }

  private mutating func step(_ worker: Int, _ random: inout SplitMix64) {
    switch workers[worker].state {
    case .choosing: choose(worker, &random)
    case .sleeping: wake(worker, &random)
    case .queued: queue(worker, &random)
    case .spinning: take(worker, &random)
    case .opening: open(worker, &random)
    case .running: end(worker, &random)
    case .gone: break
    }
  }

  private mutating func choose(_ worker: Int, _ random: inout SplitMix64) {
    let windows = workers[worker].windows
    let last = workers[worker].last
    var next = chooser.next(
      windows, after: last, now: clock, guardBand: setting.guardNanoseconds)
    if mistake == .givesUpEarly, random.next(below: 64 as UInt64) == 0 {
      next = min(next + 1, windows.count)
    }
    if mistake != .forgetsMissed {
      for lost in last + 1..<max(next, last + 1) { miss(worker, lost) }
    }
    workers[worker].last = next - 1
    guard next < windows.count else {
      workers[worker].state = .gone
      return
    }
    workers[worker].next = next
    workers[worker].state = .sleeping
    sleep(worker, &random)
  }

  private mutating func sleep(_ worker: Int, _ random: inout SplitMix64) {
    let wake = wakeTime(worker)
    if clock < wake, random.next(below: 16 as UInt64) == 0 {
      // Woken early, by a signal that is not for us.
      workers[worker].at = clock + Int64(random.next(below: UInt64(wake - clock)))
    } else {
      workers[worker].at = max(clock, wake) + delay(after: max(clock, wake), &random)
    }
  }

  private mutating func wake(_ worker: Int, _ random: inout SplitMix64) {
    clock < wakeTime(worker) ? sleep(worker, &random) : queue(worker, &random)
  }

  private func wakeTime(_ worker: Int) -> Int64 {
    let window = workers[worker].windows[workers[worker].next]
    return WindowCursor.wake(window, lead: setting.wakeNanoseconds) + workers[worker].shift
  }

  /// Waits until the predecessor has written down its end, or has died.
  private mutating func queue(_ worker: Int, _ random: inout SplitMix64) {
    if isBusy(for: worker) {
      workers[worker].state = .queued
      workers[worker].at = .max
      return
    }
    let window = workers[worker].windows[workers[worker].next]
    let start = max(clock, window.start - setting.trimNanoseconds + workers[worker].shift)
    workers[worker].state = .spinning
    workers[worker].at = start + delay(after: start, &random)
  }

  private mutating func take(_ worker: Int, _ random: inout SplitMix64) {
    // A predecessor that was late itself may have taken it meanwhile.
    guard !isBusy(for: worker) else { return queue(worker, &random) }
    holder = worker
    workers[worker].state = .opening
    workers[worker].at = clock + delay(after: clock, &random)
  }

  private func isBusy(for worker: Int) -> Bool {
    guard let holder, holder != worker, mistake != .doesNotQueue else { return false }
    return workers[holder].state != .gone || mistake == .waitsForTheDead
  }

  private mutating func open(_ worker: Int, _ random: inout SplitMix64) {
    let next = workers[worker].next
    let window = workers[worker].windows[next]
    let stop = WindowCursor.stop(window, guard: setting.guardNanoseconds)
    workers[worker].last = next
    if clock >= stop, mistake != .looksOnce {
      miss(worker, next)
      release(&random)
      workers[worker].state = .choosing
      workers[worker].at = clock
      return
    }
    write(
      Record(
        fate: .ran(start: clock, end: nil), written: clock,
        excused: disturbedUntil > wakeTime(worker)),
      worker, next)
    if mistake == .shifts { workers[worker].shift = max(0, clock - window.start) }
    workers[worker].state = .running
    arm(worker, &random)
  }

  /// Sets when the next signal comes: the timer's own, never before its time, or one that is left over.
  private mutating func arm(_ worker: Int, _ random: inout SplitMix64) {
    let window = workers[worker].windows[workers[worker].last]
    let stop = WindowCursor.stop(window, guard: setting.guardNanoseconds)
    if clock < stop, random.next(below: 32 as UInt64) == 0 {
      workers[worker].at = clock + Int64(random.next(below: UInt64(stop - clock)))
    } else {
      workers[worker].at = max(clock, stop) + delay(after: max(clock, stop), &random)
    }
  }

  private mutating func end(_ worker: Int, _ random: inout SplitMix64) {
    let window = workers[worker].windows[workers[worker].last]
    if clock < WindowCursor.stop(window, guard: setting.guardNanoseconds),
      mistake != .obeysStaleSignals
    {
      return arm(worker, &random)
    }
    close(worker, isAsked: false)
    release(&random)
    workers[worker].state = .choosing
    workers[worker].at = clock + delay(after: clock, &random)
  }

  private mutating func release(_ random: inout SplitMix64) {
    holder = nil
    for index in workers.indices where workers[index].state == .queued {
      workers[index].at = clock + delay(after: clock, &random)
    }
  }

  // MARK: What is done to it

  /// Asked to leave: in its window it writes down its end first, elsewhere the sleep or the wait ends.
  private mutating func stop(_ worker: Int, _ random: inout SplitMix64) {
    if workers[worker].state == .running { close(worker, isAsked: true) }
    leave(worker, &random)
  }

  /// Killed, wherever it is. The kernel hands its core on (robust futexes); its own record has no end.
  private mutating func die(_ worker: Int, _ random: inout SplitMix64) {
    if workers[worker].state == .running { close(worker, isAsked: true) }
    let holds = holder == worker
    leave(worker, &random)
    if holds, mistake == .waitsForTheDead { holder = worker }
  }

  private mutating func leave(_ worker: Int, _ random: inout SplitMix64) {
    workers[worker].state = .gone
    workers[worker].leftAt = clock
    for index in workers[worker].last + 1..<workers[worker].windows.count { miss(worker, index) }
    if holder == worker { release(&random) }
  }

  private mutating func stall(_ random: inout SplitMix64) {
    let length = Int64(random.next(below: UInt64(5 * setting.majorFrameNanoseconds)))
    stalledUntil = clock + length
    disturbedUntil = max(disturbedUntil, stalledUntil)
    clock = stalledUntil
  }

  /// How late something comes: mostly not at all, often a little, now and then for part of a frame, rarely for frames.
  private mutating func delay(after instant: Int64, _ random: inout SplitMix64) -> Int64 {
    let dice = random.next()
    let frame = UInt64(setting.majorFrameNanoseconds)
    let length =
      switch dice & 0xff {
      case 0: random.next(below: 4 * frame)
      case 1...5: random.next(below: frame / 2)
      case 6...30: dice >> 56
      default: 0 as UInt64
      }
    if length > 0 { disturbedUntil = max(disturbedUntil, instant + Int64(length)) }
    return Int64(length)
  }

  // MARK: Records

  private mutating func miss(_ worker: Int, _ window: Int) {
    let wake = WindowCursor.wake(
      workers[worker].windows[window], lead: setting.wakeNanoseconds)
    write(Record(fate: .missed, written: clock, excused: disturbedUntil > wake), worker, window)
  }

  private mutating func close(_ worker: Int, isAsked: Bool) {
    let last = workers[worker].last
    guard case .ran(let start, nil) = workers[worker].records[last]?.fate else {
      workers[worker].recordedTwice += 1
      return
    }
    workers[worker].records[last]!.fate = .ran(start: start, end: clock)
    workers[worker].records[last]!.endWasAsked = isAsked
    workers[worker].records[last]!.endExcused =
      disturbedUntil
      > WindowCursor.stop(workers[worker].windows[last], guard: setting.guardNanoseconds)
  }

  private mutating func write(_ record: Record, _ worker: Int, _ window: Int) {
    if workers[worker].records[window] != nil { workers[worker].recordedTwice += 1 }
    workers[worker].records[window] = record
  }
}
