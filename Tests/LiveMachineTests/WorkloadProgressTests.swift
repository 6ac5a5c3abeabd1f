import Partitioning
import Platform
import Scheduling
import Testing

@testable import Workloads

extension LiveMachine {
  @Suite("Workloads under an enforcer", .serialized)
  struct WorkloadProgressTests {
    @Test(
      "Every workload gets on with its work, measured and as load",
      arguments: WorkloadCatalogue.all.map(\.name), ["timer", "cooperative"])
    func progress(name: String, enforcer: String) throws {
      let workload = try #require(WorkloadCatalogue.named(name))
      if workload.threads > cpus.count {
        try Test.cancel("\(workload.name) needs \(workload.threads) CPUs, \(cpus.count) to use")
      }
      if let reason = workload.unavailable { try Test.cancel("\(workload.name): \(reason)") }
      for duty in [ThreadPlan.Duty.measure, .load] {
        let bytes = workload.hasWorkingSet ? workload.workingSetBytes(asked: 1 << 20) : 1 << 20
        let arena = workload.memory == .none ? nil : try Arena(bytes: bytes)
        let codes = try (0..<workload.threads).map { try code(of: workload, arena, $0) }
        let run = PartitionRun(try #require(EnforcerCatalogue.named(enforcer)))
        let outcome = try run.runUntilProgress { windows in
          codes.enumerated().map { index, code in
            plan(on: [cpus[index]], windows, code, index == 0 ? duty : .load)
          }
        }
        for record in outcome.threads {
          #expect(record.steps > 0, "\(duty)")
        }
        let first = outcome.threads[0]
        #expect(first.samples.isEmpty == (duty == .load && workload.name != "timestamps"))
        #expect(
          zip(first.samples, first.samples.dropFirst()).allSatisfy { $0.endTicks < $1.endTicks })
        // The code owns nothing.
        withExtendedLifetime(arena) {}
      }
    }

    /// A search for addresses that finds none here ends the test by name.
    private func code(
      of workload: Workload, _ arena: Arena?, _ index: Int
    ) throws -> any PartitionCode {
      do {
        return try workload.code(
          at: Workload.Site(arena: arena, index: index, seed: 1, ticksPerNanosecond: 1))
      } catch let refusal as WorkloadUnavailable {
        try Test.cancel("\(workload.name): \(refusal)")
      }
    }
  }
}
