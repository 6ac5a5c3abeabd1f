import Platform
import Results
import Workloads

/// An interval in which measured code did not get on: a gap in a spinning reader, or a wake-up later than its deadline.
struct Disturbance: Sendable, Equatable {
  /// When the code got on again, on `CLOCK_MONOTONIC`.
  var end: Int64
  var nanoseconds: Int64
  /// The PU that it got on with; `nil` where the architecture's time stamp does not say.
  var cpu: Int?
  var cause = JitterRow.Cause.unattributed

  var start: Int64 { end - nanoseconds }
}

extension Disturbance {
  /// The gaps that a `timestamps` reader has noted, in order.
  init(_ sample: Sample, scale: TickScale) {
    self.init(
      end: scale.nanoseconds(at: sample.endTicks),
      nanoseconds: Int64(scale.nanoseconds(of: UInt64(sample.durationTicks)).rounded()),
      cpu: sample.cpu == Sample.unknownCPU ? nil : Int(sample.cpu))
  }
}
