import Partitioning
import Scheduling
import Workloads

/// Who runs where and when around a fault: the faulty partition, a neighbour that follows it on the same core, and one on another.
struct FaultScene: Sendable, Hashable {
  /// The core that is shared, and another one; where there is none, both healthy partitions share the first.
  let cpus: [Int]
  let frames: Int64
  /// The major frame, from 0, in which the fault is committed.
  var injectedFrame: Int64 { frames / 4 }

  static let names = ["faulty", "neighbour", "remote"]
  static let faulty = 0
  /// Long enough that a window is not lost to an ordinary gap of a busy host, short enough for many.
  static let frameNanoseconds: Int64 = 8_000_000
  /// The fault comes late in its window: what it leaves behind falls into the neighbour's.
  static let momentInWindow = 0.8

  var endNanoseconds: Int64 { frames * Self.frameNanoseconds }

  /// The place of each partition's window in the frame: one after the other without a gap, and on another core at the same time. An
  /// eighth of the frame is nobody's: no core is so busy that real-time throttling would take it away (sched(7)).
  private var places: [(cpu: Int, offset: Int64, duration: Int64)] {
    let busy = Self.frameNanoseconds * 7 / 8
    guard cpus.count > 1 else {
      return (0..<3).map { (cpus[0], Int64($0) * (busy / 3), busy / 3) }
    }
    return [(cpus[0], 0, busy / 2), (cpus[0], busy / 2, busy / 2), (cpus[1], 0, busy)]
  }

  func cpu(of partition: Int) -> Int { places[partition].cpu }

  func windows(of partition: Int) -> [PlannedWindow] {
    let place = places[partition]
    return (0..<frames).map { frame in
      let start = frame * Self.frameNanoseconds + place.offset
      return PlannedWindow(start: start, end: start + place.duration, index: 0, frame: frame)
    }
  }

  /// When the fault is committed, counted from the faulty partition's first frame.
  var moment: FaultMoment {
    FaultMoment(
      frame: injectedFrame, frameNanoseconds: Self.frameNanoseconds,
      intoWindowNanoseconds: Int64(Double(places[Self.faulty].duration) * Self.momentInWindow))
  }

  /// The same moment on the run's clock, as planned.
  var injectionNanoseconds: Int64 {
    moment.frame * Self.frameNanoseconds + places[Self.faulty].offset
      + moment.intoWindowNanoseconds
  }

  /// When a fault is done to the partition from outside: in the middle of the window, as the harness may be a millisecond late.
  var strikeNanoseconds: Int64 {
    injectedFrame * Self.frameNanoseconds + places[Self.faulty].offset
      + places[Self.faulty].duration * 2 / 5
  }
}
