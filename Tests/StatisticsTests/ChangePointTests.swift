import Glibc
import Testing

@testable import Statistics

@Suite("Change points")
struct ChangePointTests {
  @Test(
    "Segments are those that ruptures' PELT finds", arguments: Golden.cases(of: "16_changepoints"))
  func golden(_ golden: Golden.Case) throws {
    let data = try golden.input["data"].numbers
    #expect(golden.input.has("penalty") && golden.input.has("min_segment"))
    #expect(try golden.input["penalty"] == .string("15*ln(n)"))
    let actual = JSON.object([
      "segment_ends": .numbers(
        ChangePoints.segmentEnds(data, shortest: try golden.input["min_segment"].integer)),
      "penalty_value": .number(ChangePoints.penalty(count: data.count)),
    ])
    expect(actual, matches: golden.expected, relative: 1e-12)
  }

  @Test("Ends rise to the number of values, and no segment is too short", arguments: Seeds.all)
  func endsAreOrdered(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let values = generator.rounds(1 + generator.next(below: 80))
    let shortest = 1 + generator.next(below: 6)
    let ends = ChangePoints.segmentEnds(values, penalty: 2, shortest: shortest)
    #expect(ends.last == values.count)
    let lengths = zip(ends, [0] + ends).map { $0 - $1 }
    #expect(lengths.count == 1 || lengths.allSatisfy { $0 >= shortest })
  }

  @Test("No other single cut, and no uncut series, costs less", arguments: Seeds.all)
  func nothingIsCheaper(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let values = generator.rounds(12 + generator.next(below: 30))
    let penalty = 1 + 5 * generator.nextUnit()
    let best = cost(values, ChangePoints.segmentEnds(values, penalty: penalty), penalty)
    #expect(best <= cost(values, [values.count], penalty) + 1e-9)
    for cut in 2...(values.count - 2) {
      #expect(best <= cost(values, [cut, values.count], penalty) + 1e-9)
    }
  }

  /// The definition, written out again.
  private func cost(_ values: [Double], _ ends: [Int], _ penalty: Double) -> Double {
    zip([0] + ends, ends).reduce(-penalty) { sum, segment in
      let part = values[segment.0..<segment.1]
      let mean = part.reduce(0, +) / Double(part.count)
      let variance = part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(part.count)
      return sum + penalty + Double(part.count) * (log(2 * .pi) + log(max(variance, 1e-12)) + 1)
    }
  }

  @Test("Backwards, the same cuts; shifted by a constant, the same cuts", arguments: Seeds.all)
  func symmetric(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let step = 10 + generator.next(below: 40)
    let values = (0..<60).map { Double($0 < step ? 100 : 130) + generator.nextUnit() }
    let ends = ChangePoints.segmentEnds(values)
    #expect(ends == [step, 60])
    #expect(ChangePoints.segmentEnds(values.reversed()) == [60 - step, 60])
    #expect(ChangePoints.segmentEnds(values.map { $0 + 1e6 }) == ends)
  }

  @Test("What cannot be cut stays whole")
  func whole() {
    #expect(ChangePoints.segmentEnds([]) == [])
    #expect(ChangePoints.segmentEnds([1]) == [1])
    #expect(ChangePoints.segmentEnds([1, 9, 1]) == [3])
    #expect(ChangePoints.segmentEnds([1, 1, .nan, 9, 9]) == [5])
    #expect(ChangePoints.segmentEnds(Array(repeating: 3, count: 50)) == [50])
  }

  @Test("A least variance keeps differences that mean nothing together")
  func leastVariance() {
    let values = (0..<40).map { $0 < 20 ? 1.0 : 1.01 }
    #expect(ChangePoints.segmentEnds(values) == [20, 40])
    #expect(ChangePoints.segmentEnds(values, leastVariance: 0.0025) == [40])
  }
}
