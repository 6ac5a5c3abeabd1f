import Glibc

/// A point of the curve.
public struct WorstCasePoint: Equatable, Sendable {
  public let exceedancePerRun: Double
  public let exceedancePerHour: Double
  /// The fitted tail's own quantile: in about half of all cases the truth lies above it.
  public let estimate: Double
  public let lower: Double
  /// The one-sided 95 % upper bound: the number to quote.
  public let upper: Double
  /// Why this point is not to be used, though the curve is; nil for one that is.
  public let refusal: WorstCaseRefusal?
}

/// A tail that was fitted, with its curve and what speaks against it.
public struct WorstCaseTail: Equatable, Sendable {
  public enum Method: String, CaseIterable, Sendable {
    case blockMaxima = "block_maxima"
    case peaksOverThreshold = "peaks_over_threshold"
  }

  public let method: Method
  /// The maxima or excesses that it rests on.
  public var count = 0
  /// Runs in a block, for block maxima.
  public var blockLength: Int?
  /// What the excesses exceed, for peaks over a threshold.
  public var threshold: Double?
  /// μ of the maxima.
  public var location: Double?
  public var scale: Double?
  /// ξ by L-moments, and its one-sided upper bound at 95 %.
  public var shape: Double?
  public var shapeUpper: Double?
  /// ξ by maximum likelihood.
  public var likelihoodShape: Double?
  /// Where the fitted tail ends, for ξ < 0.
  public var endpoint: Double?
  public var fitPValue: Double?
  /// Gumbel's distribution against the GEV, for block maxima.
  public var gumbelPValue: Double?
  /// The coefficient of variation of the excesses; an exponential tail has 1.
  public var variation: Double?
  public var holdOut: HoldOutTest?
  public var refusals: [WorstCaseRefusal] = []
  /// From the largest exceedance down; empty where the tail could not be fitted.
  public var points: [WorstCasePoint] = []

  init(_ method: Method) { self.method = method }

  public var isAccepted: Bool { refusals.isEmpty && !points.isEmpty }

  /// The accepted point at an exceedance.
  public func point(at exceedance: Double) -> WorstCasePoint? {
    isAccepted ? points.first { $0.exceedancePerRun == exceedance && $0.refusal == nil } : nil
  }
}

extension WorstCaseTail {
  /// Fills in what a bootstrapped fit says, and refuses what the rules refuse.
  ///
  /// - Parameters:
  ///   - largest: of the sample, in the fit's own unit.
  ///   - reach: exceedances from here on up are of the body of the distribution: the fit says nothing of them.
  ///   - quantile: what a run exceeds with a chance, under a fit.
  mutating func describe<Distribution: TailDistribution>(
    _ bootstrap: TailBootstrap<Distribution>, likelihood: Distribution?, largest: Double,
    origin: Double, runs: Int, isDeep: Bool, reach: Double, options: WorstCaseOptions,
    quantile: (Distribution, Double) -> Double
  ) {
    let fit = bootstrap.fit
    scale = fit.scale
    shape = fit.shape
    shapeUpper = bootstrap.quantile(partsPerMillion: 950_000, of: \.shape)
    likelihoodShape = likelihood?.shape
    endpoint = fit.endpoint.isFinite ? origin + fit.endpoint : nil
    fitPValue = bootstrap.fitPValue
    if bootstrap.fitPValue < WorstCaseRules.level { refusals.append(.goodnessOfFit) }
    if shapeUpper! > WorstCaseRules.heaviestShape { refusals.append(.shapeTooHeavy) }
    // An end near the largest run is what a bounded tail has. One that no sample puts beyond that run is wrong.
    let end = bootstrap.quantile(
      partsPerMillion: WorstCaseRules.boundPartsPerMillion, of: \.endpoint)
    if end <= largest { refusals.append(.endpointTooNear) }
    let difference = likelihood.map { ($0.shape - fit.shape).magnitude } ?? .infinity
    if difference > 3 * bootstrap.shapeDeviation { refusals.append(.fitsDisagree) }
    if let step = options.conditions.clockResolution, fit.scale < 10 * step {
      refusals.append(.clockQuantised)
    }
    let tooFew: WorstCaseRefusal = method == .blockMaxima ? .tooFewMaxima : .tooFewExcesses
    points = options.exceedances.filter { $0 < reach }.sorted(by: >).map { exceedance in
      let estimate = quantile(fit, exceedance)
      func bound(_ partsPerMillion: Int) -> Double {
        bootstrap.quantile(partsPerMillion: partsPerMillion) { quantile($0, exceedance) }
      }
      var refusal: WorstCaseRefusal?
      if exceedance < WorstCaseRules.deepExceedance, !isDeep { refusal = tooFew }
      // The margin is for 1e-6 × 1000 runs, which rounds to less than 1e-3.
      if exceedance * Double(runs) < WorstCaseRules.extrapolation * (1 - 1e-9) {
        refusal = .extrapolationTooFar
      }
      return WorstCasePoint(
        exceedancePerRun: exceedance,
        exceedancePerHour: Exceedance.perHour(
          perRun: exceedance, activationsPerSecond: options.activationsPerSecond),
        estimate: estimate, lower: min(estimate, bound(WorstCaseRules.lowerPartsPerMillion)),
        upper: max(estimate, bound(WorstCaseRules.boundPartsPerMillion)), refusal: refusal)
    }
  }
}
