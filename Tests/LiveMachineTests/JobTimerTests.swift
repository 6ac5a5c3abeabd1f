import Experiment
import HardwareTopology
import Platform
import Testing
import Workloads

extension LiveMachine {
  @Suite("Jobs timed in sequence", .serialized)
  struct JobTimerTests {
    @Test("As many jobs are timed as were asked for, each with what is known of its surroundings")
    func times() throws {
      let machine = try Machine(
        topology: Topology(loading: .thisMachine), scale: .calibrated(), facts: .read())
      let asked = try AskedWorkload(parsing: "chase@16KiB", caches: machine.caches)
      let timer = JobTimer(machine: machine, seed: 1) { false }
      let (times, isComplete) = try timer.time(
        Meter.Placed(asked, on: [machine.cores[0]]), beside: nil, runs: 1000)
      #expect(isComplete && times.nanoseconds.count == 1000 && times.disturbed.count == 1000)
      #expect(times.nanoseconds.allSatisfy { $0 > 0 })
      #expect(times.seconds == times.nanoseconds.reduce(0, +) / 1e9)
    }

    @Test("A measurement that is broken off says so")
    func cancelled() throws {
      let machine = try Machine(
        topology: Topology(loading: .thisMachine), scale: .calibrated(), facts: .read())
      let asked = try AskedWorkload(parsing: "chase@16KiB", caches: machine.caches)
      let timer = JobTimer(machine: machine, seed: 1) { true }
      let ending = try timer.time(
        Meter.Placed(asked, on: [machine.cores[0]]), beside: nil, runs: 1000)
      #expect(!ending.isComplete)
    }
  }
}
