/// A maximum, which is no quantile: the largest of so many values, seen in so much time.
///
/// It grows with both, so that neither may be left out where it is shown, and two maxima compare only
/// at the same n and time.
public struct Largest: Equatable, Sendable {
  public var value: Int64
  public var count: Int
  /// How long was watched; nil where nobody said.
  public var seconds: Double?

  /// Nil without values.
  public init?(_ values: some Sequence<Int64>, seconds: Double? = nil) {
    var (largest, count): (Int64?, Int) = (nil, 0)
    for value in values {
      largest = max(largest ?? value, value)
      count += 1
    }
    guard let largest else { return nil }
    self.init(value: largest, count: count, seconds: seconds)
  }

  init(value: Int64, count: Int, seconds: Double?) {
    self.value = value
    self.count = count
    self.seconds = seconds
  }

  /// What the chance of a still larger value is below, at this confidence, if the values are
  /// independent: the rule of three, about 3/n at 95 %.
  public func exceedanceBound(confidence: Double = 0.95) -> Double {
    QuantileInterval.exceedanceBound(count: count, confidence: confidence)
  }
}
