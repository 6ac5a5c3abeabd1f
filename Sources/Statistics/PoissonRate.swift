/// The rate of events that come independently of each other, from how many came.
public enum PoissonRate {
  /// The highest rate under which so few events are not too unlikely: the exact one-sided upper bound (Garwood 1936).
  ///
  /// It is the λ with P(N <= count) = 1 - confidence, where N is Poisson with mean λ·seconds; that tail is
  /// Q(count + 1, λ·seconds). No event in T seconds leaves 3.0/T at 95 %, the rule of three.
  ///
  /// - Parameters:
  ///   - count: events that were seen, at least 0.
  ///   - seconds: how long was watched, more than 0.
  ///   - confidence: inside (0, 1).
  /// - Returns: events in a second.
  public static func upperBound(count: Int, seconds: Double, confidence: Double) -> Double {
    precondition(count >= 0 && seconds > 0, "a rate needs a count and a time")
    precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
    return IncompleteGamma.inverse(confidence, Double(count) + 1) / seconds
  }
}
