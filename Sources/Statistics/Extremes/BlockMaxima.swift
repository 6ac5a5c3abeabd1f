/// The curve from the largest run of each block.
enum BlockMaxima {
  static func tail(_ times: [Double], _ options: WorstCaseOptions) -> WorstCaseTail {
    var tail = WorstCaseTail(.blockMaxima)
    let length = options.blockLength(runs: times.count)
    // What is over at the end is no whole block.
    let blocks = (0..<times.count / length).map { block in
      (block * length..<(block + 1) * length).max { times[$0] < times[$1] }!
    }
    tail.blockLength = length
    tail.count = blocks.count
    guard blocks.count >= WorstCaseRules.leastMaxima else {
      tail.refusals = [.tooFewMaxima]
      return tail
    }
    let disturbed = options.conditions.disturbed
    if !disturbed.isEmpty, blocks.contains(where: { disturbed[$0] }) {
      tail.refusals = [.disturbedTail]
    }
    let maxima = blocks.map { times[$0] }.sorted()
    var generator = SplitMix64(seed: SplitMix64.mixed(options.seed ^ 0xB10C))
    guard
      let bootstrap = TailBootstrap<GeneralisedExtremeValue>(
        ofSorted: maxima, resamples: options.resamples, generator: &generator)
    else {
      tail.refusals.append(.shapeTooHeavy)
      return tail
    }
    tail.location = bootstrap.fit.location
    tail.gumbelPValue = GumbelTest(maxima)?.pValue
    tail.describe(
      bootstrap, likelihood: MaximumLikelihood.extremeValue(maxima)?.distribution,
      largest: maxima[maxima.count - 1], origin: 0, runs: times.count,
      isDeep: maxima.count >= WorstCaseRules.leastMaximaDeep, reach: 1 / Double(length),
      options: options
    ) { Exceedance.quantile(perRun: $1, maxima: $0, blockLength: length) }
    return tail
  }
}
