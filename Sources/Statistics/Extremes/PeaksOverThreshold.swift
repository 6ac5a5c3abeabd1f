/// The curve from all runs above a high threshold.
enum PeaksOverThreshold {
  /// Of the largest fortieth of the runs (at least 500, at most 5000 and a tenth), its half and its quarter the
  /// first that the generalised Pareto distribution fits.
  ///
  /// The lowest threshold that fits has the most runs above it, and the tightest bound. Source for choosing by
  /// goodness of fit: Bader, Yan, Zhang, Annals of Applied Statistics 12 (2018).
  static func tail(_ times: [Double], _ options: WorstCaseOptions) -> WorstCaseTail {
    let order = times.indices.sorted { times[$0] < times[$1] }
    var generator = SplitMix64(seed: SplitMix64.mixed(options.seed ^ 0x90F))
    var first: WorstCaseTail?
    var count = min(
      max(times.count / 40, WorstCaseRules.leastExcessesDeep), times.count / 10,
      WorstCaseRules.mostExcesses)
    for _ in 0..<3 where first == nil || count >= WorstCaseRules.leastExcesses {
      let tail = tail(times, order, count, options, &generator)
      if !tail.refusals.contains(where: { $0 == .goodnessOfFit || $0 == .endpointTooNear }) {
        return tail
      }
      first = first ?? tail
      count /= 2
    }
    return first!
  }

  /// - Parameters:
  ///   - order: the runs from the shortest to the longest.
  ///   - count: runs above the threshold; fewer when others are as long as the threshold.
  private static func tail(
    _ times: [Double], _ order: [Int], _ count: Int, _ options: WorstCaseOptions,
    _ generator: inout SplitMix64
  ) -> WorstCaseTail {
    var tail = WorstCaseTail(.peaksOverThreshold)
    let threshold = times[order[order.count - 1 - count]]
    let above = order.suffix(count).filter { times[$0] > threshold }
    tail.threshold = threshold
    tail.count = above.count
    guard above.count >= WorstCaseRules.leastExcesses else {
      tail.refusals = [.tooFewExcesses]
      return tail
    }
    let disturbed = options.conditions.disturbed
    if !disturbed.isEmpty, above.contains(where: { disturbed[$0] }) {
      tail.refusals = [.disturbedTail]
    }
    let excesses = above.map { times[$0] - threshold }
    guard
      let bootstrap = TailBootstrap<GeneralisedPareto>(
        ofSorted: excesses, resamples: options.resamples, generator: &generator)
    else {
      tail.refusals.append(.shapeTooHeavy)
      return tail
    }
    tail.variation = VariationTest(excesses)?.variation
    let share = Double(above.count) / Double(times.count)
    tail.describe(
      bootstrap, likelihood: MaximumLikelihood.pareto(excesses)?.distribution,
      largest: excesses[excesses.count - 1], origin: threshold, runs: times.count,
      isDeep: above.count >= WorstCaseRules.leastExcessesDeep, reach: share, options: options
    ) { threshold + $0.quantile(exceedance: $1 / share) }
    return tail
  }

  /// Whether a bound from the first half of the series holds in the second: what ten of its runs may exceed.
  static func holdOut(_ times: [Double], _ options: WorstCaseOptions) -> HoldOutTest? {
    let half = times.count / 2
    let (seen, unseen) = (Array(times[..<half]), times[half...])
    var halved = options
    halved.exceedances = [10 / Double(unseen.count)]
    halved.conditions.disturbed = []
    guard let bound = tail(seen, halved).points.first?.upper else { return nil }
    return HoldOutTest(
      exceedances: unseen.count { $0 > bound }, runs: unseen.count,
      exceedance: halved.exceedances[0])
  }
}
