/// Where more of something stops helping: the smallest amount whose throughput comes within a
/// tolerance of the plateau.
///
/// Throughputs are compared within a pass, so that what drifts from pass to pass moves none of the
/// shares. The plateau is the amount with the highest median throughput.
public struct Saturation: Sendable, Equatable {
  /// Throughput at an amount, one value for each pass; the same passes at every amount.
  public struct Point: Sendable, Equatable {
    public var amount: Int
    public var throughputs: [Double]

    public init(amount: Int, throughputs: [Double]) {
      self.amount = amount
      self.throughputs = throughputs
    }
  }

  /// The amount at which the plateau is reached.
  public struct Knee: Sendable, Equatable {
    public var amount: Int
    /// From the smallest amount that may have reached the plateau to the smallest that surely has.
    public var interval: ClosedRange<Int>
    /// Whether only the largest amount reached the plateau: then a larger one might reach further.
    public var isOpen: Bool
  }

  /// Ascending.
  public let amounts: [Int]
  /// Throughput over the plateau's: the geometric mean over passes with Student's interval.
  public let shares: [Estimate]

  /// `nil` for fewer than two amounts or two passes, for passes that some amount lacks, and for
  /// throughputs that are not positive.
  public init?(_ points: [Point], confidence: Double = 0.95) {
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
    amounts = points.map(\.amount)
    shares = points.map {
      RatioInterval.pairedLogRatio(
        solo: points[best].throughputs, corun: $0.throughputs, confidence: confidence)!
    }
  }

  /// Shares that were computed before, by ascending amount.
  public init(amounts: [Int], shares: [Estimate]) {
    precondition(amounts.count == shares.count, "every amount has a share")
    self.amounts = amounts
    self.shares = shares
  }

  /// The smallest amount whose share, as estimated, is at least 1 − tolerance; by the bounds of its
  /// interval it may have reached that, or surely has. `nil` when there is no amount.
  public func knee(tolerance: Double) -> Knee? {
    precondition(tolerance > 0 && tolerance < 1, "a tolerance is a share of the plateau")
    let floor = 1 - tolerance
    func smallest(_ hasReached: (Estimate) -> Bool) -> Int? {
      shares.firstIndex(where: hasReached).map { amounts[$0] }
    }
    guard let last = amounts.last, let amount = smallest({ $0.value >= floor }) else { return nil }
    let possible = smallest { ($0.upper ?? $0.value) >= floor } ?? amount
    let certain = smallest { ($0.lower ?? $0.value) >= floor } ?? last
    return Knee(amount: amount, interval: possible...certain, isOpen: amount == last)
  }
}
