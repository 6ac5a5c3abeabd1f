/// How a change of the machine falls on two conditions that are compared.
///
/// A change costs a comparison nothing as long as both conditions have the same share of their
/// values on each side of it: rounds that hold both see to that. It is lost where one condition was
/// measured before and the other after, and then no number of values can tell the change from the
/// difference. Conditions are split unevenly when the shares before the change differ by more than
/// `tolerance`: a tenth of the values, which is one of ten rounds that failed.
public struct ConditionSplit: Sendable, Equatable {
  /// Of the first and of the second condition's values, the share from before the change.
  public let first: Double
  public let second: Double

  public static let tolerance = 0.1

  /// Nil where a condition has no values.
  ///
  /// - Parameters:
  ///   - change: the first place after the change: a round, or an instant.
  ///   - first: the places of the first condition's values.
  public init?<Place: Comparable>(at change: Place, first: [Place], second: [Place]) {
    guard !first.isEmpty, !second.isEmpty else { return nil }
    func before(_ places: [Place]) -> Double {
      Double(places.count { $0 < change }) / Double(places.count)
    }
    self.first = before(first)
    self.second = before(second)
  }

  public var isUneven: Bool {
    // Rounding must not make one of ten more than a tenth.
    abs(first - second) > Self.tolerance + 1e-9
  }

  /// Whether any of the changes splits the two conditions unevenly.
  public static func isUneven<Place: Comparable>(
    changes: some Sequence<Place>, first: [Place], second: [Place]
  ) -> Bool {
    changes.contains { ConditionSplit(at: $0, first: first, second: second)?.isUneven == true }
  }
}
