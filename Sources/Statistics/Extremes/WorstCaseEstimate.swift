/// What a series of job times says of the longest that the job may take: the longest seen, and, where the
/// series allows it, a curve of exceedances with an upper bound.
///
/// The series has to be of one job on one input under one policy, in the order of time, with nothing left out.
/// The curve is refused, with machine-readable reasons, when the series is no sample of independent runs of one
/// distribution, when its tail is not one that extreme-value theory describes, or when more is asked than so
/// many runs can carry. Source: Cucu-Grosjean et al., ECRTS 2012, for block maxima; Abella et al., TODAES 2017,
/// for peaks over a threshold; Reghenzani et al., "Probabilistic-WCET reliability", ACM Computing Surveys 52
/// (2019), for what has to be refused.
public struct WorstCaseEstimate: Equatable, Sendable {
  /// The longest run that was seen.
  public struct HighWaterMark: Equatable, Sendable {
    public let value: Double
    public let runs: Int
    public let seconds: Double?
    /// A run exceeds the value with less than this chance, at 95 % confidence (the rule of three). Like
    /// everything here it holds for runs like those that were seen.
    public let exceedanceBound: Double
  }

  public let highWaterMark: HighWaterMark?
  public let tests: [WorstCaseTest]
  /// What forbids any curve; each method has reasons of its own besides.
  public let refusals: [WorstCaseRefusal]
  /// One for each method, none where the series itself was refused.
  public let tails: [WorstCaseTail]
  /// Whether a curve describes what was seen and is no evidence for a bound: on a shared virtual machine the
  /// rare long runs are exactly those that the others cause.
  public let isDescriptive: Bool

  public init(_ times: [Double], options: WorstCaseOptions = WorstCaseOptions()) {
    precondition(
      options.conditions.disturbed.isEmpty || options.conditions.disturbed.count == times.count,
      "each run was disturbed or not")
    isDescriptive = options.conditions.isVirtualMachine
    highWaterMark = times.max().map {
      HighWaterMark(
        value: $0, runs: times.count, seconds: options.conditions.seconds,
        exceedanceBound: QuantileInterval.exceedanceBound(count: times.count))
    }
    let obstacles = WorstCaseGate.obstacles(times)
    guard obstacles.isEmpty else {
      (tests, refusals, tails) = ([], obstacles, [])
      return
    }
    tests = WorstCaseGate.tests(times)
    let rejected = Set(tests.filter(\.isRejected).map(\.refusal))
    refusals = WorstCaseRefusal.allCases.filter(rejected.contains)
    guard refusals.isEmpty else {
      tails = []
      return
    }
    let smooth = Self.smoothed(times, options)
    var peaks = PeaksOverThreshold.tail(smooth, options)
    peaks.holdOut = PeaksOverThreshold.holdOut(smooth, options)
    if peaks.holdOut?.isOptimistic(level: WorstCaseRules.level) == true {
      peaks.refusals.append(.holdOutExceeded)
    }
    tails = Self.reconciled([peaks, BlockMaxima.tail(smooth, options)])
  }

  /// The tail to quote: peaks over a threshold use more of the runs.
  public var accepted: WorstCaseTail? { tails.first(where: \.isAccepted) }

  /// The point to quote at an exceedance, and the tail it stands on: of the accepted tails the first that
  /// reaches so far.
  public func point(at exceedance: Double) -> (tail: WorstCaseTail, point: WorstCasePoint)? {
    for tail in tails {
      if let point = tail.point(at: exceedance) { return (tail, point) }
    }
    return nil
  }

  /// All reasons against a curve; empty when there is one.
  public var reasons: [WorstCaseRefusal] {
    if accepted != nil { return [] }
    let all = Set(refusals + tails.flatMap(\.refusals))
    return WorstCaseRefusal.allCases.filter(all.contains)
  }

  /// The times spread evenly over the clock's step that each was rounded to. Rounded values lie in steps, which
  /// every test of fit sees long before they matter; a step that does matter is refused (`clockQuantised`).
  private static func smoothed(_ times: [Double], _ options: WorstCaseOptions) -> [Double] {
    guard let step = options.conditions.clockResolution, step > 0 else { return times }
    var generator = SplitMix64(seed: SplitMix64.mixed(options.seed ^ 0xC10C))
    return times.map { $0 + step * (generator.nextUnit() - 0.5) }
  }

  /// Two accepted tails whose intervals lie apart at an exceedance that both answer are both refused.
  private static func reconciled(_ tails: [WorstCaseTail]) -> [WorstCaseTail] {
    guard tails.allSatisfy(\.isAccepted), tails.count == 2 else { return tails }
    let disagree = tails[0].points.contains { a in
      guard let b = tails[1].point(at: a.exceedancePerRun), a.refusal == nil else { return false }
      return a.upper < b.lower || b.upper < a.lower
    }
    guard disagree else { return tails }
    return tails.map { tail in
      var tail = tail
      tail.refusals.append(.fitsDisagree)
      return tail
    }
  }
}
