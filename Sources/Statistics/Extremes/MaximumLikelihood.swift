import Glibc

/// Fits by maximum likelihood, as a cross-check of those by L-moments: with a tail of the right family the
/// two agree, and where they do not neither is to be trusted.
///
/// ξ stays above −1, where the likelihood has no maximum. Source: Smith, Biometrika 72 (1985).
enum MaximumLikelihood {
  struct Fit<Distribution: TailDistribution>: Sendable {
    let distribution: Distribution
    let logLikelihood: Double
  }

  /// A GEV, searched from the fit by L-moments. Nil where that one fails.
  static func extremeValue(_ values: [Double]) -> Fit<GeneralisedExtremeValue>? {
    guard let moments = LMoments(values) else { return nil }
    let gumbel = GeneralisedExtremeValue.gumbel(moments)
    let fitted = GeneralisedExtremeValue.fitting(sorted: values.sorted()) ?? gumbel
    return best([fitted, gumbel], [0.1, 0.1, 0.1], values) { point, start in
      GeneralisedExtremeValue(
        location: start.location + point[0] * start.scale, scale: start.scale * exp(point[1]),
        shape: start.shape + point[2])
    }
  }

  /// The same with ξ = 0.
  static func gumbel(_ values: [Double]) -> Fit<GeneralisedExtremeValue>? {
    guard let moments = LMoments(values) else { return nil }
    return best([.gumbel(moments)], [0.1, 0.1], values) { point, start in
      GeneralisedExtremeValue(
        location: start.location + point[0] * start.scale, scale: start.scale * exp(point[1]),
        shape: 0)
    }
  }

  /// A GPD of excesses.
  static func pareto(_ excesses: [Double]) -> Fit<GeneralisedPareto>? {
    guard let moments = LMoments(excesses) else { return nil }
    let exponential = GeneralisedPareto.exponential(mean: moments.location)
    let fitted = GeneralisedPareto.fitting(sorted: excesses.sorted()) ?? exponential
    return best([fitted, exponential], [0.1, 0.1], excesses) { point, start in
      GeneralisedPareto(scale: start.scale * exp(point[0]), shape: start.shape + point[1])
    }
  }

  /// Parameters count from the start, in its scale: the search then knows neither unit nor origin. The first
  /// start under which every value is possible is taken: a fit by L-moments may end before the largest.
  private static func best<Distribution: TailDistribution>(
    _ starts: [Distribution], _ steps: [Double], _ values: [Double],
    _ distribution: ([Double], Distribution) -> Distribution
  ) -> Fit<Distribution>? {
    guard let start = starts.first(where: { $0.logLikelihood(values).isFinite && $0.shape > -1 })
    else { return nil }
    func negative(_ point: [Double]) -> Double {
      let candidate = distribution(point, start)
      return candidate.shape > -1 ? -candidate.logLikelihood(values) : .infinity
    }
    var found = NelderMead.minimum(
      from: steps.map { _ in 0 }, steps: steps, of: negative)
    // Once more from where it stopped: a simplex can collapse on the way.
    found = NelderMead.minimum(from: found.point, steps: steps.map { $0 / 2 }, of: negative)
    return Fit(distribution: distribution(found.point, start), logLikelihood: -found.value)
  }
}

/// Whether a GEV explains block maxima better than Gumbel's distribution, its case ξ = 0, by chance alone:
/// D = 2(ℓ_GEV − ℓ_Gumbel), chi-square with one degree of freedom.
struct GumbelTest: Equatable, Sendable {
  let d: Double
  let pValue: Double

  /// Nil where one of the two cannot be fitted.
  init?(_ maxima: [Double]) {
    guard let full = MaximumLikelihood.extremeValue(maxima),
      let gumbel = MaximumLikelihood.gumbel(maxima)
    else { return nil }
    d = max(0, 2 * (full.logLikelihood - gumbel.logLikelihood))
    pValue = ChiSquared.survival(d, degreesOfFreedom: 1)
  }
}
