public import Results

/// When a control has held: what must be so before any other number of a run is believed.
public enum ControlRule {
  /// Lower bound of the slowdown that false sharing must reach to count as shown.
  public static let falseSharingFactor = 2.0

  /// Whether the slowdown of a control is what it must be; `nil` without a value, and for what is no control.
  public static func holds(_ slowdown: SummaryRow) -> Bool? {
    guard let value = slowdown.value else { return nil }
    let lower = slowdown.lower ?? value
    let upper = slowdown.upper ?? value
    switch slowdown.control {
    case .negative: return slowdown.verdict == .equivalent || (lower <= 1 && upper >= 1)
    case .positive: return lower >= falseSharingFactor
    case .padded: return lower < falseSharingFactor
    case .none: return nil
    }
  }

  /// The kinds of control that failed in a run.
  public static func failures(_ summary: [SummaryRow]) -> Set<ControlKind> {
    Set(
      summary.lazy.filter { $0.metric == "slowdown_p50" && holds($0) == false }.map(\.control))
  }
}
