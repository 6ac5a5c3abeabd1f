import HardwareTopology
import Testing
import Workloads

@testable import Experiment

@Suite("The arms of a verification")
struct ArmsTests {
  private func arms(_ name: String, workingSetBytes: Int = 1 << 20) throws -> Arms {
    let workload = try #require(WorkloadCatalogue.named(name))
    return try Arms(
      workload.verification,
      of: Load(
        workload: workload, workingSetBytes: workload.workingSetBytes(asked: workingSetBytes)),
      on: paperMachine())
  }

  @Test("In every phase one arm runs, in every round each arm once")
  func phases() throws {
    for name in ["chase", "write", "false-sharing", "ping-pong"] {
      let trial = try arms(name).trial(rounds: 6, phase: 1_000_000, settle: 0)
      #expect(trial.phaseNanoseconds.count == 18)
      let timed = trial.actors.filter { $0.name.hasPrefix("timed") }
      for phase in 0..<18 {
        #expect(timed.count { $0.phases.contains(phase) } == 1, "\(name), phase \(phase)")
      }
    }
  }

  @Test("Every arm stands at each place of a round equally often")
  func places() throws {
    let trial = try arms("write").trial(rounds: 6, phase: 1_000_000, settle: 0)
    let beside = try #require(trial.actors.first { $0.name.hasPrefix("beside write") })
    let places = beside.phases.map { $0 % 3 }
    for place in 0..<3 { #expect(places.count { $0 == place } == 2) }
  }

  @Test("What is timed and what runs beside it never share a PU")
  func cpus() throws {
    for workload in WorkloadCatalogue.all where workload.unavailable == nil {
      let trial = try arms(workload.name).trial(rounds: 1, phase: 1_000_000, settle: 0)
      let timed = Set(trial.actors.filter { $0.name.hasPrefix("timed") }.flatMap(\.cpus))
      let beside = Set(trial.actors.filter { $0.name.hasPrefix("beside") }.flatMap(\.cpus))
      #expect(timed.isDisjoint(with: beside), "\(workload.name)")
    }
  }

  @Test("The subject has the working set that was asked for, its partner of the same size too")
  func workingSets() throws {
    let chase = try arms("chase", workingSetBytes: 1 << 22)
    #expect(chase.subject.timed.workingSetBytes == 1 << 22)
    #expect(chase.reference.timed.workingSetBytes == 1 << 22)
    #expect(chase.reference.timed.workload.name == "read")
  }

  @Test("Too few cores for a neighbour is a reason, not a trap")
  func fewCores() throws {
    let workload = try #require(WorkloadCatalogue.named("write"))
    let error = #expect(throws: WorkloadUnavailable.self) {
      try Arms(
        workload.verification, of: Load(workload: workload, workingSetBytes: 1 << 20),
        on: paperMachine(usable: [0]))
    }
    #expect(error?.description == "its verification needs 2 cores, 1 to use")
  }

  @Test("Every load of every verification is a workload, and no arm is its own reference")
  func catalogue() {
    for workload in WorkloadCatalogue.all {
      let verification = workload.verification
      for load in verification.loads {
        #expect(
          load.workload.map { WorkloadCatalogue.named($0) != nil } ?? true, "\(workload.name)")
      }
      #expect(verification.subject != verification.reference, "\(workload.name)")
      #expect(verification.subject != verification.control, "\(workload.name)")
      #expect(verification.atLeast > 1, "\(workload.name)")
      #expect(!verification.claim.isEmpty)
    }
  }
}
