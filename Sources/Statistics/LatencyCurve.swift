import Glibc

/// Time per access against the size of the working set, and the steps in it: where a cache ends.
///
/// Change points on the logarithm of the time, in the order of the sizes, cut the curve into
/// stretches; neighbours of about the same level are one plateau; between two plateaus lies a step.
/// What lies on a step is read as a mixture: a working set takes the lower plateau's time for what
/// it still finds in the cache and the upper one's for the rest.
public struct LatencyCurve: Sendable {
  /// One size and what every pass over the curve took there.
  public struct Point: Sendable, Equatable {
    public var bytes: Int
    /// Nanoseconds per access, one for each pass.
    public var nanoseconds: [Double]

    public init(bytes: Int, nanoseconds: [Double]) {
      self.bytes = bytes
      self.nanoseconds = nanoseconds
    }
  }

  /// A stretch of sizes that are served at about the same speed.
  public struct Plateau: Sendable, Equatable {
    public var bytes: ClosedRange<Int>
    public var nanoseconds: Double

    public init(bytes: ClosedRange<Int>, nanoseconds: Double) {
      self.bytes = bytes
      self.nanoseconds = nanoseconds
    }
  }

  /// The end of a cache.
  public struct Step: Sendable, Equatable {
    public var below: Plateau
    public var above: Plateau
    /// From the largest size of which nine tenths are found in the cache to the smallest of which
    /// half is missed; wider where passes disagree.
    public var bytes: ClosedRange<Int>

    public init(below: Plateau, above: Plateau, bytes: ClosedRange<Int>) {
      self.below = below
      self.above = above
      self.bytes = bytes
    }

    /// The size to count with: the middle of the interval, on the logarithmic axis of sizes.
    public var middleBytes: Int {
      Int((Double(bytes.lowerBound) * Double(bytes.upperBound)).squareRoot())
    }
  }

  /// Why a curve, or a step of it, says nothing about cache sizes.
  public enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    case fewSizes(Int)
    case fewPasses(Int)
    case notPositive
    case stillRising(bytes: Int)
    case onePlateau(nanoseconds: Double)

    public var description: String {
      switch self {
      case .fewSizes(let count):
        "\(count) sizes are too few for steps: \(LatencyCurve.fewestSizes) at least"
      case .fewPasses(let count):
        "every size needs \(LatencyCurve.fewestPasses) passes at least, not \(count)"
      case .notPositive: "a time is not a positive number"
      case .stillRising(let bytes):
        "the curve still rises at its largest size, \(bytes) B: where memory begins is not seen"
      case .onePlateau: "the curve has one level: no size is slower than another"
      }
    }
  }

  public static let fewestSizes = 8
  public static let fewestPasses = 3
  /// Noise that every machine has: a spread of 5 % within a plateau is no structure.
  static let leastSpread = 0.05
  /// Growth within a plateau, per doubling of the size: TLB misses and shared levels tilt it.
  static let tilt = 1.25
  /// Plateaus closer than this are one.
  static let leastRatio = 1.3
  /// Sizes that a plateau has at least: on a ramp, two can be alike by chance.
  static let fewestOnPlateau = 3

  /// In the order of the sizes.
  public let points: [Point]

  /// - Throws: `Refusal` when there are too few points to look for steps.
  public init(_ points: [Point]) throws(Refusal) {
    guard points.count >= Self.fewestSizes else { throw .fewSizes(points.count) }
    let fewest = points.map(\.nanoseconds.count).min() ?? 0
    guard fewest >= Self.fewestPasses else { throw .fewPasses(fewest) }
    guard points.allSatisfy({ $0.nanoseconds.allSatisfy { $0 > 0 && $0.isFinite } && $0.bytes > 0 })
    else { throw .notPositive }
    self.points = points.sorted { $0.bytes < $1.bytes }
  }

  /// The caches' ends, from the smallest up.
  ///
  /// - Throws: `Refusal.stillRising` when the largest sizes do not lie on a plateau, so that the last
  ///   step has no end; `Refusal.onePlateau` when there is no step.
  public func steps() throws(Refusal) -> [Step] {
    let plateaus = plateaus()
    guard let last = plateaus.last, last.upperBound == points.count else {
      throw .stillRising(bytes: points[points.count - 1].bytes)
    }
    guard plateaus.count > 1 else { throw .onePlateau(nanoseconds: level(last)) }
    return zip(plateaus, plateaus.dropFirst()).compactMap(step)
  }

  // MARK: Plateaus

  /// Stretches of points that lie on a plateau, rising in level.
  private func plateaus() -> [Range<Int>] {
    // A pass beside a pass of the same size: their spread is what tells a step from noise.
    let logarithms = points.flatMap { $0.nanoseconds.map { log($0) } }
    // A cut adds three numbers to the description: a place, a level and a spread (BIC).
    let cuts = ChangePoints.segmentEnds(
      logarithms, penalty: 3 * log(Double(logarithms.count)),
      shortest: points.map(\.nanoseconds.count).min()!,
      leastVariance: Self.leastSpread * Self.leastSpread)
    let ends = cuts.map(nearestPoint)
    var stretches: [Range<Int>] = []
    for (start, end) in zip([0] + ends, ends) where end > start {
      if let before = stretches.last,
        isFlat(from: edge(before, .last), to: edge(start..<end, .first))
      {
        stretches[stretches.count - 1] = before.lowerBound..<end
      } else {
        stretches.append(start..<end)
      }
    }
    var plateaus: [Range<Int>] = []
    for stretch in stretches where isPlateau(stretch) {
      if let before = plateaus.last, level(stretch) < level(before) * Self.leastRatio {
        plateaus[plateaus.count - 1] = before.lowerBound..<stretch.upperBound
      } else {
        plateaus.append(stretch)
      }
    }
    return plateaus
  }

  /// How many points end nearest to a number of passes: a cut may fall between two passes of a size.
  private func nearestPoint(toPasses count: Int) -> Int {
    var passes = 0
    for (index, point) in points.enumerated() {
      let next = passes + point.nanoseconds.count
      if count < next { return 2 * (count - passes) < point.nanoseconds.count ? index : index + 1 }
      passes = next
    }
    return points.count
  }

  /// A ramp is a segment too, of a wide spread.
  private func isPlateau(_ stretch: Range<Int>) -> Bool {
    guard stretch.count >= Self.fewestOnPlateau else { return false }
    let half = stretch.count / 2
    return isFlat(
      from: edge(stretch.prefix(half), .first), to: edge(stretch.suffix(half), .last))
  }

  private enum End { case first, last }

  /// The few points at an end of a stretch; a single one may be disturbed.
  private func edge(_ range: Range<Int>, _ end: End) -> Range<Int> {
    let count = min(range.count, Self.fewestOnPlateau)
    switch end {
    case .first: return range.lowerBound..<range.lowerBound + count
    case .last: return range.upperBound - count..<range.upperBound
    }
  }

  private func isFlat(from lower: Range<Int>, to upper: Range<Int>) -> Bool {
    let growth = abs(log(level(upper) / level(lower)))
    return growth <= log(Self.tilt) * max(1, centre(upper) - centre(lower))
  }

  /// The middle of a stretch on the axis of sizes, in octaves.
  private func centre(_ range: Range<Int>) -> Double {
    let ends = [range.lowerBound, range.upperBound - 1].map { log2(Double(points[$0].bytes)) }
    return (ends[0] + ends[1]) / 2
  }

  private func level(_ range: Range<Int>) -> Double {
    Sample.median(ofSorted: points[range].flatMap(\.nanoseconds).sorted())
  }

  private func plateau(_ range: Range<Int>) -> Plateau {
    Plateau(
      bytes: points[range.lowerBound].bytes...points[range.upperBound - 1].bytes,
      nanoseconds: level(range))
  }

  // MARK: Steps

  /// The step between two plateaus; `nil` when passes disagree so much that it has no place.
  private func step(from below: Range<Int>, to above: Range<Int>) -> Step? {
    let (low, high) = (level(below), level(above))
    func missed(_ index: Int, _ partsPerMillion: Int) -> Double {
      let sorted = points[index].nanoseconds.sorted()
      let time = Quantile.nearestRank(ofSorted: sorted, partsPerMillion: partsPerMillion)!
      return (time - low) / (high - low)
    }
    // From above, so that one disturbed size within a plateau moves neither end.
    var half = above.upperBound - 1
    while half > below.lowerBound, missed(half - 1, 250_000) >= 0.5 { half -= 1 }
    guard
      let nineTenths = (below.lowerBound..<half).last(where: { missed($0, 750_000) <= 0.1 })
    else { return nil }
    return Step(
      below: plateau(below), above: plateau(above),
      bytes: points[nineTenths].bytes...points[half].bytes)
  }
}
