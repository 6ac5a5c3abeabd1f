/// When a partition commits its fault: in which frame, counted from its first one, and where in its window.
public struct FaultMoment: Sendable, Hashable {
  /// The major frame, from 0.
  public var frame: Int64
  public var frameNanoseconds: Int64
  /// From the start of the window; well inside, so that no release jitter moves the fault out of it.
  public var intoWindowNanoseconds: Int64

  public init(frame: Int64, frameNanoseconds: Int64, intoWindowNanoseconds: Int64) {
    self.frame = frame
    self.frameNanoseconds = frameNanoseconds
    self.intoWindowNanoseconds = intoWindowNanoseconds
  }

  /// From the first instruction of the partition to its fault, in time stamps.
  public func delayTicks(ticksPerNanosecond: Double) -> UInt64 {
    let nanoseconds = frame * frameNanoseconds + intoWindowNanoseconds
    return UInt64((Double(nanoseconds) * ticksPerNanosecond).rounded())
  }
}
