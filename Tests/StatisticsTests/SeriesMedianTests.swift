import Testing

@testable import Statistics

@Suite struct SeriesMedianTests {
  /// A series whose neighbours resemble each other: each value is the mean of the last `length` draws.
  private func movingMeans(_ count: Int, over length: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    let draws = (0..<count + length).map { _ in generator.nextUnit() }
    return (0..<count).map { start in
      100 + draws[start..<start + length].reduce(0, +) / Double(length)
    }
  }

  @Test("Independent values are worth nearly their number")
  func independent() {
    let worth = (1...20).map { SeriesMedian.effectiveCount(movingMeans(400, over: 1, seed: $0)) }
    #expect(worth.allSatisfy { $0 <= 400 })
    #expect(worth.reduce(0, +) / 20 > 300)
  }

  @Test("Values that resemble their neighbours are worth fewer, the longer the fewer")
  func dependent() {
    let worth = [1, 4, 16].map { length in
      (1...20).reduce(0) {
        $0 + SeriesMedian.effectiveCount(movingMeans(400, over: length, seed: $1))
      } / 20
    }
    #expect(worth[1] < worth[0] / 2)
    #expect(worth[2] < worth[1] / 2)
    #expect(worth[2] >= 1)
  }

  @Test("A series that swings is not credited with more values than it has")
  func swinging() {
    let swing = (0..<50).map { $0.isMultiple(of: 2) ? 1.0 : 2.0 }
    #expect(SeriesMedian.effectiveCount(swing) == 50)
  }

  @Test("For independent values the interval is that of the order statistics")
  func sameAsOrderStatistics() throws {
    // Neighbours on opposite sides of the median: worth exactly their number.
    let series = (0..<40).map { Double($0.isMultiple(of: 2) ? $0 : 79 - $0) }
    let estimate = try #require(SeriesMedian.estimate(series))
    #expect(estimate == QuantileInterval.medianOverRounds(series))
  }

  @Test("Dependence widens the interval, and the interval encloses the median")
  func wider() throws {
    for seed in UInt64(1)...20 {
      let series = movingMeans(200, over: 12, seed: seed)
      let estimate = try #require(SeriesMedian.estimate(series))
      let plain = try #require(QuantileInterval.medianOverRounds(series))
      let (lower, upper) = (try #require(estimate.lower), try #require(estimate.upper))
      #expect(lower <= estimate.value && estimate.value <= upper)
      #expect(upper - lower > (plain.upper! - plain.lower!))
    }
  }

  @Test("Too few values have a median and no interval; none have nothing")
  func few() {
    #expect(SeriesMedian.estimate([3, 1, 2]) == Estimate(value: 2, interval: nil))
    #expect(SeriesMedian.estimate([]) == nil)
    #expect(SeriesMedian.estimate([1, .nan]) == nil)
    #expect(SeriesMedian.effectiveCount([5]) == 1)
    #expect(SeriesMedian.effectiveCount([5, 5, 5]) == 3)
  }
}

@Suite struct ModesTests {
  private func groups(_ values: [Double]) -> [[Double]] {
    Modes.groups(ofSorted: values).map(Array.init)
  }

  @Test("Values fall into groups where a value is half as large again as the one before")
  func split() {
    #expect(
      groups([16, 17, 105, 106, 107, 108]) == [[16, 17], [105, 106, 107, 108]])
    #expect(groups([100, 120, 140, 170]) == [[100, 120, 140, 170]])
    #expect(groups([]) == [])
  }

  @Test("One fast value is a group, one slow value is a disturbance")
  func asymmetry() {
    let body = (100..<140).map(Double.init)
    #expect(groups([16] + body) == [[16], body])
    #expect(groups(body + [4000]) == [body + [4000]])
    #expect(groups(body + [4000, 4100, 4200]) == [body, [4000, 4100, 4200]])
  }

  @Test("Every value is in one group, in order", arguments: UInt64(1)...20)
  func partition(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let values = (0..<generator.next(below: 60)).map { _ in 1 + 1000 * generator.nextUnit() }
      .sorted()
    #expect(groups(values).flatMap(\.self) == values)
    #expect(groups(values).allSatisfy { !$0.isEmpty })
  }
}

@Suite struct FairnessTests {
  @Test("Equal shares are fair, one winner is not")
  func jain() throws {
    #expect(Fairness.jain([5, 5, 5, 5]) == 1)
    #expect(Fairness.jain([8, 0, 0, 0]) == 0.25)
    #expect(Fairness.leastOverMost([2, 8, 4]) == 0.25)
    #expect(Fairness.leastOverMost([0, 8]) == 0)
    #expect(Fairness.jain([0, 0]) == nil && Fairness.leastOverMost([0, 0]) == nil)
    #expect(Fairness.jain([]) == nil && Fairness.leastOverMost([]) == nil)
  }
}
