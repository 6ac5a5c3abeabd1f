import Statistics

/// All that was measured of one pair so far, pass by pass.
struct PairSeries: Sendable {
  /// One pass: some hundred jobs within milliseconds.
  struct Pass: Sendable {
    /// The PU that started and was timed.
    let starter: Int
    /// Nanoseconds for a round trip, in the middle of the pass's jobs.
    let median: Double
  }

  private(set) var passes: [Pass] = []
  private var distributions: [Int: RoundTripDistribution] = [:]

  /// Adds a pass; one without a whole job tells nothing.
  ///
  /// - Parameter jobs: nanoseconds for a round trip of each job.
  mutating func add(_ jobs: [Double], starter: Int) {
    guard let median = Quantile.median(jobs), median > 0 else { return }
    passes.append(Pass(starter: starter, median: median))
    distributions[starter, default: RoundTripDistribution()].add(pass: jobs)
  }

  /// The figures of the mode in which the pair was most of the time, and how much it was in others.
  ///
  /// A mode lasts for many passes (a guest's virtual CPUs stay where they are for tens of milliseconds and more), so it is
  /// the passes that are sorted into modes; their jobs follow. Only the main mode's passes make the median: a minimum or a
  /// median over several modes describes none of them.
  ///
  /// - Parameter starter: only passes that this PU started; both together when `nil`. The modes are the whole pair's.
  func summary(starter: Int? = nil) -> Summary? {
    let groups = Modes.groups(ofSorted: passes.map(\.median).sorted())
    // Of two modes that are equally frequent the slower one counts: the cores apart.
    guard let main = groups.enumerated().max(by: { ($0.1.count, $0.0) < ($1.1.count, $1.0) })
    else { return nil }
    // A job more than twice as fast as a pass of its mode was in another mode, if only for a moment.
    let lower = main.0 == 0 ? main.1.first! / 2 : Self.between(groups[main.0 - 1], main.1)
    let upper =
      main.0 + 1 == groups.count ? Double.infinity : Self.between(main.1, groups[main.0 + 1])
    let own = passes.filter { starter == nil || $0.starter == starter }.map(\.median)
      .filter { (lower..<upper).contains($0) }
    guard let median = Quantile.median(own) else { return nil }

    var all = RoundTripDistribution()
    for (key, distribution) in distributions where starter == nil || key == starter {
      all.add(distribution)
    }
    let part = all.part(lower..<upper)
    let fast = all.part(0..<lower)
    let slow = all.part(upper..<Double.infinity)
    let time = part.nanoseconds + fast.nanoseconds + slow.nanoseconds
    guard let least = part.least, let p99 = part.quantile(0.99) else { return nil }
    return Summary(
      minimum: min(least, median), median: median, p99: max(p99, median),
      jobs: part.jobs + fast.jobs + slow.jobs, passes: own.count,
      precision: MedianPrecision(own, modes: groups.count),
      modes: groups.count + (main.0 == 0 && fast.jobs > 0 ? 1 : 0),
      fast: Summary.OtherMode(fast, ofNanoseconds: time),
      slow: Summary.OtherMode(slow, ofNanoseconds: time))
  }

  /// Half way between two modes, in the logarithm.
  private static func between(_ below: ArraySlice<Double>, _ above: ArraySlice<Double>) -> Double {
    (below.last! * above.first!).squareRoot()
  }
}

extension PairSeries {
  /// What is said of a pair. Times are nanoseconds for a round trip.
  struct Summary: Sendable {
    let minimum: Double
    /// The median of the passes' medians.
    let median: Double
    let p99: Double
    /// All jobs, of every mode.
    let jobs: Int
    /// Passes in the main mode.
    let passes: Int
    let precision: MedianPrecision
    let modes: Int
    /// What was faster, and slower, than the main mode.
    let fast: OtherMode?
    let slow: OtherMode?
  }

  struct OtherMode: Sendable, Equatable {
    let median: Double
    /// Percent of the measured time.
    let timePercent: Double

    fileprivate init?(_ part: RoundTripDistribution.Part, ofNanoseconds time: Double) {
      guard let median = part.quantile(0.5), time > 0 else { return nil }
      self.median = median
      timePercent = 100 * part.nanoseconds / time
    }
  }
}

extension PairSeries.Summary {
  typealias OtherMode = PairSeries.OtherMode
}
