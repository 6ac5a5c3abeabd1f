import HardwareTopology
import Statistics
import Testing
import Workloads

@testable import Experiment

@Suite("What a sweep plans")
struct SweepPlanTests {
  @Test("Sizes hold every power of two and so many for each doubling", arguments: [1, 2, 3, 5])
  func sizes(pointsPerOctave: Int) {
    let sizes = SweepRequest.sizes(
      from: 4096, through: 128 << 20, pointsPerOctave: pointsPerOctave)
    #expect(sizes.count == 15 * pointsPerOctave + 1)
    #expect(sizes == sizes.sorted() && Set(sizes).count == sizes.count)
    #expect(sizes.allSatisfy { $0.isMultiple(of: 64) })
    for octave in 0...15 { #expect(sizes.contains(4096 << octave)) }
    let step = Double(1 << 20).squareRoot()
    #expect(
      zip(sizes, sizes.dropFirst()).allSatisfy { Double($1) / Double($0) <= 2.01 && step > 0 })
  }

  @Test("The largest size is four times the largest cache, what was asked, or what memory allows")
  func largest() throws {
    var request = SweepRequest()
    #expect(try request.largestBytes(on: paperMachine()) == 128 << 20)
    request.largestBytes = 256 << 20
    #expect(try request.largestBytes(on: paperMachine()) == 256 << 20)
    let poor = try request.largestBytes(on: paperMachine(memoryBytes: 512 << 20))
    #expect(poor < 64 << 20 && poor > 4096)
  }

  @Test("All buffers of a sweep fit into half of the memory", arguments: [256, 1024, 16384])
  func memory(mebibytes: UInt64) throws {
    let machine = try paperMachine(memoryBytes: mebibytes << 20)
    let timed = try SweepRequest().curves(on: machine)
    // The chase's buffers are its own, those of streams of one size are shared.
    let chase = timed.filter { $0.workload == "chase" }.reduce(0) { $0 + $1.workingSetBytes }
    let streams = Set(timed.filter { $0.workload != "chase" }.map(\.workingSetBytes)).reduce(0, +)
    #expect(chase + streams <= Int(mebibytes) << 19)
    let parallel = SweepRequest().parallelism(on: machine)
    let all = parallel.reduce(0) { $0 + $1.workingSetBytes * machine.cores.count }
    #expect(all <= Int(mebibytes) << 19)
  }

  @Test("Curves cover latency, read and write, each alone and beside the aggressor")
  func curves() throws {
    let machine = try paperMachine()
    let points = try SweepRequest().curves(on: machine)
    #expect(Set(points.map(\.workload)) == ["chase", "read", "write"])
    #expect(points.allSatisfy { $0.beside?.label == "write@2*L3" })
    #expect(points.allSatisfy { $0.beside?.workingSetBytes == 64 << 20 })
    let chains = SweepRequest().parallelism(on: machine)
    #expect(chains.compactMap(\.chains) == [1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32])
    #expect(
      chains.allSatisfy { $0.beside?.workload == $0.workload && $0.beside?.isCounted == true })
  }

  @Test("With one core there is nothing beside, and no sensitivity")
  func oneCore() throws {
    let machine = try paperMachine(usable: [0])
    #expect(machine.cores.count == 1)
    let request = SweepRequest()
    #expect(try request.curves(on: machine).allSatisfy { $0.beside == nil && $0.phaseCount == 1 })
    #expect(
      try request.sensitivity(
        on: machine, caches: machine.caches, unlimitedMegabytesPerSecond: .success(1000)
      ).isEmpty)
  }

  @Test("Strengths rise from parked to unlimited, and each rate is its share")
  func sensitivity() throws {
    let machine = try paperMachine()
    let points = try SweepRequest().sensitivity(
      on: machine, caches: [1: 32 << 10, 2: 1 << 20, 3: 6 << 20],
      unlimitedMegabytesPerSecond: .success(40_000))
    let chase = points.filter { $0.workload == "chase" }
    #expect(chase.allSatisfy { $0.workingSetBytes == 3 << 20 })
    #expect(chase.compactMap { $0.beside?.strength.share } == [0, 0.1, 0.25, 0.5, 0.75, 1])
    #expect(chase.first?.beside?.strength == .parked)
    #expect(chase.last?.beside?.strength == .unlimited)
    #expect(chase[2].beside?.strength == .rate(share: 0.25, megabytesPerSecond: 10_000))
  }

  @Test("Shares of a rate that is not known stay in the plan and say why; the ends need none")
  func unknownRate() throws {
    let machine = try paperMachine()
    let points = try SweepRequest().sensitivity(
      on: machine, caches: machine.caches,
      unlimitedMegabytesPerSecond: .failure(SweepFailure("no memory")))
    let strengths = points.filter { $0.workload == "chase" }.compactMap { $0.beside?.strength }
    #expect(strengths.map(\.share) == SweepRequest.shares)
    #expect(strengths.first == .parked && strengths.last == .unlimited)
    #expect(strengths[1..<5].allSatisfy { $0 == .unknown(share: $0.share, reason: "no memory") })
  }

  @Test("An aggressor of several threads takes whole groups of cores", arguments: 0...7)
  func groups(cores: Int) {
    #expect(SweepRequest.wholeGroups(of: "write", within: cores) == cores)
    #expect(SweepRequest.wholeGroups(of: "ping-pong", within: cores) == cores - cores % 2)
  }

  @Test("Curves are measured alone where no group fits, and the sensitivity still has its points")
  func noGroup() throws {
    var request = SweepRequest()
    request.aggressor = .init(workload: "ping-pong", workingSet: .bytes(64))
    let two = try paperMachine(usable: [0, 1])
    #expect(two.cores.count == 2)
    #expect(try request.curves(on: two).allSatisfy { $0.beside == nil })
    let points = try request.sensitivity(
      on: two, caches: two.caches, unlimitedMegabytesPerSecond: .failure(SweepFailure("no group")))
    #expect(!points.isEmpty && points.allSatisfy { $0.beside?.threads == 0 })
    let three = try paperMachine(usable: [0, 1, 2])
    #expect(three.cores.count == 3)
    #expect(try request.curves(on: three).allSatisfy { $0.beside?.threads == 2 })
  }

  @Test("What a cache can hold is gone over once before it is counted")
  func settling() {
    let fits = SweepRequest.settle("chase", 16 << 20, largestCache: 32 << 20)
    #expect(fits == (16 << 20) / 64 * 100)
    let beyond = SweepRequest.settle("chase", 128 << 20, largestCache: 32 << 20)
    #expect(beyond < fits)
    #expect(SweepRequest.settle("read", 16 << 20, largestCache: 32 << 20) < fits)
  }

  @Test("Every pass visits every point once, the same seed in the same order", arguments: 1...5)
  func order(seed: UInt64) throws {
    let points = try SweepRequest().curves(on: paperMachine())
    let plan = SweepPlan(points: points, passes: 6, seed: seed)
    #expect(plan == SweepPlan(points: points, passes: 6, seed: seed))
    #expect(plan.order != SweepPlan(points: points, passes: 6, seed: seed + 100).order)
    #expect(plan.order.allSatisfy { $0.sorted() == Array(points.indices) })
    #expect(plan.order[0] != plan.order[1])
    #expect(plan.soloFirst.allSatisfy { $0.count == points.count && Set($0).count == 2 })
  }

  @Test("The default takes less than a minute on four cores, the quick one less than 20 seconds")
  func time() throws {
    let machine = try paperMachine()
    #expect(try SweepRequest().estimatedNanoseconds(on: machine) < 50_000_000_000)
    #expect(try SweepRequest.quick.estimatedNanoseconds(on: machine) < 18_000_000_000)
    let request = SweepRequest.cachesOnly
    let caches = SweepPlan(
      points: request.latencyAlone(on: machine), passes: request.passes, seed: 1)
    #expect(caches.estimatedNanoseconds < 3_000_000_000)
  }
}
