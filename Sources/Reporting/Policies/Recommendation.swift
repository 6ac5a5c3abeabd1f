import FoundationEssentials
public import Results
import Statistics
import Tradeoffs

/// Which policy the results name for each victim, or why they name none.
///
/// Over several results a policy counts only where it holds in every one of them.
public struct Recommendation: Sendable {
  private let choices: [VictimChoice]
  private let doubt: IsolationDoubt
  /// What takes the ground from under every name.
  private let failures: [String]
  private let caveats: [String]

  /// - Parameter results: with rows in `policies`; others say nothing.
  public init(_ results: [ResultSet]) {
    choices = VictimChoice.all(results.map(\.policies))
    doubt = IsolationDoubt(results)
    let checks = results.flatMap { ControlCheck.all(Findings($0)) }.filter { $0.state == .failed }
    // A channel that stayed hidden takes nothing from a slowdown that was seen, and seen to go; but what looks isolated may
    // need a policy all the same.
    let restsOnIsolation = choices.contains { $0.outcome == .noneNeeded }
    let (grave, light) = (
      checks.filter { $0.kind != .positive || restsOnIsolation },
      checks.filter { $0.kind == .positive && !restsOnIsolation }
    )
    failures = Findings.distinct(grave.map(Self.consequence))
    caveats = Findings.distinct(
      light.map(Self.consequence)
        + results.filter(\.isPartial).map { "\($0.directory) is of a run that did not end" }
        + Self.machines(results))
  }

  /// Whether every victim has a policy, or is shown to need none.
  public var isSupported: Bool {
    failures.isEmpty && !choices.isEmpty && choices.allSatisfy(isSettled)
  }

  private func isSettled(_ choice: VictimChoice) -> Bool {
    choice.isSettled && !(choice.outcome == .noneNeeded && doubt.reason(for: choice.victim) != nil)
  }

  /// A sentence for each victim and what has to be known with it, as text that ends in a newline.
  ///
  /// - Parameter width: Characters per line; 0 or less for no limit.
  public func text(width: Int) -> String {
    // What takes the ground from under the sentences is read before them.
    var lines = failures.map { "Not supported: \($0)." } + sentences
    lines += caveats.map { "Caveat: \($0)." }
    lines += PolicyTable.unavailable(choices)
    return lines.map { Words.paragraph($0, width: width) }.joined()
  }

  private var sentences: [String] {
    choices.isEmpty
      ? ["No policy is supported: these results compare none with a baseline."]
      : choices.map { PolicySentences.text($0, doubt) }
  }

  private static func consequence(_ check: ControlCheck) -> String {
    "the \(check.kind.rawValue) control failed, so \(check.consequence)"
  }

  private static func machines(_ results: [ResultSet]) -> [String] {
    let machines = Findings.distinct(
      results.map { "\($0.provenance.host), \($0.provenance.cpuModel)" })
    return machines.count > 1
      ? ["the results are of \(machines.count) machines: \(machines.joined(separator: "; "))"] : []
  }
}

extension Recommendation {
  /// Everything as one JSON object, for programs.
  public func json() -> String {
    let victims = choices.map { choice in
      Answer.Victim(
        victim: choice.victim,
        outcome: Self.word(
          isSettled(choice) || choice.outcome != .noneNeeded ? choice.outcome : .slowdownNotShown),
        sentence: PolicySentences.text(choice, doubt),
        policies: choice.standings.map(Answer.Policy.init))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let answer = Answer(
      isSupported: isSupported, failures: failures, caveats: caveats, victims: victims)
    // Numbers out of rows are finite, and strings can always be encoded.
    return String(decoding: try! encoder.encode(answer), as: UTF8.self) + "\n"
  }

  private static func word(_ outcome: VictimChoice.Outcome) -> String {
    switch outcome {
    case .best: "best"
    case .noneNeeded: "none needed"
    case .slowdownNotShown: "slowdown not shown"
    case .noneShown: "none shown"
    }
  }

  private struct Answer: Encodable {
    struct Victim: Encodable {
      let victim: String
      let outcome: String
      let sentence: String
      let policies: [Policy]
    }

    struct Number: Encodable {
      let value: Double
      let lower: Double?
      let upper: Double?

      init(_ estimate: Estimate) {
        (value, lower, upper) = (estimate.value, estimate.lower, estimate.upper)
      }
    }

    struct Policy: Encodable {
      let policy: String
      let verdict: String
      let reason: String
      let rank: Int?
      let isOnFront: Bool
      let protection: Number?
      let everybodyLostPercent: Number?

      init(_ standing: VictimChoice.Standing) {
        policy = standing.policy
        verdict = standing.verdict.rawValue
        reason = standing.reason
        rank = standing.rank
        isOnFront = standing.isOnFront
        protection = standing.protection.map(Number.init)
        everybodyLostPercent = standing.lost.map(Number.init)
      }

      enum CodingKeys: String, CodingKey {
        case policy, verdict, reason, rank, protection
        case isOnFront = "pareto_front"
        case everybodyLostPercent = "everybody_lost_pct"
      }
    }

    let isSupported: Bool
    let failures: [String]
    let caveats: [String]
    let victims: [Victim]

    enum CodingKeys: String, CodingKey {
      case failures, caveats, victims
      case isSupported = "supported"
    }
  }
}
