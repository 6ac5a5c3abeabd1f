import HardwareTopology
import Platform
import Results
import Statistics
import Testing
import Workloads

@testable import Experiment

@Suite("Cache sizes, measured beside hwloc's")
struct EffectiveCachesTests {
  static let hwloc = [1: 32 << 10, 2: 1 << 20, 3: 32 << 20]

  private func step(_ bytes: ClosedRange<Int>) -> LatencyCurve.Step {
    LatencyCurve.Step(
      below: .init(bytes: 4096...bytes.lowerBound, nanoseconds: 1),
      above: .init(bytes: bytes.upperBound...(bytes.upperBound * 4), nanoseconds: 9),
      bytes: bytes)
  }

  private func caches(_ steps: ClosedRange<Int>..., hwloc: [Int: Int] = hwloc) -> EffectiveCaches {
    EffectiveCaches(hwloc: hwloc, steps: steps.map(step), method: "chase")
  }

  @Test("Where they agree within a power of two, hwloc's size counts, exactly")
  func agreement() {
    let caches = caches(
      (32 << 10)...(40 << 10), (700 << 10)...(2 << 20), (8 << 20)...(16 << 20))
    #expect(caches.sizes.within == Self.hwloc)
    #expect(caches.replaced.isEmpty)
    #expect(caches.remarks.isEmpty)
    #expect(caches.levels.allSatisfy { $0.measuredBytes != nil && $0.source == .hwloc })
  }

  @Test("Where all of the interval is more than a power of two away, the measured size counts")
  func disagreement() throws {
    let caches = caches((32 << 10)...(40 << 10), (1 << 20)...(2 << 20), (4 << 20)...(9 << 20))
    #expect(caches.replaced.map(\.level) == [3])
    let level = try #require(caches.replaced.first)
    #expect(level.source == .measured)
    #expect(level.usedBytes == 6 << 20)
    #expect(level.hwlocBytes == 32 << 20)
    #expect(level.usedBytes.isMultiple(of: 4096))
    // One byte less far away, and hwloc's size stays.
    #expect(caches.sizes.within[2] == 1 << 20)
    let near = self.caches((32 << 10)...(40 << 10), (1 << 20)...(2 << 20), (4 << 20)...(16 << 20))
    #expect(near.replaced.isEmpty)
  }

  @Test("A cache without a step keeps hwloc's size, and that is said to be inconclusive")
  func missing() throws {
    let caches = caches((32 << 10)...(40 << 10), (1 << 20)...(2 << 20))
    #expect(caches.sizes.within == Self.hwloc)
    #expect(caches.levels.map { $0.measuredBytes != nil } == [true, true, false])
    #expect(try #require(caches.remarks.first).hasPrefix("L3: inconclusive: "))
    #expect(caches.remarks.count == 1)
  }

  @Test("Without a step of L2, the shared cache's step is not taken for it")
  func order() {
    let caches = caches((32 << 10)...(40 << 10), (4 << 20)...(7 << 20))
    #expect(caches.levels.map { $0.measuredBytes?.lowerBound } == [32 << 10, nil, 4 << 20])
    #expect(caches.sizes.within[2] == 1 << 20)
  }

  @Test("A last level that hwloc does not report is measured")
  func unknownLevel() throws {
    let caches = caches(
      (32 << 10)...(40 << 10), (1 << 20)...(1 << 20), (4 << 20)...(4 << 20),
      hwloc: [1: 32 << 10, 2: 1 << 20])
    #expect(caches.sizes == [1: 32 << 10, 2: 1 << 20, 3: 4 << 20])
    #expect(caches.levels.last?.source == .measured)
    #expect(caches.levels.last?.hwlocBytes == nil)
  }

  @Test("Without a third level the last one stands for it; without any nothing does")
  func noThird() {
    let caches = EffectiveCaches(hwloc: [1: 32 << 10, 2: 1 << 20])
    #expect(caches.sizes == [1: 32 << 10, 2: 1 << 20, 3: 1 << 20])
    #expect(caches.replaced.map(\.source) == [.lastLevel])
    #expect(EffectiveCaches(hwloc: [:]).sizes.within.isEmpty)
    #expect(EffectiveCaches(hwloc: Self.hwloc).sizes.within == Self.hwloc)
    #expect(EffectiveCaches(hwloc: [1: 1, 2: 2, 3: 3, 4: 4]).sizes.within.count == 4)
  }

  @Test("Steps and sizes are matched in order, as many as there can be", arguments: 0..<40)
  func matching(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    func sizes(_ count: Int) -> [Int] {
      Set((0..<count).map { _ in 1 << (12 + generator.next(below: 16)) }).sorted()
    }
    let (caches, steps) = (sizes(1 + generator.next(below: 4)), sizes(generator.next(below: 6)))
    let match = StepMatch(sizes: caches, steps: steps)
    let chosen = match.stepOfSize.compactMap(\.self)
    #expect(match.stepOfSize.count == caches.count)
    #expect(chosen == chosen.sorted() && Set(chosen).count == chosen.count)
    #expect(chosen.count == min(caches.count, steps.count))
    #expect((0...steps.count).contains(match.firstBeyond))
    #expect(StepMatch(sizes: caches, steps: caches).stepOfSize == Array(caches.indices))
  }

  @Test("Rows carry what was decided and why")
  func rows() throws {
    let rows = caches((32 << 10)...(40 << 10), (1 << 20)...(2 << 20), (4 << 20)...(9 << 20)).rows
    #expect(rows.map(\.level) == [1, 2, 3])
    let last = try #require(rows.last)
    #expect(last.measuredLowBytes == 4 << 20 && last.measuredHighBytes == 9 << 20)
    #expect(last.usedBytes == 6 << 20 && last.hwlocBytes == 32 << 20)
    #expect(last.beyondBytes == 32 << 20)
    #expect(last.source == .measured && last.method == "chase" && !last.note.isEmpty)
  }

  // MARK: In a plan

  private static let relative = """
    policies: [baseline]
    victims: [chase@L3/2]
    aggressors: [write@2*L3]
    controls: false
    """

  @Test("A plan goes by the measured size and says so, in JSON and in words")
  func planned() throws {
    var machine = try paperMachine()
    machine.effectiveCaches = caches(
      (32 << 10)...(40 << 10), (1 << 20)...(2 << 20), (4 << 20)...(9 << 20))
    let plan = try plan(Self.relative, on: machine)
    let pair = try #require(plan.pairs.first)
    #expect(pair.victim.workingSetBytes == 3 << 20)
    #expect(pair.victim.label == "chase@L3/2")
    #expect(pair.aggressor.workingSetBytes == 64 << 20, "beyond the larger of the two")
    #expect(plan.caches?.map(\.level) == [3])
    #expect(PlanText.json(plan).contains("\"usedBytes\" : 6291456"))
    #expect(
      PlanText.text(plan, machine: machine).contains(
        "L3 counts as 6 MiB, not hwloc's 32 MiB (measured 4 MiB to 9 MiB): "))
  }

  @Test("Where the sizes agree, the plan is the same as with hwloc's, byte for byte")
  func samePlan() throws {
    var machine = try paperMachine()
    let before = try plan(Self.relative, on: machine)
    machine.effectiveCaches = caches(
      (32 << 10)...(40 << 10), (1 << 20)...(2 << 20), (10 << 20)...(20 << 20))
    #expect(try PlanText.json(plan(Self.relative, on: machine)) == PlanText.json(before))
    #expect(before.caches == nil)
  }

  @Test("The built-in suite can be planned on a machine without L3")
  func withoutThirdLevel() throws {
    var facts = MachineFacts()
    facts.memory.availableBytes = 16 << 30
    let machine = Machine(
      planningOn: try Topology(
        loading: .synthetic("pack:1 l2:4(size=1048576) l1d:1(size=32768) core:1 pu:1")),
      scale: try paperMachine().scale, facts: facts)
    let plan = try plan(SuiteCatalogue.standard.text, on: machine)
    #expect(plan.caches?.map(\.source) == [.lastLevel])
    #expect(plan.pairs.contains { $0.victim.label == "chase@L3/2" })
    #expect(
      PlanText.text(plan, machine: machine).contains(
        "L3 counts as 1 MiB: there is no L3 here; the size of L2 stands for it"))
  }

  @Test("Only suites with a relative working set depend on cache sizes")
  func dependence() throws {
    func depends(_ victims: String, _ aggressors: String) throws -> Bool {
      PlanBuilder.dependsOnCaches(
        try Suite.parse(
          "policies: [baseline]\nvictims: [\(victims)]\naggressors: [\(aggressors)]\n"))
    }
    #expect(try depends("chase@L2/2", "alu"))
    #expect(try depends("chase@16KiB", "write"))
    #expect(try !depends("chase@16KiB", "alu"))
    #expect(try !depends("chase@16KiB", "write@64MiB"))
  }
}
