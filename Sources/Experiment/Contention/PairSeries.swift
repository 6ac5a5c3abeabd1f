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

  /// How well the median of the main mode is known; `nil` without passes.
  var precision: MedianPrecision? {
    mainMode.map { mode in
      MedianPrecision(passes.map(\.median).filter(mode.range.contains), modes: mode.count)
    }
  }

  /// The figures of the mode in which the pair was most of the time, and how much it was in others.
  ///
  /// - Parameter starter: only passes that this PU started; both together when `nil`. The modes are the whole pair's.
  func summary(starter: Int? = nil) -> Summary? {
    guard let mode = mainMode else { return nil }
    let own = passes.filter { starter == nil || $0.starter == starter }.map(\.median)
      .filter(mode.range.contains)
    guard let median = Quantile.median(own) else { return nil }

    var all = RoundTripDistribution()
    for (key, distribution) in distributions where starter == nil || key == starter {
      all.add(distribution)
    }
    let part = all.part(mode.range)
    let fast = all.part(0..<mode.range.lowerBound)
    let slow = all.part(mode.range.upperBound..<Double.infinity)
    let time = part.nanoseconds + fast.nanoseconds + slow.nanoseconds
    guard let least = part.least, let p99 = part.quantile(0.99) else { return nil }
    // A bin across the mode's edge may have gone to the neighbour with the one job that makes the order strict.
    return Summary(
      minimum: min(least, median), median: median, p99: max(p99, median),
      jobs: part.jobs + fast.jobs + slow.jobs, passes: own.count,
      precision: MedianPrecision(own, modes: mode.count),
      modes: mode.count + (mode.isFastest && fast.jobs > 0 ? 1 : 0),
      fast: OtherMode(fast, ofNanoseconds: time), slow: OtherMode(slow, ofNanoseconds: time))
  }

  /// Round-trip times of the mode in which most passes were, and of how many modes.
  ///
  /// A mode lasts for many passes (a guest's virtual CPUs stay where they are for tens of milliseconds and more), so it is
  /// the passes that are sorted into modes; their jobs follow. Only the main mode's passes make the median: a minimum or a
  /// median over several modes describes none of them.
  private var mainMode: (range: Range<Double>, count: Int, isFastest: Bool)? {
    let groups = Modes.groups(ofSorted: passes.map(\.median).sorted())
    // Of two modes that are equally frequent the slower one counts: the cores apart.
    guard
      let (index, main) = groups.enumerated().max(by: { ($0.1.count, $0.0) < ($1.1.count, $1.0) })
    else { return nil }
    // A job more than twice as fast as a pass of its mode was in another mode, if only for a moment.
    let lower = index == 0 ? main.first! / 2 : Self.between(groups[index - 1], main)
    let upper = index + 1 == groups.count ? Double.infinity : Self.between(main, groups[index + 1])
    return (lower..<upper, groups.count, index == 0)
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
