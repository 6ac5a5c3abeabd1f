/// What the analysis of a deployment says, as rows: everything that is printed or drawn of it starts here.
public struct AnalysisRows: Sendable, Equatable {
  public var paths: [PathRow]
  public var failurePoints: [FailurePointRow]
  public var violations: [ViolationRow]

  public init(paths: [PathRow], failurePoints: [FailurePointRow], violations: [ViolationRow]) {
    self.paths = paths
    self.failurePoints = failurePoints
    self.violations = violations
  }
}

extension ResultSet {
  /// The analysis of the deployment that was run; empty after other commands.
  public var analysis: AnalysisRows {
    AnalysisRows(paths: paths, failurePoints: failurePoints, violations: violations)
  }
}
