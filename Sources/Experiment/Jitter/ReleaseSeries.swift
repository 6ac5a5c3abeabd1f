import Platform

/// Releases that are due on a fixed grid, and what the wake-ups of a thread say about each of them.
///
/// A thread that wakes for release i at an instant when release j > i is over too has missed j: in a real system that job
/// would start now at the earliest. So j counts with its lateness against its own deadline, as if the thread had been there
/// for each; leaving it out would count a stall of 40 periods as one late wake-up (coordinated omission).
struct ReleaseSeries: Sendable, Equatable {
  /// The first deadline, on `CLOCK_MONOTONIC`.
  var start: Int64
  var periodNanoseconds: Int64
  /// Releases that were planned.
  var count: Int

  struct Release: Sendable, Equatable {
    var number: Int
    var deadline: Int64
    var lateness: Int64
    var isMissed: Bool
    /// Which wake-up served it, or showed that it was missed.
    var wake: Int
  }

  func deadline(_ release: Int) -> Int64 { start + Int64(release) * periodNanoseconds }

  /// Every release up to the last wake-up, and those that it showed to be missed, in order.
  func releases(_ wakes: [TimerLoop.Wake]) -> [Release] {
    wakes.enumerated().flatMap { wake, at in
      // A deadline at the very instant of the wake-up is over: nobody slept for it.
      let last = max(Int(at.release), Int((at.nanoseconds - start) / periodNanoseconds))
      return (Int(at.release)...min(last, count - 1)).map { number in
        Release(
          number: number, deadline: deadline(number),
          lateness: at.nanoseconds - deadline(number), isMissed: number > Int(at.release),
          wake: wake)
      }
    }
  }
}
