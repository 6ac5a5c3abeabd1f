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

    private func evidence(
      of name: String, lying: Bool
    ) throws -> (evidence: Evidence, obstacle: String?) {
      let suite = try Suite.parse(
        SourceText(
          file: "one.yaml",
          text: """
            rounds: 1
            phase: 20ms
            warmup: 2ms
            policies: [\(name)]
            victims: [chase@256KiB]
            aggressors: [write@256KiB]
            aggressor_cores: 1
            controls: false

            """), vocabulary: .current)
      let machine = try Machine(topology: Topology(), scale: .calibrated(), facts: .read())
      let shortest = try PlanBuilder.shortestWindow(of: suite)
      let calibration = try Calibrator(machine: machine, suite: suite)
        .calibrate(shortestWindow: shortest)
      let plan = try PlanBuilder(
        suite: suite, machine: machine, enforcer: calibration.enforcer,
        enforcement: calibration.enforcement
      ).plan(seed: 7)
      let pair = plan.pairs[0]
      if let obstacle = pair.unavailable { return (Evidence(held: false, detail: ""), obstacle) }
      let pool = BufferPool(machine: machine, seed: 7)
      var runner = PairRunner(
        plan: plan, machine: machine, calibration: calibration, pool: pool,
        changes: MachineChanges())
      var free = FreeTraffic(runner)
      let traffic = try free.traffic(for: pair, isCancelled: { false })
      if lying {
        runner.combination = { pair in
          try! PolicyCombination(
            pair.combination.policies.map { $0.name == name ? Lying(honest: $0) : $0 })
        }
      }
      let round = try runner.run(
        pair, soloFirst: true, freeTraffic: traffic, isCancelled: { false })
      return (round.evidence, nil)
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
