import Glibc

/// Samples drawn from a fitted tail, each fitted anew: how far the fit itself may be off, and what its
/// goodness of fit looks like when it is right.
struct TailBootstrap<Distribution: TailDistribution>: Sendable {
  let fit: Distribution
  /// The fits of the samples; those that no distribution of the family fits are missing.
  let refits: [Distribution]
  /// How often a sample of the fitted tail is at least as far from its own fit as the data are.
  let andersonDarlingPValue: Double
  /// How often the largest of such a sample stands out at least as far as that of the data.
  let prominencePValue: Double

  /// Nil where the data have no fit.
  ///
  /// - Parameter values: sorted.
  init?(ofSorted values: [Double], resamples: Int, generator: inout SplitMix64) {
    guard let fit = Distribution.fitting(sorted: values),
      let prominence = GoodnessOfFit.prominence(ofSorted: values)
    else { return nil }
    let distance = GoodnessOfFit.andersonDarling(ofSorted: values.map(fit.cdf))
    var refits: [Distribution] = []
    var (farther, moreProminent) = (0, 0)
    for _ in 0..<resamples {
      let sample = fit.sortedSample(values.count, &generator)
      guard let refit = Distribution.fitting(sorted: sample) else {
        // As far from the family as can be.
        farther += 1
        moreProminent += 1
        continue
      }
      refits.append(refit)
      if GoodnessOfFit.andersonDarling(ofSorted: sample.map(refit.cdf)) >= distance { farther += 1 }
      if (GoodnessOfFit.prominence(ofSorted: sample) ?? .infinity) >= prominence {
        moreProminent += 1
      }
    }
    self.fit = fit
    self.refits = refits
    missing = resamples - refits.count
    andersonDarlingPValue = Double(1 + farther) / Double(1 + resamples)
    prominencePValue = Double(1 + moreProminent) / Double(1 + resamples)
  }

  private let missing: Int

  /// The two tests of fit together, by Holm's method.
  var fitPValue: Double {
    MultipleTesting.holm([andersonDarlingPValue, prominencePValue]).min()!
  }

  /// The nearest-rank quantile over the samples of a number that belongs to a fit. A sample without fit had
  /// too heavy a tail for one, and counts as infinite.
  func quantile(partsPerMillion: Int, of number: (Distribution) -> Double) -> Double {
    let sorted = (refits.map(number) + Array(repeating: .infinity, count: missing)).sorted()
    return Quantile.nearestRank(ofSorted: sorted, partsPerMillion: partsPerMillion) ?? .infinity
  }

  /// The standard deviation of ξ over the samples.
  var shapeDeviation: Double {
    refits.count < 2 ? .infinity : Sample.variance(refits.map(\.shape)).squareRoot()
  }
}
