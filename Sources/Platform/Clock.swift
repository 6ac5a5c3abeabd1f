import CPlatform
import Glibc

/// `CLOCK_MONOTONIC` in nanoseconds: the clock that windows are planned on.
public func monotonicNanoseconds() -> Int64 {
  var now = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &now)
  return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

/// What `CLOCK_REALTIME` is ahead of `CLOCK_MONOTONIC` at this moment, in nanoseconds; for files that others join with theirs.
public func realtimeAheadNanoseconds() -> Int64 {
  var now = timespec()
  unsafe clock_gettime(CLOCK_REALTIME, &now)
  return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) - monotonicNanoseconds()
}

/// Sleeps until an absolute instant of `CLOCK_MONOTONIC`.
public func sleep(untilMonotonicNanoseconds deadline: Int64) {
  var until = timespec(
    tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
  while unsafe clock_nanosleep(CLOCK_MONOTONIC, CInt(TIMER_ABSTIME), &until, nil) == EINTR {}
}

/// The same instant read on both clocks: `CLOCK_MONOTONIC` and the time stamp counter.
public struct ClockAnchor: Sendable, Equatable {
  public let nanoseconds: Int64
  public let ticks: UInt64

  public init(nanoseconds: Int64, ticks: UInt64) {
    self.nanoseconds = nanoseconds
    self.ticks = ticks
  }

  /// Reads both clocks; of several tries the one with the least time between the two tick readings is kept.
  public static func now() -> ClockAnchor {
    var best = ClockAnchor(nanoseconds: 0, ticks: 0)
    var narrowest = UInt64.max
    for _ in 0..<16 {
      var cpu: UInt32 = 0
      let before = unsafe cplatform_ticks_ordered(&cpu)
      let nanoseconds = monotonicNanoseconds()
      let after = unsafe cplatform_ticks_ordered(&cpu)
      if after &- before < narrowest {
        narrowest = after &- before
        best = ClockAnchor(nanoseconds: nanoseconds, ticks: before &+ (after &- before) / 2)
      }
    }
    return best
  }
}

/// Turns time stamps into nanoseconds of `CLOCK_MONOTONIC`, by a straight line through two anchors.
///
/// The line is drawn anew for every cell: both clocks are steered apart by up to 500 ppm (adjtimex(2)), which over a
/// second would be half a millisecond.
public struct TickScale: Sendable {
  public let origin: ClockAnchor
  public let nanosecondsPerTick: Double

  /// The line through two anchors; they should lie at least some milliseconds apart.
  public init(from first: ClockAnchor, to last: ClockAnchor) {
    precondition(last.ticks > first.ticks, "the second anchor must be later")
    origin = first
    nanosecondsPerTick =
      Double(last.nanoseconds - first.nanoseconds) / Double(last.ticks - first.ticks)
  }

  /// Measures the tick rate over `milliseconds`.
  public static func calibrated(overMilliseconds milliseconds: Int64 = 20) -> TickScale {
    let first = ClockAnchor.now()
    sleep(untilMonotonicNanoseconds: first.nanoseconds + milliseconds * 1_000_000)
    return TickScale(from: first, to: ClockAnchor.now())
  }

  /// The instant of a time stamp.
  public func nanoseconds(at ticks: UInt64) -> Int64 {
    let since = Int64(bitPattern: ticks &- origin.ticks)
    return origin.nanoseconds + Int64((Double(since) * nanosecondsPerTick).rounded())
  }

  /// The time stamp of an instant.
  public func ticks(at nanoseconds: Int64) -> UInt64 {
    let since = Double(nanoseconds - origin.nanoseconds) / nanosecondsPerTick
    return origin.ticks &+ UInt64(bitPattern: Int64(since.rounded()))
  }

  /// The length of a span of ticks, in nanoseconds.
  public func nanoseconds(of ticks: UInt64) -> Double {
    Double(ticks) * nanosecondsPerTick
  }

  public var ticksPerNanosecond: Double { 1 / nanosecondsPerTick }
}
