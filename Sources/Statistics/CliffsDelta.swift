/// Cliff's δ = P(x > y) − P(x < y) with its interval: how far two unpaired samples are apart in order,
/// whatever their units and shapes.
///
/// The interval is the asymmetric one of Feng and Cliff, "Monte Carlo evaluation of ordinal d with
/// improved confidence interval", J. Modern Applied Statistical Methods 3 (2004): with s² the
/// unbiased variance of δ and z the normal quantile,
/// (δ − δ³ ∓ zs√((1 − δ²)² + z²s²)) / (1 − δ² + z²s²). It never leaves −1…1 and is longer towards 0.
/// Assumes independent rounds; nothing of their distributions.
public struct CliffsDelta: Equatable, Sendable {
  /// What the size of δ is called by custom (Romano et al. 2006).
  public enum Magnitude: String, CaseIterable, Sendable {
    case negligible, small, medium, large

    init(_ delta: Double) {
      self =
        switch delta.magnitude {
        case ..<0.147: .negligible
        case ..<0.33: .small
        case ..<0.474: .medium
        default: .large
        }
    }
  }

  /// No interval where a sample has fewer than two values, or where they do not overlap at all: then
  /// no variance can be seen, and the data only say that δ is large.
  public let delta: Estimate
  /// The unbiased estimate of the variance of δ; nil where a sample has fewer than two values.
  public let variance: Double?

  /// Nil when a sample is empty or a value is not finite.
  public init?(_ x: [Double], _ y: [Double], confidence: Double = 0.95) {
    guard Sample.isUsable(x), Sample.isUsable(y) else { return nil }
    let (n, m) = (Double(x.count), Double(y.count))
    let ofX = Dominance(of: x, over: y.sorted())
    let ofY = Dominance(of: y, over: x.sorted())
    let delta = ofX.sum / (n * m)
    guard x.count > 1, y.count > 1 else {
      self.delta = Estimate(value: delta, interval: nil)
      variance = nil
      return
    }
    // The rows' and columns' means are d_i = sum/m and d_j = −sum/n; a pair that is not tied has d² = 1.
    let rows = ofX.sums.reduce(0) { $0 + ($1 / m - delta) * ($1 / m - delta) }
    let columns = ofY.sums.reduce(0) { $0 + ($1 / n + delta) * ($1 / n + delta) }
    let pairs = n * m - ofX.ties - n * m * delta * delta
    let variance = (m * m * rows + n * n * columns - pairs) / (n * m * (n - 1) * (m - 1))
    self.variance = variance
    // The estimate can fall to zero and below in small samples; Cliff's least value for it cannot.
    let least = (1 - delta * delta) / (n * m - 1)
    self.delta = Estimate(
      value: delta,
      interval: Self.interval(delta, squaredError: max(variance, least), confidence: confidence))
  }

  /// The chance that a value of x exceeds one of y, ties counted half: A₁₂ = (δ + 1)/2.
  public var a12: Estimate { delta.mapped { ($0 + 1) / 2 } }

  public var magnitude: Magnitude { Magnitude(delta.value) }

  private static func interval(
    _ delta: Double, squaredError: Double, confidence: Double
  ) -> Interval? {
    guard delta.magnitude < 1 else { return nil }
    let z = Normal.quantile((1 + confidence) / 2)
    let rest = 1 - delta * delta
    let spread = z * z * squaredError
    let reach = (spread * (rest * rest + spread)).squareRoot()
    return Interval(
      lower: (delta * rest - reach) / (rest + spread),
      upper: (delta * rest + reach) / (rest + spread), confidence: confidence)
  }
}

/// For each value, how many of the others it exceeds less how many exceed it.
private struct Dominance {
  var sums: [Double] = []
  var ties = 0.0

  var sum: Double { sums.reduce(0, +) }

  init(of values: [Double], over sorted: [Double]) {
    for value in values {
      let below = sorted.partitionPoint { $0 < value }
      let upTo = sorted.partitionPoint { $0 <= value }
      sums.append(Double(below - (sorted.count - upTo)))
      ties += Double(upTo - below)
    }
  }
}

extension Array {
  /// How many elements at the start fulfil a condition that, once false, stays false.
  func partitionPoint(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
