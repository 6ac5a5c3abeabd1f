import HardwareTopology
import Partitioning
import Platform
import Policies
import Testing
import Workloads

@testable import Experiment

/// A policy that says it was applied and is not.
private struct Lying: Policy {
  let honest: any Policy
  var name: String { honest.name }
  var summary: String { honest.summary }
  var limits: String { honest.limits }
  var aspect: PolicyAspect { honest.aspect }
  func probe(_ request: PolicyRequest) -> Availability { honest.probe(request) }
  func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {}
  func evidence(_ observation: PolicyObservation) -> Evidence { honest.evidence(observation) }
}

extension LiveMachine {
  @Suite("Evidence of policies", .serialized)
  struct PolicyEvidenceTests {
    /// What a policy can be told by; the rest of the arrangement is that of the test.
    private static let policies = PolicyCatalogue.all.map(\.name)

    /// What a round shows, or the first that shows what it should: one in which the others hardly ran has caused no traffic that
    /// could exceed a budget.
    private func evidence(
      of name: String, lying: Bool
    ) throws -> (evidence: Evidence, obstacle: String?) {
      let keepsWindows = try PolicyCatalogue.combination(named: name)?.takesTurns ?? false
      return try insisting {
        try single(name, lying: lying)
      } until: { evidence, obstacle in
        obstacle != nil || evidence.held != lying || !lying && keepsWindows
      }
    }

    private func single(
      _ name: String, lying: Bool
    ) throws -> (evidence: Evidence, obstacle: String?) {
      let round = try SingleRound(under: name)
      if let obstacle = round.pair.unavailable {
        return (Evidence(held: false, detail: ""), obstacle)
      }
      guard lying else { return (try round.evidence(), nil) }
      let evidence = try round.evidence { pair in
        try PolicyCombination(
          pair.combination.policies.map { $0.name == name ? Lying(honest: $0) : $0 })
      }
      return (evidence, nil)
    }

    /// The baseline promises nothing, and buffers have huge pages where they can be had without being told to.
    private static let promising = policies.filter { !["baseline", "huge-pages"].contains($0) }

    @Test("A policy whose apply does nothing is caught", arguments: promising)
    func lies(name: String) throws {
      let (evidence, obstacle) = try evidence(of: name, lying: true)
      if let obstacle { try Test.cancel("\(name) cannot be had here: \(obstacle)") }
      #expect(!evidence.held, "\(name): \(evidence.detail)")
    }

    @Test("One that does what it says is not", arguments: policies)
    func honest(name: String) throws {
      let (evidence, obstacle) = try evidence(of: name, lying: false)
      // Windows are kept as well as the machine's other work lets them; those promises are for a quiet machine.
      let combination = try #require(try PolicyCatalogue.combination(named: name))
      if let obstacle { try Test.cancel("\(name) cannot be had here: \(obstacle)") }
      if combination.takesTurns { return }
      #expect(evidence.held, "\(name): \(evidence.detail)")
    }
  }
}
