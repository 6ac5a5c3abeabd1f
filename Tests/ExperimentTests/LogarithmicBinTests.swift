import Statistics
import Testing

@testable import Experiment

@Suite("Histogram bins")
struct LogarithmicBinTests {
  @Test("Are one nanosecond wide below 32, and then 32 to each doubling")
  func examples() {
    #expect((0..<32).map { LogarithmicBin.index(of: $0) } == Array(0..<32))
    #expect(LogarithmicBin.index(of: 63) == 63)
    #expect(LogarithmicBin.index(of: 64) == 64 && LogarithmicBin.index(of: 65) == 64)
    #expect(LogarithmicBin.lowerBound(of: 64) == 64 && LogarithmicBin.lowerBound(of: 65) == 66)
    #expect(LogarithmicBin.lowerBound(of: 32 * 6) == 1024)
  }

  @Test(
    "Adjoin: the lower bound of every bin lies in it, and the nanosecond before in the one before")
  func inverse() {
    let last = LogarithmicBin.index(of: .max)
    for bin in 0...last {
      let lower = LogarithmicBin.lowerBound(of: bin)
      #expect(LogarithmicBin.index(of: lower) == bin)
      if bin > 0 { #expect(LogarithmicBin.index(of: lower - 1) == bin - 1) }
    }
  }

  @Test(
    "Hold every value between their bounds, in the order of the values", arguments: UInt64(1)...10)
  func monotone(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    // Every magnitude is as likely: a uniform value would nearly always be a large one.
    let values = (0..<2000).map { _ in
      Int64(generator.next() >> UInt64(2 + generator.next(below: 62)))
    }.sorted()
    var before = 0
    for value in values {
      let bin = LogarithmicBin.index(of: value)
      #expect(bin >= before)
      #expect(LogarithmicBin.lowerBound(of: bin) <= value)
      #expect(value < LogarithmicBin.lowerBound(of: bin + 1))
      before = bin
    }
  }
}
