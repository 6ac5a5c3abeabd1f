import Experiment
import Foundation
import HardwareTopology
import Platform
import Results
import Testing
import Workloads

/// Only what holds on any machine, however noisy: every point is there, and memory is slower than the first cache.
extension LiveMachine {
  @Suite("A sweep of this machine", .serialized)
  struct SweepTests {
    private func machine() throws -> Machine {
      try Machine(
        topology: Topology(loading: .thisMachine), scale: .calibrated(), facts: .read())
    }

    @Test("Cache sizes are measured from a whole curve, or said to be inconclusive")
    func caches() throws {
      let machine = try machine()
      let found = Sweep.measureCaches(
        on: machine, seed: 1, interruption: Interruption(), showsProgress: false)
      #expect(found.curve.count > 12)
      for row in found.curve {
        #expect(row.condition == .solo && row.passes <= 3)
        // On a busy machine no whole job may fit into a phase, which is said.
        #expect((row.nanoseconds != nil) == (row.passes > 0) && row.nanoseconds ?? 1 > 0)
        #expect((row.nanoseconds == nil) == !row.reason.isEmpty, "\(row.reason)")
      }
      // Of many jobs the median is none that was preempted; of few the one in memory only takes longer for it.
      let near = try #require(found.curve.first { $0.workingSetBytes == 16 << 10 })
      let far = try #require(found.curve.max { $0.workingSetBytes < $1.workingSetBytes })
      if let time = far.nanoseconds, near.samples > 20 {
        #expect(time > near.nanoseconds ?? .infinity)
      }
      for level in found.caches.levels {
        #expect(level.usedBytes >= 4096)
        let isSaid = level.measuredBytes != nil || !level.note.isEmpty
        #expect(isSaid, "L\(level.level) was neither measured nor said not to be")
      }
    }

    @Test("A small sweep fills every row of its plan, or says why not")
    func whole() throws {
      var request = SweepRequest.quick
      request.largestBytes = 4 << 20
      request.passes = 1
      request.chains = [1, 4]
      request.aggressor = .init(workload: "read", workingSet: .bytes(1 << 20))
      let machine = try machine()
      let parent = FileManager.default.temporaryDirectory.path + "/sweep-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: parent) }
      let writer = try ResultsWriter(
        in: parent,
        provenance: Provenance(
          machine: machine, command: "sweep", seed: 1, arguments: [], notes: []))
      let ending = try Sweep(
        request: request, machine: machine, seed: 1, interruption: Interruption(),
        showsProgress: false
      ).run(into: writer)
      #expect(ending == .complete)
      let results = try ResultSet(reading: writer.commit())
      let planned = try request.curves(on: machine) + request.parallelism(on: machine)
      for point in planned {
        let rows = results.sweep.filter {
          $0.workload == point.workload && $0.workingSetBytes == Int64(point.workingSetBytes)
            && $0.kind == point.kind
        }
        #expect(rows.count == (point.beside == nil ? 1 : 2))
        for row in rows {
          #expect((row.nanoseconds ?? 0) > 0 || !row.reason.isEmpty)
          if let rate = row.megabytesPerSecond { #expect(rate > 0) }
        }
      }
      let kinds = Set(results.sweep.map(\.kind))
      #expect(kinds.isSuperset(of: [.latency, .bandwidth, .mlp]))
      if machine.cores.count > 1 { #expect(kinds.contains(.sensitivity)) }
      #expect(!results.caches.isEmpty)
    }
  }
}
