import Results

/// What a whole run says against being judged by it.
struct RunTrust {
  var obstacles: [String] = []
  var reservations: [String] = []

  init(_ runs: [ResultSet]) {
    // When a run ended may have to do with what it showed.
    if runs.contains(where: \.isPartial) {
      obstacles.append("the run did not reach its end")
    }
    let failures = runs.reduce(into: Set<ControlKind>()) {
      $0.formUnion(ControlRule.failures($1.summary))
    }
    for kind in [ControlKind.negative, .padded] where failures.contains(kind) {
      obstacles.append(
        "the \(kind.rawValue) control failed: slowdowns cannot be blamed on aggressors")
    }
    if failures.contains(.positive) {
      reservations.append("the positive control failed: a slowdown might not be seen")
    }
  }
}

/// What workloads proved of themselves in a run.
struct Exercise {
  private let notExercised: Set<String>

  init(_ results: ResultSet) {
    notExercised = Set(
      results.verification.lazy.filter { $0.verdict == .notExercised }.map(\.label))
  }

  /// Beside an aggressor that stresses nothing, not to be slowed down shows nothing.
  func reservations(_ cell: CellRow) -> [String] {
    notExercised.contains(cell.aggressor)
      ? ["\(cell.aggressor) is shown not to stress its channel here"] : []
  }
}
