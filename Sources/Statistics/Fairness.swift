/// How evenly a resource was shared out.
public enum Fairness {
  /// Jain's index, (Σx)² / (n·Σx²): 1 when all get the same, 1/n when one gets everything. Nil when
  /// nobody got anything.
  ///
  /// Source: Jain, Chiu, Hawe, "A quantitative measure of fairness", DEC-TR-301 (1984).
  public static func jain(_ shares: [Double]) -> Double? {
    let sum = shares.reduce(0, +)
    let squares = shares.reduce(0) { $0 + $1 * $1 }
    guard squares > 0 else { return nil }
    return sum * sum / (Double(shares.count) * squares)
  }

  /// The smallest share over the largest: 1 when all get the same, 0 when one starves. Nil when
  /// nobody got anything.
  public static func leastOverMost(_ shares: [Double]) -> Double? {
    guard let most = shares.max(), let least = shares.min(), most > 0 else { return nil }
    return least / most
  }
}
