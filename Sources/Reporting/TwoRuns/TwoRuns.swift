public import Results
public import Verdicts

/// Two runs side by side, A and B, with what may be said of their difference.
///
/// Whether anything may be said is not decided here: suites go by `Comparability`, deployments by whether their applications are
/// the same. What may not be compared is shown all the same, each run with its own verdict.
public struct TwoRuns: Sendable {
  enum Outcome: Sendable {
    case suites(RunComparison)
    case deployments(DeploymentComparison)
    /// Both are shown, and why there is no verdict.
    case none(reason: String)
  }

  let a: ResultSet
  let b: ResultSet
  let comparability: Comparability
  let outcome: Outcome

  /// - Parameters:
  ///   - comparability: Of the two, A as the old one.
  ///   - unknown: What would decide and could not be read, as a clause; `nil` when everything was.
  public init(
    _ a: ResultSet, _ b: ResultSet, comparability: Comparability, unknown: String? = nil
  ) {
    self.a = a
    self.b = b
    self.comparability = comparability
    outcome = Self.outcome(a, b, comparability, unknown)
  }

  private static func outcome(
    _ a: ResultSet, _ b: ResultSet, _ comparability: Comparability, _ unknown: String?
  ) -> Outcome {
    if !a.partitions.isEmpty, !b.partitions.isEmpty {
      do {
        return .deployments(try DeploymentComparison(a, b))
      } catch {
        return .none(reason: error.reason)
      }
    }
    if let unknown { return .none(reason: unknown) }
    guard comparability.refusals.isEmpty else {
      let names = comparability.refusals.map(\.name)
      let shown = names.prefix(4) + (names.count > 4 ? ["\(names.count - 4) more"] : [])
      return .none(reason: "what decides is not the same in both: \(Words.list(Array(shown)))")
    }
    guard !a.cells.isEmpty, !b.cells.isEmpty, a.partitions.isEmpty, b.partitions.isEmpty else {
      return .none(reason: "only runs of suites and runs of deployments are judged against another")
    }
    return .suites(RunComparison(old: a, new: b, comparability: comparability))
  }
}
