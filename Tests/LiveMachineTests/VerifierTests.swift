import Experiment
import HardwareTopology
import Platform
import Results
import Testing
import Workloads

extension LiveMachine {
  @Suite("Verification on this machine")
  struct VerifierTests {
    private func machine() throws -> Machine {
      try Machine(
        topology: Topology(loading: .thisMachine), scale: .calibrated(), facts: .read())
    }

    @Test("A verification times all arms: its ratios are positive and inside their intervals")
    func ratios() throws {
      let machine = try machine()
      let workload = WorkloadCatalogue.chase
      // An arm may make no whole job in its 10 ms on a busy machine, which is no ratio.
      let row = try #require(
        try insisting {
          try Verifier(machine: machine, runner: TrialRunner(machine: machine, seed: 1))
            .verify(workload, workingSetBytes: 256 << 10, label: "chase@256KiB")
        } until: {
          $0?.ratio != nil
        })
      #expect(row.label == "chase@256KiB" && row.workingSetBytes == 256 << 10)
      #expect(row.rounds > 0 && row.verdict != .unavailable)
      let (low, ratio, high) = try (
        #require(row.ratioLow), #require(row.ratio), #require(row.ratioHigh)
      )
      #expect(0 < low && low <= ratio && ratio <= high)
      #expect(try #require(row.controlRatio) > 0)
    }

    @Test("A paced load makes less than an unlimited one", needs(1))
    func pace() throws {
      let machine = try machine()
      let write = try #require(WorkloadCatalogue.named("write"))
      func actor(_ name: String, _ pace: Pace, _ phases: Set<Int>) -> Trial.Actor {
        Trial.Actor(
          name, write, workingSetBytes: 64 << 10, cpus: [machine.cores[0]], phases: phases,
          measures: false, pace: pace)
      }
      let trial = Trial(
        actors: [actor("full", .unlimited, [0, 3, 4]), actor("tenth", .duty(0.1), [1, 2, 5])],
        phaseNanoseconds: Array(repeating: 20_000_000, count: 6), settleNanoseconds: 0)
      // What else runs can keep either from its phases; it does not do so again and again.
      let (full, tenth) = try insisting {
        let outcome = try TrialRunner(machine: machine, seed: 1).run(trial)
        #expect(outcome.isComplete)
        func work(_ name: String, _ phases: [Int]) -> Double {
          phases.flatMap { outcome.accesses(name, phase: $0) }.reduce(0, +)
        }
        return (full: work("full", [0, 3, 4]), tenth: work("tenth", [1, 2, 5]))
      } until: { full, tenth in
        tenth > 0 && tenth < full / 2
      }
      #expect(tenth > 0)
      #expect(tenth < full / 2)
    }
  }
}
