import Glibc
import Testing

@testable import Statistics

@Suite("Properties of descriptions of one sample, whatever the data")
struct DescriptionPropertyTests {
  @Test("Quantiles move with the data, exactly where they are values of it", arguments: Seeds.all)
  func quantiles(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let sorted = generator.rounds(1 + generator.next(below: 50)).sorted()
    let moved = sorted.map { 4 * $0 + 32 }
    for level in [1, 250_000, 500_000, 900_000, 999_999] {
      let rank = Quantile.rank(partsPerMillion: level, count: sorted.count)
      let nearest = try #require(Quantile.nearestRank(ofSorted: sorted, partsPerMillion: level))
      #expect(nearest == sorted[rank - 1])
      #expect(Quantile.nearestRank(ofSorted: moved, partsPerMillion: level) == 4 * nearest + 32)
      for method in [Quantile.type7, Quantile.type8, Quantile.harrellDavis] {
        let value = try #require(method(sorted, level))
        let shifted = try #require(method(moved, level))
        #expect(abs(shifted - (4 * value + 32)) < 1e-9 * shifted)
      }
    }
    let median = try #require(Quantile.median(sorted))
    #expect(Quantile.median(sorted.reversed()) == median)
    #expect(abs(try #require(Quantile.median(sorted.map { -$0 })) + median) < 1e-12)
  }

  @Test("What few values support, more do, and nearer levels too", arguments: Seeds.all)
  func support(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let count = generator.next(below: 20_000)
    let level = 500_000 + generator.next(below: 499_999)
    if Quantile.supports(partsPerMillion: level, count: count) {
      #expect(Quantile.supports(partsPerMillion: level, count: count + 1))
      #expect(Quantile.supports(partsPerMillion: level - 1, count: count))
      #expect(
        Quantile.supports(partsPerMillion: 1_000_000 - level, count: count), "both tails alike")
    }
    #expect(!Quantile.supports(partsPerMillion: 1_000_000, count: count))
  }

  @Test("Ranks of bounds rise with the level, and more values allow more", arguments: Seeds.all)
  func ranks(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let count = 6 + generator.next(below: 400)
    let level = 100_000 + generator.next(below: 800_000)
    let ranks = QuantileInterval.ranks(count: count, partsPerMillion: level, confidence: 0.9)
    // Mirrored about the middle.
    let mirrored = QuantileInterval.ranks(
      count: count, partsPerMillion: 1_000_000 - level, confidence: 0.9)
    #expect(mirrored.lower == ranks.upper.map { count + 1 - $0 })
    #expect(mirrored.upper == ranks.lower.map { count + 1 - $0 })
    if let coverage = ranks.coverage { #expect(coverage >= 0.9 - 1e-12) }
    let higher = QuantileInterval.ranks(
      count: count, partsPerMillion: level + 50_000, confidence: 0.9)
    if let low = ranks.lower, let high = higher.lower { #expect(low <= high) }
    let oneSided = QuantileInterval.upperRank(
      count: count, partsPerMillion: level, confidence: 0.95)
    #expect(oneSided == ranks.upper, "two-sided at 90 % is one-sided at 95 % on each side")
    let least = QuantileInterval.minimumCount(partsPerMillion: level, confidence: 0.95)
    #expect((oneSided != nil) == (count >= least))
  }

  @Test(
    "Rates: intervals are mirrored, move with the count and shrink with n", arguments: Seeds.all)
  func rates(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let count = 2 + generator.next(below: 500)
    let occurrences = generator.next(below: count)
    let rate = try #require(QuantileInterval.rate(occurrences: occurrences, count: count))
    let rest = try #require(QuantileInterval.rate(occurrences: count - occurrences, count: count))
    #expect(abs(rate.lower! - (1 - rest.upper!)) < 1e-9)
    #expect(abs(rate.upper! - (1 - rest.lower!)) < 1e-9)
    let more = try #require(QuantileInterval.rate(occurrences: occurrences + 1, count: count))
    #expect(rate.lower! <= more.lower! && rate.upper! <= more.upper!)
    let longer = try #require(
      QuantileInterval.rate(occurrences: occurrences * 4, count: count * 4))
    #expect(longer.upper! - longer.lower! < rate.upper! - rate.lower!)
    // None in n is the rule of three, one-sided.
    let none = try #require(QuantileInterval.rate(occurrences: 0, count: count, confidence: 0.9))
    #expect(abs(none.upper! - QuantileInterval.exceedanceBound(count: count)) < 1e-9)
    #expect(
      QuantileInterval.exceedanceBound(count: count + 1)
        < QuantileInterval.exceedanceBound(count: count))
  }

  @Test(
    "A Poisson rate's bound rises with what was seen and falls with the time", arguments: Seeds.all)
  func poisson(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let (count, seconds) = (generator.next(below: 100), 0.1 + 10 * generator.nextUnit())
    func bound(_ count: Int, _ seconds: Double, _ confidence: Double = 0.95) -> Double {
      PoissonRate.upperBound(count: count, seconds: seconds, confidence: confidence)
    }
    #expect(bound(count, seconds) > Double(count) / seconds)
    #expect(bound(count + 1, seconds) > bound(count, seconds))
    #expect(abs(bound(count, 2 * seconds) * 2 / bound(count, seconds) - 1) < 1e-9)
    #expect(bound(count, seconds, 0.99) > bound(count, seconds))
  }

  @Test("Outliers are the same values in any unit and order", arguments: Seeds.all)
  func outliers(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = generator.rounds(5 + generator.next(below: 40))
    let moved = values.map { 8 * $0 + 16 }
    let flags = try #require(Outliers.flags(values, beyond: 3.5))
    #expect(Outliers.flags(moved, beyond: 3.5) == flags)
    #expect(Outliers.flags(values.reversed(), beyond: 3.5) == flags.reversed())
    let strict = try #require(Outliers.flags(values, beyond: 10))
    #expect(zip(strict, flags).allSatisfy { !$0 || $1 }, "a larger limit flags no more")
    let spread = try #require(Outliers.spread(values))
    let wider = try #require(Outliers.spread(moved))
    #expect(abs(wider.median - (8 * spread.median + 16)) < 1e-9 * wider.median)
    #expect(
      abs(wider.medianAbsoluteDeviation - 8 * spread.medianAbsoluteDeviation)
        < 1e-9 * wider.median)
    let (fences, far) = (try #require(TukeyFences(values)), try #require(TukeyFences(moved)))
    #expect(fences.severeLow <= fences.mildLow && fences.mildHigh <= fences.severeHigh)
    #expect(abs(far.mildHigh - (8 * fences.mildHigh + 16)) < 1e-9 * far.mildHigh.magnitude)
  }

  @Test(
    "Change points are the same in any unit, and mirrored from the other end", arguments: Seeds.all)
  func changePoints(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var level = 0.0
    let series = (0..<60).map { index in
      if index % 20 == 0 { level = 50 * generator.nextUnit() }
      return level + generator.nextUnit()
    }
    let ends = ChangePoints.segmentEnds(series)
    #expect(ends.last == 60 && zip(ends, ends.dropFirst()).allSatisfy { $0 < $1 })
    #expect(ChangePoints.segmentEnds(series.map { 10 * $0 + 1000 }) == ends)
    let starts = [0] + ends.dropLast()
    #expect(ChangePoints.segmentEnds(series.reversed()) == starts.reversed().map { 60 - $0 })
    let few = ChangePoints.segmentEnds(series, penalty: 3 * ChangePoints.penalty(count: 60))
    #expect(few.count <= ends.count, "a dearer cut is made less often")
    #expect(ChangePoints.penalty(count: 61) > ChangePoints.penalty(count: 60))
  }

  @Test(
    "Groups of values lie apart, hold everything, and do not depend on the unit",
    arguments: Seeds.all)
  func modes(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let sorted = generator.rounds(2 + generator.next(below: 60)).sorted()
    let groups = Modes.groups(ofSorted: sorted)
    #expect(Array(groups.joined()) == sorted)
    #expect(zip(groups, groups.dropFirst()).allSatisfy { $1.first! >= 1.5 * $0.last! })
    #expect(Modes.groups(ofSorted: sorted.map { $0 * 4 }).map(\.count) == groups.map(\.count))
    #expect(Modes.groups(ofSorted: sorted, ratio: 4).count <= groups.count)
  }

  @Test(
    "Fairness does not see unit or order, and lies between one and one in n", arguments: Seeds.all)
  func fairness(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let shares = generator.rounds(2 + generator.next(below: 10))
    for index in [Fairness.jain, Fairness.leastOverMost] {
      let value = try #require(index(shares))
      #expect(abs(try #require(index(shares.map { $0 * 3 })) - value) < 1e-12)
      #expect(abs(try #require(index(shares.reversed())) - value) < 1e-12)
      #expect(try #require(index(shares.map { _ in 5 })) == 1)
      #expect(value <= 1 + 1e-12 && value > 0)
    }
    #expect(try #require(Fairness.jain(shares)) >= 1 / Double(shares.count))
  }

  @Test("Longer jobs and more interruptions leave fewer untouched", arguments: Seeds.all)
  func interference(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let (rate, length) = (1000 * generator.nextUnit(), 1e6 * generator.nextUnit())
    let share = InterferenceLimit.untouchedShare(rate: rate, jobNanoseconds: length)
    #expect((0...1).contains(share))
    #expect(share >= InterferenceLimit.untouchedShare(rate: 2 * rate, jobNanoseconds: length))
    // Twice as often is as bad as twice as long.
    #expect(
      abs(
        InterferenceLimit.untouchedShare(rate: 2 * rate, jobNanoseconds: length)
          - InterferenceLimit.untouchedShare(rate: rate, jobNanoseconds: 2 * length)) < 1e-12)
    let (short, long) = (
      InterferenceLimit.highestQuantile(rate: rate, jobNanoseconds: length) ?? 0,
      InterferenceLimit.highestQuantile(rate: rate, jobNanoseconds: 2 * length) ?? 0
    )
    #expect(short >= long)
  }

  @Test("A plateau is reached at the same amount in any unit", arguments: Seeds.all)
  func saturation(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let points = (1...8).map { amount in
      Saturation.Point(
        amount: amount,
        throughputs: (0..<5).map { _ in
          Double(min(amount, 5)) * (1 + 0.05 * generator.nextUnit())
        })
    }
    func knee(_ points: [Saturation.Point], _ tolerance: Double = 0.1) throws -> Saturation.Knee {
      let saturation = try #require(Saturation(points))
      return try #require(saturation.knee(tolerance: tolerance))
    }
    let plain = try knee(points)
    let scaled = points.map {
      Saturation.Point(amount: $0.amount, throughputs: $0.throughputs.map { $0 * 16 })
    }
    #expect(try knee(scaled) == plain && knee(points.shuffled(using: &generator)) == plain)
    #expect(plain.interval.contains(plain.amount))
    #expect(try knee(points, 0.5).amount <= plain.amount, "a wider tolerance is met no later")
  }

  @Test("Caches end at the same sizes in any unit of time and order of sizes", arguments: Seeds.all)
  func latencyCurve(seed: UInt64) throws {
    let curve = try LatencyCurveTests.threeLevels.curve(seed: seed)
    let steps = try curve.steps()
    let scaled = try LatencyCurve(
      curve.points.reversed().map {
        LatencyCurve.Point(bytes: $0.bytes, nanoseconds: $0.nanoseconds.map { $0 * 4 })
      }
    ).steps()
    #expect(scaled.map(\.bytes) == steps.map(\.bytes))
    for (slow, fast) in zip(scaled, steps) {
      #expect(slow.above.nanoseconds == 4 * fast.above.nanoseconds)
      #expect(fast.bytes.contains(fast.middleBytes))
      #expect(fast.below.nanoseconds < fast.above.nanoseconds)
    }
  }
}
