import HardwareTopology
import Partitioning
import Platform
import Policies
import Testing
import Workloads

@testable import Experiment

/// One round of one pair under a combination, as an experiment runs it.
struct SingleRound {
  let pair: Plan.Pair
  private let runner: PairRunner

  /// - Parameter name: of the combination.
  init(under name: String) throws {
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
    pair = plan.pairs[0]
    runner = PairRunner(
      plan: plan, machine: machine, calibration: calibration,
      pool: BufferPool(machine: machine, seed: 7), changes: MachineChanges())
  }

  /// - Parameter combination: what is in force in the place of what the pair names.
  func evidence(
    _ combination: ((Plan.Pair) throws -> PolicyCombination)? = nil
  ) throws -> Evidence {
    var runner = runner
    let traffic = try FreeTraffic.unlimited(pair).flatMap {
      try runner.run($0, soloFirst: true, isCancelled: { false }).aggressorTraffic
    }
    if let combination = try combination?(pair) { runner.combination = { _ in combination } }
    return try runner.run(
      pair, soloFirst: true, freeTraffic: traffic, isCancelled: { false }
    ).evidence
  }
}
