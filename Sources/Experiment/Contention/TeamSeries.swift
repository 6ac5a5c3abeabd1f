import Statistics

/// All that was measured of threads that want the same line at the same time, pass by pass.
struct TeamSeries: Sendable {
  /// One pass: what every thread did within the same stretch of time.
  struct Pass: Sendable {
    let accesses: [Double]
    /// The time that each thread had.
    let nanoseconds: [Double]

    /// Accesses of all threads in a nanosecond.
    var rate: Double { zip(accesses, nanoseconds).reduce(0) { $0 + $1.0 / $1.1 } }
  }

  /// Passes in which all threads were there.
  private(set) var passes: [Pass] = []
  /// All passes, also those in which a thread came late or not at all: fewer threads than said fought for the line, and
  /// whoever was away would look starved.
  private(set) var tried = 0

  /// Shortest time of a thread over longest from which on they count as there together.
  static let leastOverlap = 0.9

  /// Adds a pass.
  mutating func add(_ accesses: [Double], nanoseconds: [Double]) {
    tried += 1
    guard let longest = nanoseconds.max(), let shortest = nanoseconds.min(), longest > 0,
      shortest >= Self.leastOverlap * longest, accesses.contains(where: { $0 > 0 })
    else { return }
    passes.append(Pass(accesses: accesses, nanoseconds: nanoseconds))
  }

  /// What is said of the team; `nil` without passes.
  var summary: Summary? {
    let rates = passes.map(\.rate)
    guard let rate = Quantile.median(rates), let first = passes.first else { return nil }
    let threads = first.accesses.indices.map { thread in
      passes.reduce((accesses: 0, nanoseconds: 0)) {
        ($0.accesses + $1.accesses[thread], $0.nanoseconds + $1.nanoseconds[thread])
      }
    }
    let total = threads.reduce(0) { $0 + $1.accesses }
    return Summary(
      accessesPerSecond: rate * 1e9,
      nanosecondsPerAccess: Double(threads.count) / rate,
      threads: threads.map {
        Summary.Thread(
          share: $0.accesses / total, accessesPerSecond: 1e9 * $0.accesses / $0.nanoseconds,
          nanosecondsPerAccess: $0.accesses > 0 ? $0.nanoseconds / $0.accesses : nil)
      },
      jain: Quantile.median(passes.compactMap { Fairness.jain($0.accesses) }),
      leastOverMost: Quantile.median(passes.compactMap { Fairness.leastOverMost($0.accesses) }),
      tried: tried, passes: passes.count, precision: MedianPrecision(rates))
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
    let tried: Int
    let passes: Int
    let precision: MedianPrecision
  }
}
