/// Where more of something stops helping: the smallest amount whose throughput comes within a
/// tolerance of the plateau.
///
/// Throughputs are compared within a pass, so that what drifts from pass to pass moves none of the
/// ratios. The plateau is the amount with the highest median. An amount has reached it when its
/// throughput over the plateau's is at least 1 − tolerance; by the interval of that ratio (paired,
/// Student's t on the logarithms) it has surely reached it, or may have.
public struct Saturation: Sendable, Equatable {
  /// The smallest amount whose ratio, as estimated, is within the tolerance.
  public var amount: Int
  /// From the smallest amount that may have reached the plateau to the smallest that surely has.
  public var interval: ClosedRange<Int>
  /// The amount with the highest throughput, and that throughput.
  public var plateauAmount: Int
  public var plateau: Double
  /// Whether only the largest amount reached the plateau: then a larger one might reach further.
  public var isOpen: Bool

  /// Throughput at an amount, one value for each pass; the same passes at every amount.
  public struct Point: Sendable, Equatable {
    public var amount: Int
    public var throughputs: [Double]

    public init(amount: Int, throughputs: [Double]) {
      self.amount = amount
      self.throughputs = throughputs
    }
  }

  /// `nil` for fewer than two amounts or two passes, for passes that some amount lacks, and for
  /// throughputs that are not positive.
  public init?(_ points: [Point], tolerance: Double, confidence: Double = 0.95) {
    precondition(tolerance > 0 && tolerance < 1, "a tolerance is a share of the plateau")
    let points = points.sorted { $0.amount < $1.amount }
    let passes = points.first?.throughputs.count ?? 0
    guard points.count >= 2, passes >= 2,
      points.allSatisfy({
        $0.throughputs.count == passes && RatioInterval.haveLogarithms($0.throughputs)
      })
    else { return nil }
    let medians = points.map { Sample.median(ofSorted: $0.throughputs.sorted()) }
    // Of equal ones the smallest amount: nothing was gained after it.
    let best = medians.indices.max { (medians[$0], -$0) < (medians[$1], -$1) }!
    let floor = 1 - tolerance
    let ratios = points[...best].map { point in
      RatioInterval.pairedLogRatio(
        solo: points[best].throughputs, corun: point.throughputs, confidence: confidence)!
    }
    // The plateau itself has the ratio 1, so that each of these is found.
    func smallest(_ hasReached: (Estimate) -> Bool) -> Int {
      points[ratios.firstIndex(where: hasReached) ?? best].amount
    }
    let likely = smallest { $0.value >= floor }
    let possible = smallest { ($0.upper ?? $0.value) >= floor }
    let certain = smallest { ($0.lower ?? $0.value) >= floor }
    amount = likely
    interval = possible...certain
    plateauAmount = points[best].amount
    plateau = medians[best]
    isOpen = likely == points[points.count - 1].amount
  }
}
