import Testing

@testable import Statistics

@Suite("Golden vectors of extremes")
struct ExtremeValueGoldenTests {
  @Test(
    "Tests of independence agree with statsmodels and scipy",
    arguments: Golden.cases(of: "07_iid_tests"))
  func independence(_ golden: Golden.Case) throws {
    let data = try golden.input["data"].numbers
    let lags = try golden.input["ljung_box_lags"].integer
    let runs = try #require(RunsTest(data))
    let turning = try #require(TurningPointTest(data))
    let ljungBox = try #require(LjungBoxTest(data, lags: lags))
    let half = data.count / 2
    let halves = try #require(
      KolmogorovSmirnov.compare(Array(data[..<half]), Array(data[half...])))
    let level = try #require(
      StationarityTest(data, lags: try golden.input["kpss_lags"].integer))
    let actual: [String: JSON] = [
      "runs_test": .object([
        "runs": .optional(runs.runs), "n_above": .optional(runs.above),
        "n_below": .optional(runs.below), "mean": .number(runs.mean),
        "variance": .number(runs.variance), "z": .number(runs.z), "p": .number(runs.pValue),
      ]),
      "autocorrelation": .numbers(
        try #require(Autocorrelation.coefficients(data, lags: lags))),
      "ljung_box": .object(["Q": .number(ljungBox.q), "p": .number(ljungBox.pValue)]),
      "turning_point": .object([
        "turning_points": .optional(turning.turningPoints), "mean": .number(turning.mean),
        "variance": .number(turning.variance), "z": .number(turning.z),
        "p": .number(turning.pValue),
      ]),
      "ks_halves": .object([
        "D": .number(halves.distance), "p_exact": .number(halves.pValue),
      ]),
      "kpss_statistic": .number(level.statistic),
      // Pinned by TrendTests.
      "mann_kendall": try golden.expected["mann_kendall"],
    ]
    expect(.object(actual), matches: golden.expected, relative: 1e-9)
  }

  @Test(
    "Fits agree with lmoments3 and scipy",
    arguments: Golden.cases(of: "08_evt_fits").filter { $0.input.has("data") })
  func blockMaxima(_ golden: Golden.Case) throws {
    let data = try golden.input["data"].numbers
    let sorted = data.sorted()
    let moments = try #require(LMoments(data))
    let fit = try #require(GeneralisedExtremeValue.fitting(sorted: sorted))
    let gumbel = GeneralisedExtremeValue.gumbel(moments)
    let probabilities = sorted.map(fit.cdf)
    var expected = try golden.expected.object
    // An exact solution of Hosking's equation, which this one approximates to 9e-4.
    let exact = try take("lmoments3_gev", from: &expected)
    #expect(abs(fit.shape - (try exact["xi"].number)) < 9e-4)
    // Found by an optimiser there and here.
    let likelihood = try #require(MaximumLikelihood.extremeValue(data))
    expect(
      .object([
        "xi": .number(likelihood.distribution.shape),
        "mu": .number(likelihood.distribution.location),
        "sigma": .number(likelihood.distribution.scale),
        "loglik": .number(likelihood.logLikelihood),
      ]), matches: try take("gev_mle", from: &expected), relative: 1e-3)
    let gumbelLikelihood = try #require(MaximumLikelihood.gumbel(data))
    expect(
      .object([
        "mu": .number(gumbelLikelihood.distribution.location),
        "sigma": .number(gumbelLikelihood.distribution.scale),
        "loglik": .number(gumbelLikelihood.logLikelihood),
      ]), matches: try take("gumbel_mle", from: &expected), relative: 1e-3)
    let test = try #require(GumbelTest(data))
    expect(
      .object(["D": .number(test.d), "p": .number(test.pValue)]),
      matches: try take("likelihood_ratio", from: &expected), relative: 1e-3)
    let actual: [String: JSON] = [
      "l_moments": json(moments),
      "gev_lmom": .object([
        "mu": .number(fit.location), "sigma": .number(fit.scale), "xi": .number(fit.shape),
      ]),
      "gumbel_lmom": .object(["mu": .number(gumbel.location), "sigma": .number(gumbel.scale)]),
      "gof_lmom": .object([
        "ks_D": .number(KolmogorovSmirnov.distance(ofSorted: probabilities)),
        "anderson_darling_A2": .number(GoodnessOfFit.andersonDarling(ofSorted: probabilities)),
      ]),
      "quantile_exceedance": .object(
        try keyed(expected["quantile_exceedance"]) { fit.quantile(exceedance: $0) }),
      "cdf_check": .object(try keyed(expected["cdf_check"], fit.cdf)),
    ]
    expect(.object(actual), matches: .object(expected), relative: 1e-9)
  }

  @Test(
    "Fits of excesses agree with lmoments3 and scipy",
    arguments: Golden.cases(of: "08_evt_fits").filter { $0.input.has("excesses") })
  func excesses(_ golden: Golden.Case) throws {
    let data = try golden.input["excesses"].numbers
    let share = try golden.input["zeta_u"].number
    let moments = try #require(LMoments(data))
    let fit = try #require(GeneralisedPareto.fitting(sorted: data.sorted()))
    let exponential = GeneralisedPareto.exponential(mean: moments.location)
    let variation = try #require(VariationTest(data))
    var expected = try golden.expected.object
    let likelihood = try #require(MaximumLikelihood.pareto(data))
    expect(
      .object([
        "xi": .number(likelihood.distribution.shape),
        "sigma": .number(likelihood.distribution.scale),
        "loglik": .number(likelihood.logLikelihood),
      ]), matches: try take("gpd_mle", from: &expected), relative: 1e-3)
    let actual: [String: JSON] = [
      "l_moments": json(moments),
      "gpd_lmom": .object(["sigma": .number(fit.scale), "xi": .number(fit.shape)]),
      "exponential": .object(["mean": .number(exponential.scale)]),
      "cv_test": .object([
        "cv": .number(variation.variation), "lower": .number(variation.lower),
        "upper": .number(variation.upper), "verdict": .string(variation.verdict.rawValue),
      ]),
      "excess_over_threshold": .object(
        try keyed(expected["excess_over_threshold"]) { fit.quantile(exceedance: $0 / share) }),
      "excess_over_threshold_exponential": .object(
        try keyed(expected["excess_over_threshold_exponential"]) {
          exponential.quantile(exceedance: $0 / share)
        }),
    ]
    expect(.object(actual), matches: .object(expected), relative: 1e-9)
  }

  @Test(
    "The curve per run, and back, agrees with scipy", arguments: Golden.cases(of: "09_pwcet_curve"))
  func curve(_ golden: Golden.Case) throws {
    let input = golden.input
    func maxima() throws -> GeneralisedExtremeValue {
      GeneralisedExtremeValue(
        location: try input["mu"].number, scale: try input["sigma"].number,
        shape: try input["xi"].number)
    }
    let actual: JSON
    switch golden.name {
    case "gev_block100", "gumbel_block50":
      let (fit, length) = (try maxima(), try input["block"].integer)
      actual = .numbers(
        try input["per_run_exceedance"].numbers.map {
          Exceedance.quantile(perRun: $0, maxima: fit, blockLength: length)
        })
    case "gev_upper_endpoint": actual = .number(try maxima().endpoint)
    case "inverse_gev":
      let (fit, length) = (try maxima(), try input["block"].integer)
      actual = .numbers(
        try input["x"].numbers.map {
          Exceedance.perRun(above: $0, maxima: fit, blockLength: length)
        })
    case "per_hour":
      actual = .number(
        Exceedance.perHour(
          perRun: try input["per_run_exceedance"].number,
          activationsPerSecond: try input["activations_per_second"].number))
    case let name where name.hasPrefix("holdout_"):
      let test = HoldOutTest(
        exceedances: try input["exceedances"].integer, runs: try input["n"].integer,
        exceedance: try input["p"].number)
      actual = .object([
        "p_value": .number(test.pValue),
        "optimistic": .bool(test.isOptimistic(level: try input["alpha"].number)),
      ])
    default: throw UnhandledCase(name: golden.name)
    }
    expect(actual, matches: golden.expected, relative: 1e-9)
  }

  @Test(
    "Gumbel fits agree with pyextremes", arguments: Golden.cases(of: "10_pyextremes_crosscheck"))
  func pyextremes(_ golden: Golden.Case) throws {
    let maxima = try golden.input["block_maxima"].numbers
    let likelihood = try #require(MaximumLikelihood.gumbel(maxima)).distribution
    expect(
      .object(["loc": .number(likelihood.location), "scale": .number(likelihood.scale)]),
      matches: try golden.expected["gumbel_mle"], relative: 1e-3)
    let fit = GeneralisedExtremeValue.gumbel(try #require(LMoments(maxima)))
    expect(
      .object(["mu": .number(fit.location), "sigma": .number(fit.scale)]),
      matches: try golden.expected["gumbel_lmom"], relative: 1e-9)
    // Fifty maxima come within a few standard errors of the distribution that they were drawn from.
    let theory = try golden.expected["theory"]
    #expect(abs(fit.location / (try theory["mu"].number) - 1) < 0.01)
    #expect(abs(fit.scale / (try theory["sigma"].number) - 1) < 0.3)
  }

  /// Takes a member out, so that what is compared last is the rest.
  private func take(_ key: String, from members: inout [String: JSON]) throws -> JSON {
    let member = members.removeValue(forKey: key)
    return try #require(member)
  }

  private func json(_ moments: LMoments) -> JSON {
    .object([
      "b": .numbers(moments.weighted), "l1": .number(moments.location),
      "l2": .number(moments.scale), "t3": .number(moments.skewness),
      "t4": .number(moments.kurtosis),
    ])
  }

  /// What a function makes of the numbers that are the keys.
  private func keyed(_ expected: JSON?, _ function: (Double) -> Double) throws -> [String: JSON] {
    Dictionary(
      uniqueKeysWithValues: try #require(expected).object.keys.map { key in
        (key, .number(function(Double(key)!)))
      })
  }
}
