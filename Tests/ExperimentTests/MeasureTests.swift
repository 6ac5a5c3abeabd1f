import Testing
import Workloads

@testable import Experiment

struct MeasureTests {
  private static let caches: CacheSizes = [1: 32 << 10, 2: 1 << 20]

  @Test(
    "A workload is read with its size and its job",
    arguments: [
      ("chase", "chase@L2/2", 512 << 10, nil), ("chase@16KiB", "chase@16KiB", 16 << 10, nil),
      ("chase@L1/2:256", "chase@L1/2:256", 16 << 10, 256), ("alu", "alu", 0, nil),
      ("alu:4096", "alu:4096", 0, 4096),
    ] as [(String, String, Int, Int?)])
  func asked(text: String, label: String, bytes: Int, job: Int?) throws {
    let asked = try AskedWorkload(parsing: text, caches: Self.caches)
    #expect(asked.label == label)
    #expect(asked.workingSetBytes == bytes)
    #expect(asked.jobAccesses == job)
  }

  @Test("What a label says can be asked for again", arguments: WorkloadCatalogue.all.map(\.name))
  func roundTrip(name: String) throws {
    let caches: CacheSizes = [1: 32 << 10, 2: 1 << 20, 3: 32 << 20]
    let asked = try AskedWorkload(parsing: name, caches: caches)
    let again = try AskedWorkload(parsing: asked.label, caches: caches)
    #expect(again.label == asked.label)
    #expect(again.workingSetBytes == asked.workingSetBytes)
  }

  @Test(
    "What cannot be measured is refused, with what would be right",
    arguments: [
      ("chase@", "'' is not a size"), ("@L2", "unknown workload ''"), ("chase@L2:", "from 1 to"),
      ("chase@L2:x", "from 1 to"), ("chase@L3/2", "needs the size of L3"),
      ("redd", "did you mean 'read'?"), ("alu@L1", "write alu"),
    ])
  func refused(text: String, says: String) throws {
    let error = #expect(throws: AskedWorkloadError.self) {
      try AskedWorkload(parsing: text, caches: Self.caches)
    }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }

  @Test(
    "Phases alternate so that a steady drift falls on both sides alike", arguments: [0, 1, 7, 50])
  func phases(groups: Int64) {
    let phases = AlternatingPhases(filling: groups * 40, phase: 10)
    #expect(phases.lengths.count == Int(4 * max(2, groups)))
    #expect(phases.with.isDisjoint(with: phases.without))
    #expect(phases.with.union(phases.without) == Set(phases.lengths.indices))
    #expect(phases.pairs.count == phases.lengths.count / 2)
    for pair in phases.pairs {
      #expect(abs(pair.with - pair.without) == 1)
      #expect(phases.with.contains(pair.with) && phases.without.contains(pair.without))
    }
    // With a time that only grows, what one pair gains the next loses.
    #expect(phases.pairs.reduce(0) { $0 + $1.with - $1.without } == 0)
  }
}
