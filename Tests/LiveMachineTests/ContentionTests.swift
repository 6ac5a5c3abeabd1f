import Foundation
import HardwareTopology
import Platform
import Results
import Testing
import Workloads

@testable import Experiment

extension LiveMachine {
  @Suite("Contention between two cores", .serialized)
  struct ContentionTests {
    /// A short run on two PUs, into a directory that is read back.
    private func run(_ interruption: Interruption = Interruption()) throws -> ResultSet {
      let pair = PUSet(cpus.prefix(2))
      let machine = try Machine(
        topology: Topology(loading: .thisMachine), asked: pair, scale: .calibrated(),
        facts: .read())
      let plan = ContentionPlan(
        cpus: machine.contenders(without: nil), budgetNanoseconds: 1_500_000_000, seed: 1)
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      defer { try? FileManager.default.removeItem(at: folder) }
      let writer = try ResultsWriter(
        in: folder.path, createsParent: true,
        provenance: Provenance(
          machine: machine, command: "contention", seed: 1, arguments: [], notes: []))
      let ending = try ContentionRun(
        plan: plan, machine: machine, interruption: interruption, showsProgress: false
      ).run(into: writer)
      if ending == .partial {
        try writer.close()
        return try ResultSet(reading: writer.directory)
      }
      return try ResultSet(reading: writer.commit())
    }

    @Test("What is measured obeys its own arithmetic", needs(2))
    func invariants() throws {
      let results = try run()
      #expect(!results.isPartial && results.cells.isEmpty)
      let rows = results.contention
      let pair = try #require(rows.first { $0.kind == .handOver && $0.cpu == nil })
      #expect(pair.samples > 0 && pair.passes > 0)
      for row in rows where row.kind == .handOver {
        let least = try #require(row.roundTripMinNanoseconds)
        let median = try #require(row.roundTripP50Nanoseconds)
        let p99 = try #require(row.roundTripP99Nanoseconds)
        #expect(0 < least && least <= median && median <= p99)
        #expect(row.oneWayP50Nanoseconds == median / 2)
        #expect((row.fastTimePercent ?? 0) + (row.slowTimePercent ?? 0) <= 100)
        #expect(!row.concurrent, "two PUs make one pair, and nobody is beside it")
        #expect((row.precision == .reached) == row.reason.isEmpty)
      }
      let sets = rows.filter { $0.kind == .contended && $0.cpu == nil }
      #expect(!sets.isEmpty)
      for set in sets {
        let parts = rows.filter {
          $0.kind == .contended && $0.cpu != nil && $0.workload == set.workload
            && $0.threads == set.threads
        }
        #expect(parts.count == Int(set.threads))
        #expect(abs(parts.compactMap(\.sharePercent).reduce(0, +) - 100) < 1e-6)
        #expect(try #require(set.accessesPerSecond) > 0)
        let jain = try #require(set.jainIndex)
        #expect(jain > 1 / Double(set.threads) - 1e-9 && jain < 1 + 1e-9)
        #expect((0...1).contains(try #require(set.leastOverMost)))
      }
      #expect(!rows.contains { $0.kind == .concurrencyCheck })
    }

    @Test(
      "Threads on different NUMA nodes share one line",
      .enabled(if: Set(cpus).isSuperset(of: [0, 1]), "needs CPUs 0 and 1"))
    func nodes() throws {
      let machine = Machine(
        planningOn: try Topology(loading: .synthetic("numa:2 core:1 pu:1")), scale: .calibrated(),
        facts: .read())
      let nodes = [0, 1].map { machine.topology.processingUnit($0)?.numaNode }
      try #require(nodes == [0, 1])
      let pool = BufferPool(machine: machine, seed: 1)
      for (thread, cpu) in [0, 1].enumerated() {
        _ = try pool.code(
          BufferPool.Thread(
            workload: WorkloadCatalogue.pingPong, workingSetBytes: 64, partition: "pair",
            thread: thread, cpus: [cpu], sharedIndex: thread, sharedThreads: 2))
      }
      #expect(pool.bufferCount == 1)
    }

    @Test("An interrupted run writes what it has and is partial", needs(2))
    func interrupted() throws {
      let interruption = Interruption()
      interruption.request()
      let results = try run(interruption)
      #expect(results.isPartial)
      #expect(results.events.contains { $0.kind == "interrupted" })
    }
  }
}
