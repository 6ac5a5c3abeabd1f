import Statistics
import Testing

@Suite("Cliff's delta")
struct EffectSizeTests {
  @Test("Samples that do not overlap have a delta of one and no interval")
  func separated() throws {
    let above = try #require(CliffsDelta([4, 5, 6], [1, 2, 3]))
    #expect(above.delta == Estimate(value: 1, interval: nil) && above.magnitude == .large)
    #expect(try #require(CliffsDelta([1, 2], [3, 4])).delta.value == -1)
  }

  @Test("Too few values leave a point, or nothing")
  func few() throws {
    let one = try #require(CliffsDelta([1], [1, 3]))
    #expect(one.delta == Estimate(value: -0.5, interval: nil) && one.variance == nil)
    #expect(CliffsDelta([], [1]) == nil && CliffsDelta([1], [.nan]) == nil)
  }

  @Test("All ties: no difference, and an interval that allows either sign")
  func ties() throws {
    let delta = try #require(CliffsDelta([2, 2, 2], [2, 2, 2])).delta
    #expect(delta.value == 0)
    #expect(try #require(delta.lower) < 0 && delta.upper! > 0)
  }

  @Test("It says what Mann and Whitney's U says, in order only", arguments: Seeds.all)
  func order(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    func values() -> [Double] {
      (0..<(4 + generator.next(below: 20))).map { _ in Double(generator.next(below: 30)) }
    }
    let (x, y) = (values(), values())
    let delta = try #require(CliffsDelta(x, y))
    let test = try #require(MannWhitney(x, y))
    #expect(abs(delta.delta.value - test.cliffsDelta) < 1e-12)
    #expect(abs(delta.a12.value - test.a12) < 1e-12)
    // Any increasing change of scale, and any order of the rounds, leaves it as it is.
    let stretched = try #require(
      CliffsDelta(
        x.reversed().map { $0 * $0 * $0 + 5 },
        y.shuffled(using: &generator).map { $0 * $0 * $0 + 5 }))
    expectNear(stretched.delta, delta.delta)
    let swapped = try #require(CliffsDelta(y, x))
    #expect(abs(swapped.delta.value + delta.delta.value) < 1e-12)
    guard let interval = delta.delta.interval, let turned = swapped.delta.interval else { return }
    #expect(abs(interval.lower + turned.upper) < 1e-9)
    #expect(-1 <= interval.lower && interval.lower <= delta.delta.value)
    #expect(delta.delta.value <= interval.upper && interval.upper <= 1)
    let wider = try #require(CliffsDelta(x, y, confidence: 0.99)?.delta.interval)
    #expect(wider.lower <= interval.lower && interval.upper <= wider.upper)
  }

  @Test("Each size has the name that custom gives it")
  func magnitudes() throws {
    // So many of ten values exceed the one hundred below them.
    func magnitude(_ above: Int) throws -> CliffsDelta.Magnitude {
      let x = (0..<100).map { $0 < above ? 2.0 : 1.0 }
      return try #require(CliffsDelta(x, Array(repeating: 1.0, count: 10))).magnitude
    }
    #expect(try magnitude(14) == .negligible && magnitude(15) == .small)
    #expect(try magnitude(33) == .medium && magnitude(47) == .medium && magnitude(48) == .large)
  }
}

private func expectNear(_ a: Estimate, _ b: Estimate) {
  #expect(abs(a.value - b.value) < 1e-9)
  #expect(abs((a.lower ?? 7) - (b.lower ?? 7)) < 1e-9)
  #expect(abs((a.upper ?? 7) - (b.upper ?? 7)) < 1e-9)
}
