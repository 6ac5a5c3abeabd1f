import Glibc
import Testing

@testable import Statistics

/// A machine on paper: what a chase takes at each size, with the noise of a shared host.
struct PaperCaches {
  var levels: [(bytes: Double, nanoseconds: Double)]
  var memory = 110.0
  /// Octaves over which a level gives way to the next one.
  var smear = 0.1
  var lastSmear: Double?
  var noise = 0.02
  /// Share of passes that a neighbour on the same core doubles.
  var disturbed = 0.02
  var sizes = LatencyCurveTests.sizes

  func curve(seed: UInt64, passes: Int = 5) throws -> LatencyCurve {
    var generator = SplitMix64(seed: seed)
    return try LatencyCurve(
      sizes.map { bytes in
        LatencyCurve.Point(
          bytes: bytes,
          nanoseconds: (0..<passes).map { _ in
            let spread = exp(noise * Normal.quantile(max(1e-9, generator.nextUnit())))
            return time(Double(bytes)) * spread * (generator.nextUnit() < disturbed ? 2 : 1)
          })
      })
  }

  /// Each level's share is served at its own speed.
  private func time(_ bytes: Double) -> Double {
    var time = 0.0
    var rest = 1.0
    for (index, level) in levels.enumerated() {
      let width = index == levels.count - 1 ? lastSmear ?? smear : smear
      let octaves = log2(bytes / level.bytes) / width
      let hits = rest * min(1, max(0, 1 - octaves))
      time += hits * level.nanoseconds
      rest -= hits
    }
    return time + rest * memory
  }
}

@Suite("Caches found in a latency curve")
struct LatencyCurveTests {
  /// Three for each octave from 4 KiB to 128 MiB.
  static let sizes = (0...45).map { Int(4096 * pow(2, Double($0) / 3)) }
  static let threeLevels = PaperCaches(
    levels: [(32_768, 1.2), (1_048_576, 4.5), (8_388_608, 20)])

  /// Whether a size lies within a step's interval, or at most one point of the curve beside it.
  private func contains(_ step: LatencyCurve.Step, _ bytes: Double) -> Bool {
    Double(step.bytes.lowerBound) / 1.3 <= bytes && bytes <= Double(step.bytes.upperBound) * 1.3
  }

  @Test("Three clean steps are found where they are", arguments: Seeds.all)
  func clean(seed: UInt64) throws {
    let steps = try Self.threeLevels.curve(seed: seed).steps()
    #expect(steps.count == 3)
    for (step, level) in zip(steps, Self.threeLevels.levels) {
      #expect(contains(step, level.bytes), "\(step) for \(level)")
      #expect(step.bytes.upperBound <= 2 * step.bytes.lowerBound)
      #expect(abs(step.below.nanoseconds / level.nanoseconds - 1) < 0.1)
      #expect(step.bytes.contains(step.middleBytes))
    }
    #expect(abs(try #require(steps.last).above.nanoseconds / 110 - 1) < 0.1)
  }

  @Test(
    "A last level that its neighbours share is found, with a wider interval", arguments: Seeds.all)
  func smeared(seed: UInt64) throws {
    var caches = Self.threeLevels
    caches.levels[2].bytes = Double(6 << 20)
    caches.lastSmear = 2
    let steps = try caches.curve(seed: seed).steps()
    #expect(steps.count == 3)
    // Nine tenths at a tenth of two octaves, half after one octave.
    let last = try #require(steps.last)
    #expect(contains(last, Double(6 << 20)))
    #expect(contains(last, Double(12 << 20)))
    #expect(steps[1].bytes.upperBound <= 2 << 20)
  }

  @Test(
    "Without a third level there are two steps; with one level there is one", arguments: Seeds.all)
  func fewer(seed: UInt64) throws {
    var caches = Self.threeLevels
    caches.levels.removeLast()
    #expect(try caches.curve(seed: seed).steps().count == 2)
    caches.levels.removeLast()
    let single = try caches.curve(seed: seed).steps()
    #expect(single.count == 1)
    #expect(contains(try #require(single.first), 32 * 1024))
  }

  @Test("A curve with one level is refused", arguments: Seeds.all)
  func flat(seed: UInt64) throws {
    let caches = PaperCaches(levels: [], memory: 5)
    let curve = try caches.curve(seed: seed)
    let refusal = #expect(throws: LatencyCurve.Refusal.self) { try curve.steps() }
    guard case .onePlateau = refusal else {
      Issue.record("refused for another reason: \(String(describing: refusal))")
      return
    }
  }

  @Test(
    "A curve that ends on a slope is refused: nothing says where memory begins",
    arguments: Seeds.all)
  func rising(seed: UInt64) throws {
    var caches = Self.threeLevels
    caches.levels[2].bytes = Double(64 << 20)
    caches.lastSmear = 3
    let curve = try caches.curve(seed: seed)
    #expect(throws: LatencyCurve.Refusal.stillRising(bytes: Self.sizes.last!)) {
      try curve.steps()
    }
  }

  @Test("A tilted plateau is one: no step where latency creeps", arguments: Seeds.all)
  func tilted(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let curve = try LatencyCurve(
      Self.sizes.map { bytes in
        let creep = pow(1.12, log2(Double(bytes) / 4096))
        return LatencyCurve.Point(
          bytes: bytes,
          nanoseconds: (0..<5).map { _ in
            (bytes <= 1 << 20 ? 4 : 90) * creep * (1 + 0.03 * generator.nextUnit())
          })
      })
    let steps = try curve.steps()
    #expect(steps.count == 1)
    #expect(contains(try #require(steps.first), Double(1 << 20)))
  }

  @Test(
    "The order in which points come, and the unit of time, change nothing", arguments: Seeds.all)
  func invariant(seed: UInt64) throws {
    let curve = try Self.threeLevels.curve(seed: seed)
    let steps = try curve.steps()
    #expect(try LatencyCurve(curve.points.reversed()).steps() == steps)
    let slower = try LatencyCurve(
      curve.points.map { .init(bytes: $0.bytes, nanoseconds: $0.nanoseconds.map { $0 * 4 }) }
    ).steps()
    #expect(slower.map(\.bytes) == steps.map(\.bytes))
  }

  @Test("A pass that some sizes lack moves no step", arguments: Seeds.all)
  func unequalPasses(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let whole = try Self.threeLevels.curve(seed: seed, passes: 6)
    let steps = try LatencyCurve(
      whole.points.map {
        .init(
          bytes: $0.bytes, nanoseconds: Array($0.nanoseconds.dropLast(generator.next(below: 3))))
      }
    ).steps()
    #expect(steps.count == 3)
    for (step, level) in zip(steps, Self.threeLevels.levels) {
      #expect(contains(step, level.bytes), "\(step) for \(level)")
    }
  }

  @Test("Too few sizes or passes, and times that are none, are refused")
  func refused() throws {
    func point(_ bytes: Int, _ times: [Double]) -> LatencyCurve.Point {
      .init(bytes: bytes, nanoseconds: times)
    }
    let some = (1...7).map { point($0 << 12, [1, 1, 1]) }
    #expect(throws: LatencyCurve.Refusal.fewSizes(7)) { try LatencyCurve(some) }
    #expect(throws: LatencyCurve.Refusal.fewPasses(2)) {
      try LatencyCurve(some + [point(1 << 20, [1, 1])])
    }
    #expect(throws: LatencyCurve.Refusal.notPositive) {
      try LatencyCurve(some + [point(1 << 20, [1, 1, 0])])
    }
  }
}
