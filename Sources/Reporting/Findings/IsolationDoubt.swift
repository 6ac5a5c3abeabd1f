import Results

/// What takes the ground from under "nothing slows it": a control that failed, or a workload that did not prove that it stresses
/// what it claims. A slowdown that was seen needs neither.
struct IsolationDoubt: Sendable {
  /// Why it cannot be told, by victim.
  private var reasons: [String: String] = [:]
  /// Whether a control failed, of whichever kind.
  let hasFailedControl: Bool

  /// - Parameter results: with rows in `policies`; over several, a doubt in one is a doubt.
  init(_ results: [ResultSet]) {
    var hasFailed = false
    for run in results {
      let controls = Self.failedControls(Findings(run))
      hasFailed = hasFailed || controls != nil
      let contests = Dictionary(grouping: run.policies, by: \.victim)
      for (victim, rows) in contests where reasons[victim] == nil {
        reasons[victim] = controls ?? Self.unproven([victim] + rows.map(\.aggressor), in: run)
      }
    }
    hasFailedControl = hasFailed
  }

  func reason(for victim: String) -> String? { reasons[victim] }

  /// `the positive control failed`; `nil` where none did.
  static func failedControls(_ findings: Findings) -> String? {
    let failed = ControlCheck.all(findings).filter { $0.state == .failed }
    guard !failed.isEmpty else { return nil }
    return "the \(Words.list(failed.map(\.kind.rawValue)))"
      + " \(failed.count > 1 ? "controls" : "control") failed"
  }

  /// `write@2*L3 did not exercise its channel`, of the first of these workloads that did not prove itself in the run.
  static func unproven(_ labels: [String], in results: ResultSet) -> String? {
    let labels = Set(labels)
    let doubtful = results.verification.first {
      labels.contains($0.label) && $0.verdict != .exercised
    }
    return doubtful.map { row in
      row.verdict == .notExercised
        ? "\(row.label) did not exercise its channel"
        : "\(row.label) is not shown to exercise its channel"
    }
  }
}
