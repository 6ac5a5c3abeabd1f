import Platform

/// The signature of real-time throttling: stops of one length, one in each period.
///
/// The kernel stops the real-time threads of a CPU that have run for `sched_rt_runtime_us` for the rest of
/// `sched_rt_period_us` (Documentation/scheduler/sched-rt-group.rst), 50 ms of each second as delivered; since Linux 6.12 the
/// deadline server of the ordinary class does the same, when an ordinary thread waits. A single stop of that length can be
/// anything; two that are whole periods apart can hardly.
struct ThrottlingPattern: Sendable, Equatable {
  var periodNanoseconds: Int64
  var stopNanoseconds: Int64

  init(periodNanoseconds: Int64, stopNanoseconds: Int64) {
    self.periodNanoseconds = periodNanoseconds
    self.stopNanoseconds = stopNanoseconds
  }

  /// `nil` where throttling is off or nothing is known of it.
  init?(_ throttling: MachineFacts.RealTimeThrottling?) {
    guard let throttling, !throttling.isOff,
      throttling.periodMicroseconds > throttling.runtimeMicroseconds
    else { return nil }
    periodNanoseconds = Int64(throttling.periodMicroseconds) * 1000
    stopNanoseconds =
      Int64(throttling.periodMicroseconds - throttling.runtimeMicroseconds) * 1000
  }

  /// A stop ends with the kernel's timer, and the period may be met a tick early or late.
  private static let lengthTolerance = 0.2
  private static let periodTolerance = 0.05
  /// Further apart, every distance would be near some multiple of the period.
  private static let periodsApart: ClosedRange<Int64> = 1...3

  /// Which of the disturbances, in time order, show the pattern.
  func indices(in disturbances: [Disturbance]) -> [Int] {
    let length = Double(stopNanoseconds)
    let stops = disturbances.indices.filter {
      (Double(disturbances[$0].nanoseconds) - length).magnitude <= Self.lengthTolerance * length
    }
    return stops.filter { stop in
      stops.contains { other in
        let distance = (disturbances[stop].end - disturbances[other].end).magnitude
        return Self.periodsApart.contains { periods in
          let wanted = Double(periods * periodNanoseconds)
          return (Double(distance) - wanted).magnitude
            <= Self.periodTolerance * Double(periodNanoseconds)
        }
      }
    }
  }
}
