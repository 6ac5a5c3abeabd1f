import Glibc
import Testing

@testable import Statistics

@Suite("Golden vectors")
struct GoldenTests {
  @Test(
    "SplitMix64 gives the published stream, bit for bit",
    arguments: Golden.cases(of: "00_rng_splitmix64"))
  func generator(_ golden: Golden.Case) throws {
    let input = golden.input
    var generator = SplitMix64(seed: UInt64(try input["seed"].integer))
    let actual: JSON
    switch golden.name {
    case "seed0", "seed42":
      actual = .array(
        (0..<(try input["count"].integer)).map { _ in .string(String(generator.next())) })
    case "unit42":
      actual = .numbers((0..<(try input["count"].integer)).map { _ in generator.nextUnit() })
    case "below10":
      let bound = try input["n"].integer
      actual = .numbers(
        (0..<(try input["count"].integer)).map { _ in generator.next(below: bound) })
    case "shuffle8":
      var values = Array(0..<(try input["n"].integer))
      generator.shuffle(&values)
      actual = .numbers(values)
    default: throw UnhandledCase(name: golden.name)
    }
    expect(actual, matches: golden.expected, relative: 0)
  }

  @Test("Distributions agree with scipy", arguments: Golden.cases(of: "01_special_functions"))
  func distributions(_ golden: Golden.Case) throws {
    func column(_ key: String) throws -> [Double] { try golden.input[key].numbers }
    func scalar(_ key: String) throws -> Double { try golden.input[key].number }
    let actual: [Double]
    switch golden.name {
    case "normal_ppf": actual = try column("p").map(Normal.quantile)
    case "normal_cdf": actual = try column("x").map(Normal.cdf)
    case "normal_sf": actual = try column("x").map(Normal.survival)
    case "student_t_ppf":
      let p = try scalar("p")
      actual = try column("df").map { StudentT.quantile(p, degreesOfFreedom: $0) }
    case "student_t_cdf":
      let t = try scalar("t")
      actual = try column("df").map { StudentT.cdf(t, degreesOfFreedom: $0) }
    case "chi2_ppf":
      let p = try scalar("p")
      actual = try column("df").map { ChiSquared.quantile(p, degreesOfFreedom: $0) }
    case "chi2_sf":
      actual = zip(try column("x"), try column("df")).map {
        ChiSquared.survival($0, degreesOfFreedom: $1)
      }
    case "binom_cdf":
      let trials = zip(try column("n"), try column("p"))
      actual = zip(try column("k"), trials).map { k, trial in
        Binomial.cdf(Int(k), trials: Int(trial.0), probability: trial.1)
      }
    case "reg_inc_beta":
      let shapes = zip(try column("a"), try column("b"))
      actual = zip(try column("x"), shapes).map { x, shape in
        IncompleteBeta.regularised(x, a: shape.0, b: shape.1)
      }
    case "reg_inc_gamma_P":
      actual = zip(try column("a"), try column("x")).map(IncompleteGamma.lower)
    default: throw UnhandledCase(name: golden.name)
    }
    expect(.numbers(actual), matches: golden.expected, relative: 1e-9)
  }

  @Test("Quantiles agree with numpy and scipy", arguments: Golden.cases(of: "02_quantiles"))
  func quantiles(_ golden: Golden.Case) throws {
    let input = golden.input
    let actual: JSON
    switch golden.name {
    case "rank_traps":
      actual = .numbers(
        zip(try input["n"].integers, try input["ppm"].integers).map { count, ppm in
          Quantile.rank(partsPerMillion: ppm, count: count)
        })
    case "latency200", "tiny":
      let whole = try input["data"].integers.sorted()
      let real = whole.map(Double.init)
      let levels = try input["ppm"].object
      var tables = [
        "nearest_rank": JSON.object(
          try levels.mapValues {
            .optional(Quantile.nearestRank(ofSorted: whole, partsPerMillion: try $0.integer))
          })
      ]
      if golden.expected.has("type7") {
        tables["type7"] = .object(
          try levels.mapValues {
            .optional(Quantile.type7(ofSorted: real, partsPerMillion: try $0.integer))
          })
        tables["type8"] = .object(
          try levels.mapValues {
            .optional(Quantile.type8(ofSorted: real, partsPerMillion: try $0.integer))
          })
      }
      actual = .object(tables)
    case "harrell_davis":
      let sorted = try input["data"].numbers.sorted()
      actual = .array(
        try input["p"].numbers.map {
          .optional(Quantile.harrellDavis(ofSorted: sorted, partsPerMillion: partsPerMillion($0)))
        })
    default: throw UnhandledCase(name: golden.name)
    }
    expect(actual, matches: golden.expected, relative: 1e-9)
  }

  @Test("Quantile bounds agree with scipy", arguments: Golden.cases(of: "03_quantile_ci"))
  func quantileIntervals(_ golden: Golden.Case) throws {
    let input = golden.input
    let confidence = try input["confidence"].number
    let actual: JSON
    switch golden.name {
    case "latency200_p90":
      let sorted = try input["data"].numbers.sorted()
      let ranks = QuantileInterval.ranks(
        count: sorted.count, partsPerMillion: partsPerMillion(try input["p"].number),
        confidence: confidence)
      actual = .object([
        "lower_rank": .optional(ranks.lower), "upper_rank": .optional(ranks.upper),
        "lower": .number(sorted[try #require(ranks.lower) - 1]),
        "upper": .number(sorted[try #require(ranks.upper) - 1]),
        "coverage": .optional(ranks.coverage),
      ])
    case "min_n_for_max_as_upper_bound":
      actual = .numbers(
        try input["p"].numbers.map {
          QuantileInterval.minimumCount(
            partsPerMillion: partsPerMillion($0), confidence: confidence)
        })
    case "rule_of_three":
      actual = .numbers(
        try input["n"].integers.map {
          QuantileInterval.exceedanceBound(count: $0, confidence: confidence)
        })
    case "clopper_pearson":
      actual = .array(
        zip(try input["k"].integers, try input["n"].integers).map { k, n in
          let rate = QuantileInterval.rate(occurrences: k, count: n, confidence: confidence)
          return .array([.optional(rate?.lower), .optional(rate?.upper)])
        })
    case let name where name.hasPrefix("n"):
      let (count, level) = (try input["n"].integer, partsPerMillion(try input["p"].number))
      let ranks = QuantileInterval.ranks(
        count: count, partsPerMillion: level, confidence: confidence)
      actual = .object([
        "lower_rank": .optional(ranks.lower), "upper_rank": .optional(ranks.upper),
        "coverage": .optional(ranks.coverage),
        "one_sided_upper_rank": .optional(
          QuantileInterval.upperRank(
            count: count, partsPerMillion: level, confidence: confidence)),
      ])
    default: throw UnhandledCase(name: golden.name)
    }
    expect(actual, matches: golden.expected, relative: 1e-9)
  }

  @Test(
    "Ratios agree with scipy and hand formulas", arguments: Golden.cases(of: "04_slowdown_ratio_ci")
  )
  func ratios(_ golden: Golden.Case) throws {
    let confidence = try golden.input["confidence"].number
    func values(_ key: String) throws -> [Double] { try golden.input[key].numbers }
    func logs() throws -> [Double] {
      try #require(
        RatioInterval.logRatios(solo: try values("solo"), corun: try values("interference")))
    }
    var relative = 1e-9
    let actual: [String: JSON]
    switch golden.name {
    case "paired_log_ratio_t":
      let ratio = RatioInterval.pairedLogRatio(
        solo: try values("solo"), corun: try values("interference"), confidence: confidence)
      let logs = try logs()
      actual = [
        "slowdown": .optional(ratio?.value), "lower": .optional(ratio?.lower),
        "upper": .optional(ratio?.upper), "mean_log": .number(Sample.mean(logs)),
        "sd_log": .number(Sample.variance(logs).squareRoot()),
        "t_crit": .number(
          StudentT.critical(confidence: confidence, degreesOfFreedom: Double(logs.count - 1))),
      ]
    case "paired_hodges_lehmann":
      let ratio = RatioInterval.hodgesLehmann(
        solo: try values("solo"), corun: try values("interference"), confidence: confidence)
      actual = [
        "slowdown": .optional(ratio?.value), "lower": .optional(ratio?.lower),
        "upper": .optional(ratio?.upper), "actual_confidence": .optional(ratio?.confidence),
      ]
    case let name where name.hasPrefix("signed_rank_min_n_"):
      // All rounds one way is the most extreme outcome that so many rounds can have.
      let rounds = (1...(try golden.input["n"].integer)).map(Double.init)
      let ratio = RatioInterval.hodgesLehmann(
        solo: rounds, corun: rounds.map { 2 * $0 }, confidence: confidence)
      actual = [
        "achievable": .bool(ratio?.interval != nil),
        "min_two_sided_p": .optional(Wilcoxon(differences: rounds)?.exactPValue),
      ]
    case "paired_median_sign_ci":
      let (solo, corun) = (try values("solo"), try values("interference"))
      let ratio = RatioInterval.median(solo: solo, corun: corun, confidence: confidence)
      let ranks = QuantileInterval.ranks(
        count: solo.count, partsPerMillion: 500_000, confidence: confidence)
      actual = [
        "median_ratio": .optional(ratio?.value), "lower": .optional(ratio?.lower),
        "upper": .optional(ratio?.upper), "coverage": .optional(ratio?.confidence),
        "lower_rank": .optional(ranks.lower), "upper_rank": .optional(ranks.upper),
      ]
    case "fieller_unpaired", "fieller_undefined":
      let ratio = UnpairedRatio.fieller(
        baseline: try values("old"), candidate: try values("new"), confidence: confidence)
      actual = [
        "ratio": .optional(ratio?.value), "lower": .optional(ratio?.lower),
        "upper": .optional(ratio?.upper),
      ]
    case "welch_log_unpaired":
      let welch = try #require(
        UnpairedRatio.welchLog(
          baseline: try values("old"), candidate: try values("new"), confidence: confidence))
      actual = [
        "ratio": .number(welch.ratio.value), "lower": .optional(welch.ratio.lower),
        "upper": .optional(welch.ratio.upper), "df": .number(welch.degreesOfFreedom),
        "t": .number(welch.t), "p": .number(welch.pValue),
      ]
    case "bootstrap_percentile_median_ratio":
      let ratio = RatioInterval.bootstrapMedian(
        solo: try values("solo"), corun: try values("interference"), confidence: confidence,
        resamples: try golden.input["B"].integer, seed: UInt64(try golden.input["seed"].integer))
      actual = ["lower": .optional(ratio?.lower), "upper": .optional(ratio?.upper)]
    case "bootstrap_bca_mean_reference":
      relative = 0.01  // scipy drew from another generator; the vector asks for one percent.
      let ratio = Bootstrap.biasCorrected(
        try logs(), confidence: confidence, resamples: try golden.input["B"].integer, seed: 1,
        statistic: Sample.mean)
      let bounds = try #require(ratio).mapped(exp)
      actual = ["lower": .optional(bounds.lower), "upper": .optional(bounds.upper)]
    default: throw UnhandledCase(name: golden.name)
    }
    expect(.object(actual), matches: golden.expected, relative: relative)
  }

  @Test("Comparisons agree with scipy", arguments: Golden.cases(of: "05_compare_policies"))
  func comparisons(_ golden: Golden.Case) throws {
    func values(_ key: String) throws -> [Double] { try golden.input[key].numbers }
    let actual: JSON
    switch golden.name {
    case "mann_whitney_ties", "complete_separation", "overlap":
      let (x, y) = (try values("x"), try values("y"))
      let test = try #require(MannWhitney(x, y))
      let brunnerMunzel = BrunnerMunzel(x, y)
      var members: [String: JSON] = [
        "U_x": .number(test.u), "p_asymptotic": .number(test.asymptoticPValue),
        "A12": .number(test.a12), "cliffs_delta": .number(test.cliffsDelta),
        "hodges_lehmann_shift": .optional(HodgesLehmann.shift(x, over: y)?.value),
        "brunner_munzel_W": .optional(brunnerMunzel?.statistic),
      ]
      members["p_exact"] = test.exactPValue.map { .number($0) }
      members["brunner_munzel_p"] = (brunnerMunzel?.pValue).map { .number($0) }
      actual = .object(members)
    case "wilcoxon_signed_rank_paired":
      let logs = try #require(
        RatioInterval.logRatios(solo: try values("y"), corun: try values("x")))
      let test = try #require(Wilcoxon(differences: logs))
      actual = .object([
        "statistic": .number(test.statistic), "p_exact": .number(test.exactPValue),
        "all_positive": .bool(logs.allSatisfy { $0 > 0 }),
      ])
    case "hl_shift_ci", "hl_shift_ci_small":
      let shift = HodgesLehmann.shift(
        try values("x"), over: try values("y"),
        confidence: try golden.input["confidence"].number)
      actual = .object([
        "shift": .optional(shift?.value), "lower": .optional(shift?.lower),
        "upper": .optional(shift?.upper), "actual_confidence": .optional(shift?.confidence),
      ])
    case "tost_equivalence_5pct", "tost_equivalent":
      let test = try #require(
        Equivalence(
          try values("x"), over: try values("y"), margin: try golden.input["margin"].number,
          alpha: try golden.input["alpha"].number))
      var members: [String: JSON] = [
        "p": .number(test.pValue), "equivalent": .bool(test.isEquivalent),
        "ci90": .array([.optional(test.ratio.lower), .optional(test.ratio.upper)]),
      ]
      if golden.expected.has("p_lower") {
        members["p_lower"] = .number(test.lowerPValue)
        members["p_upper"] = .number(test.upperPValue)
      }
      actual = .object(members)
    case "holm": actual = .numbers(MultipleTesting.holm(try values("p")))
    case "benjamini_hochberg":
      actual = .numbers(MultipleTesting.benjaminiHochberg(try values("p")))
    default: throw UnhandledCase(name: golden.name)
    }
    expect(actual, matches: golden.expected, relative: 1e-9)
  }

  @Test(
    "Cliff's delta has Feng and Cliff's interval", arguments: Golden.cases(of: "06_cliffs_delta_ci")
  )
  func cliffsDelta(_ golden: Golden.Case) throws {
    let delta = try #require(
      CliffsDelta(
        try golden.input["x"].numbers, try golden.input["y"].numbers,
        confidence: try golden.input["confidence"].number))
    let actual: JSON = .object([
      "delta": .number(delta.delta.value), "variance": .optional(delta.variance),
      "lower": .optional(delta.delta.lower), "upper": .optional(delta.delta.upper),
    ])
    expect(actual, matches: golden.expected, relative: 1e-9)
  }

  @Test(
    "Omitted samples come back as HdrHistogram puts them",
    arguments: Golden.cases(of: "13_coordinated_omission"))
  func coordinatedOmission(_ golden: Golden.Case) throws {
    let interval = Int64(try golden.input["expected_interval"].integer)
    let actual: JSON
    switch golden.name {
    case "single10", "mixed":
      let values = try golden.input["values"].integers.map(Int64.init)
      actual = .numbers(CoordinatedOmission.corrected(values, expectedInterval: interval))
    case "hdr_readme":
      let runs = try golden.input["values_run_length"].array.map { try $0.integers.map(Int64.init) }
      let bins = runs.map { CoordinatedOmission.Bin(value: $0[0], count: $0[1]) }
      func values(_ bins: [CoordinatedOmission.Bin]) -> [Int64] {
        bins.flatMap { Array(repeating: $0.value, count: Int($0.count)) }
      }
      let raw = values(bins)
      let corrected = values(CoordinatedOmission.corrected(bins, expectedInterval: interval))
      func quantile(_ values: [Int64], _ level: Int) -> JSON {
        .optional(Quantile.nearestRank(ofSorted: values, partsPerMillion: level))
      }
      func mean(_ values: [Int64]) -> JSON {
        .number(Double(values.reduce(0, +)) / Double(values.count))
      }
      actual = .object([
        "count_raw": .number(Double(raw.count)),
        "count_corrected": .number(Double(corrected.count)),
        "p50_raw": quantile(raw, 500_000), "p99_raw": quantile(raw, 990_000),
        "p9999_raw": quantile(raw, 999_900), "p50_corrected": quantile(corrected, 500_000),
        "p75_corrected": quantile(corrected, 750_000),
        "p99_corrected": quantile(corrected, 990_000),
        "mean_raw": mean(raw), "mean_corrected": mean(corrected),
      ])
    default: throw UnhandledCase(name: golden.name)
    }
    expect(actual, matches: golden.expected, relative: 1e-15)
  }

  @Test("Outliers agree with numpy", arguments: Golden.cases(of: "14_outliers_and_noise"))
  func outliers(_ golden: Golden.Case) throws {
    // These two are the machine's business: PlatformTests and ExperimentTests have their numbers.
    guard !["proc_stat_steal", "tsc_gaps"].contains(golden.name) else { return }
    let values = try golden.input["data"].numbers
    let spread = try #require(Outliers.spread(values))
    let actual: JSON
    switch golden.name {
    case "latency200":
      let fences = try #require(TukeyFences(values))
      func count(_ isOut: (Double) -> Bool) -> JSON { .number(Double(values.count(where: isOut))) }
      // The file counts distances of 14.826 unscaled deviations, which are ten scaled ones.
      let flags = try #require(Outliers.flags(values, beyond: 10))
      actual = .object([
        "tukey": .object([
          "q1": .number(fences.lowerQuartile), "q3": .number(fences.upperQuartile),
          "fences": .numbers([
            fences.severeLow, fences.mildLow, fences.mildHigh, fences.severeHigh,
          ]),
          "low_severe": count { $0 < fences.severeLow },
          "low_mild": count { $0 >= fences.severeLow && $0 < fences.mildLow },
          "high_mild": count { $0 > fences.mildHigh && $0 <= fences.severeHigh },
          "high_severe": count { $0 > fences.severeHigh },
        ]),
        "modified_z": .object([
          "median": .number(spread.median), "mad": .number(spread.medianAbsoluteDeviation),
          "over_14_826": .number(Double(flags.count { $0 })),
        ]),
      ])
    case "mad_zero":
      #expect(spread.deviations(of: 9) == nil, "never divided by")
      actual = .object([
        "median": .number(spread.median), "mad": .number(spread.medianAbsoluteDeviation),
        "rule": try golden.expected["rule"],
      ])
    default: throw UnhandledCase(name: golden.name)
    }
    expect(actual, matches: golden.expected, relative: 1e-9)
  }
}

private func partsPerMillion(_ probability: Double) -> Int {
  Int((probability * 1e6).rounded())
}
