import CPlatform

/// One timed job. Sixteen bytes, so that four share a cache line.
public struct Sample: Sendable, Equatable {
  /// Time stamp at the job's end.
  public var endTicks: UInt64
  /// The job's execution time: time parked by the enforcer is not in it. Saturates at 2^32 - 1.
  public var durationTicks: UInt32
  /// The PU on which the job ended, or `unknownCPU` where the time stamp does not say.
  public var cpu: UInt16
  /// See `SampleLabel`.
  public var labels: UInt16

  /// Stands for a PU where the architecture's time stamp does not carry one.
  public static let unknownCPU: UInt16 = 0xffff

  @inline(__always) @_noLocks
  public init(endTicks: UInt64, durationTicks: UInt32, cpu: UInt16, labels: UInt16) {
    self.endTicks = endTicks
    self.durationTicks = durationTicks
    self.cpu = cpu
    self.labels = labels
  }
}

/// What is known about a sample besides its length.
public enum SampleLabel {
  /// A window switch fell into the job.
  public static let split: UInt16 = 1
  /// Not a job but a period of a paced load: in place of a duration stand the steps that it made.
  public static let period: UInt16 = 2
}

/// A preallocated place for samples that never grows; what does not fit is counted.
///
/// A plain view of memory that somebody else owns, because it is handed into loops that are never returned from
/// and must own nothing.
@unsafe public struct SampleRing: @unchecked Sendable {
  let samples: UnsafeMutablePointer<Sample>
  let capacity: Int
  /// Samples offered so far: those kept and those dropped.
  let offered: UnsafeMutablePointer<Int>

  /// - Parameters:
  ///   - samples: room for `capacity` samples, already touched.
  ///   - offered: a counter on a line of its own, at zero.
  public init(
    samples: UnsafeMutablePointer<Sample>, capacity: Int, offered: UnsafeMutablePointer<Int>
  ) {
    unsafe self.samples = samples
    unsafe self.capacity = capacity
    unsafe self.offered = offered
  }

  /// Keeps a sample, or only counts it when the ring is full. It goes past the caches: a ring is larger than they are, and
  /// a line of it for every four jobs would take the place of a line of the victim's. The count is stored last, so that a sample is whole
  /// whenever the loop is left.
  @_noLocks @inline(__always)
  public func append(_ sample: Sample) {
    let index = unsafe offered.pointee
    if unsafe index < capacity {
      unsafe cplatform_store_pair_nontemporal(
        samples + index, sample.endTicks,
        UInt64(sample.durationTicks) | UInt64(sample.cpu) << 32 | UInt64(sample.labels) << 48)
    }
    unsafe offered.pointee = index &+ 1
  }

  /// Samples that were kept.
  public var kept: [Sample] {
    unsafe Array(UnsafeBufferPointer(start: samples, count: min(offered.pointee, capacity)))
  }

  /// Samples that found no room.
  public var dropped: Int { unsafe max(0, offered.pointee - capacity) }
}
