import Statistics

/// All that was measured of threads that want the same line at the same time, pass by pass.
struct TeamSeries: Sendable {
  /// One pass: the accesses of every thread within the same stretch of time.
  struct Pass: Sendable {
    let accesses: [Double]
    let nanoseconds: Double
  }

  private(set) var passes: [Pass] = []

  /// Adds a pass; one in which nobody did anything tells nothing.
  mutating func add(_ accesses: [Double], nanoseconds: Double) {
    guard accesses.contains(where: { $0 > 0 }), nanoseconds > 0 else { return }
    passes.append(Pass(accesses: accesses, nanoseconds: nanoseconds))
  }

  /// What is said of the team; `nil` without passes.
  var summary: Summary? {
    let rates = passes.map { $0.accesses.reduce(0, +) / $0.nanoseconds }
    guard let rate = Quantile.median(rates), let first = passes.first else { return nil }
    let time = passes.reduce(0) { $0 + $1.nanoseconds }
    let threads = first.accesses.indices.map { thread in
      passes.reduce(0) { $0 + $1.accesses[thread] }
    }
    let total = threads.reduce(0, +)
    return Summary(
      accessesPerSecond: rate * 1e9,
      nanosecondsPerAccess: Double(threads.count) / rate,
      threads: threads.map {
        Summary.Thread(
          share: $0 / total, accessesPerSecond: 1e9 * $0 / time,
          nanosecondsPerAccess: $0 > 0 ? time / $0 : nil)
      },
      jain: Quantile.median(passes.compactMap { Fairness.jain($0.accesses) }),
      leastOverMost: Quantile.median(passes.compactMap { Fairness.leastOverMost($0.accesses) }),
      passes: passes.count, precision: MedianPrecision(rates))
  }

  struct Summary: Sendable {
    struct Thread: Sendable {
      /// Of all accesses of the team; the shares add up to 1.
      let share: Double
      let accessesPerSecond: Double
      /// `nil` for a thread that never got anything.
      let nanosecondsPerAccess: Double?
    }

    /// All threads together, the median of the passes.
    let accessesPerSecond: Double
    /// What an access takes a thread, on average over the threads.
    let nanosecondsPerAccess: Double
    let threads: [Thread]
    /// Within a pass: over a whole run an unfair line can look fair, as its favourites change.
    let jain: Double?
    let leastOverMost: Double?
    let passes: Int
    let precision: MedianPrecision
  }
}
