/// The times of jobs that were done one after the other, on one core.
public struct JobTimes: Sendable, Equatable {
  public var nanoseconds: [Double]
  /// For each whether the host or another thread was busy nearby; empty when that is not known.
  public var disturbed: [Bool]
  /// How long all of them took together; nil when that is not known.
  public var seconds: Double?

  public init(nanoseconds: [Double], disturbed: [Bool] = [], seconds: Double? = nil) {
    self.nanoseconds = nanoseconds
    self.disturbed = disturbed
    self.seconds = seconds
  }
}
