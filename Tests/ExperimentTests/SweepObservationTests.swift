import Results
import Statistics
import Testing
import Workloads

@testable import Experiment

@Suite("From a sweep's observations to rows")
struct SweepObservationTests {
  private func reading(_ nanoseconds: Double, _ rate: Double) -> SweepObservations.Reading {
    .init(
      nanoseconds: nanoseconds, megabytesPerSecond: rate, companionMegabytesPerSecond: 1000,
      samples: 10)
  }

  /// Six passes over a curve of three caches; each pass drifts as a whole.
  private func curves(pages: String = "thp node0") throws -> SweepObservations {
    let machine = try paperMachine()
    var found = SweepObservations(points: try SweepRequest().curves(on: machine))
    for (index, point) in found.points.enumerated() {
      let bytes = point.workingSetBytes
      let level = bytes <= 32 << 10 ? 1.1 : bytes <= 1 << 20 ? 4 : bytes <= 5 << 20 ? 15 : 120.0
      found.pages[index] = bytes <= 32 << 10 ? "base node0" : pages
      for pass in 0..<6 {
        let drift = 1 + 0.01 * Double(pass)
        found.visits[index].append(
          .init(
            solo: reading(level * drift, 100), corun: reading(level * drift * 1.5, 60)))
      }
    }
    return found
  }

  @Test("A slowdown is formed within each pass, so that drift does not widen it")
  func slowdown() throws {
    let rows = try curves().rows
    #expect(try rows.count == 2 * curves().points.count)
    for row in rows where row.condition == .corun {
      let (value, low, high) = try (
        #require(row.slowdown), #require(row.slowdownLow), #require(row.slowdownHigh)
      )
      #expect(abs(value - 1.5) < 1e-9 && abs(low - 1.5) < 1e-6 && abs(high - 1.5) < 1e-6)
    }
    let first = try #require(rows.first)
    #expect(first.kind == .latency && first.workload == "chase" && first.workingSetBytes == 4096)
    #expect(first.passes == 6 && first.samples == 60 && first.slowdown == nil)
    let bounds = try (#require(first.nanosecondsLow), #require(first.nanosecondsHigh))
    let middle = try #require(first.nanoseconds)
    #expect(bounds.0 < middle && middle < bounds.1)
  }

  @Test("Caches are read from the chase alone, and hwloc's L3 is not believed")
  func caches() throws {
    let caches = try curves().caches(hwloc: EffectiveCachesTests.hwloc)
    #expect(caches.replaced.map(\.level) == [3])
    let bytes = try #require(caches.replaced.first?.measuredBytes)
    #expect(bytes.lowerBound >= 4 << 20 && bytes.upperBound <= 7 << 20)
    #expect(caches.sizes.within[1] == 32 << 10 && caches.sizes.within[2] == 1 << 20)
    #expect(try #require(caches.sizes.within[3]) < 7 << 20)
    #expect(caches.sizes.beyond[3] == 32 << 20, "what is to reach beyond it goes by the larger")
  }

  @Test(
    "Small pages make it inconclusive: the TLB has steps too",
    arguments: ["base", "thp-partly node0"])
  func smallPages(_ pages: String) throws {
    let caches = try curves(pages: pages).caches(hwloc: EffectiveCachesTests.hwloc)
    #expect(caches.sizes.within == EffectiveCachesTests.hwloc)
    #expect(try #require(caches.remarks.first).contains("without huge pages"))
    #expect(caches.remarks.first?.hasPrefix("L1, L2, L3: inconclusive") == true)
  }

  @Test("One working set beyond 32 KiB on small pages is enough for that, one up to there is not")
  func oneSmallPage() throws {
    let whole = try curves()
    func isInconclusive(_ bytes: Int) throws -> Bool {
      var found = whole
      let index = try #require(
        found.points.firstIndex { $0.kind == .latency && $0.workingSetBytes == bytes })
      found.pages[index] = "base node0"
      return found.caches(hwloc: EffectiveCachesTests.hwloc).remarks.first?.contains(
        "without huge pages") == true
    }
    #expect(try isInconclusive(64 << 10))
    #expect(try !isInconclusive(32 << 10))
  }

  @Test("Too few passes make it inconclusive, and say so")
  func fewPasses() throws {
    var found = try curves()
    for index in found.visits.indices { found.visits[index] = Array(found.visits[index].prefix(2)) }
    let caches = found.caches(hwloc: EffectiveCachesTests.hwloc)
    #expect(caches.sizes.within == EffectiveCachesTests.hwloc)
    #expect(caches.remarks.first?.contains("too few") == true)
    #expect(found.rows.allSatisfy { $0.nanosecondsLow == nil && $0.nanoseconds != nil })
  }

  @Test("Chains carry their share of the plateau, by condition")
  func chains() throws {
    let points = try SweepRequest().parallelism(on: paperMachine())
    var found = SweepObservations(points: points)
    for (index, point) in points.enumerated() {
      let chains = try #require(point.chains)
      for pass in 0..<4 {
        let drift = 1 + 0.2 * Double(pass)
        found.visits[index].append(
          .init(
            solo: reading(1, Double(min(chains, 12)) * drift),
            corun: reading(1, Double(min(chains, 8)) * drift)))
      }
    }
    let rows = found.rows
    func share(_ chains: Int64, _ condition: Condition) -> Double? {
      rows.first { $0.chains == chains && $0.condition == condition }?.plateauShare
    }
    #expect(abs(try #require(share(6, .solo)) - 0.5) < 1e-9)
    #expect(abs(try #require(share(4, .corun)) - 0.5) < 1e-9)
    #expect(abs(try #require(share(32, .solo)) - 1) < 1e-9)
    #expect(rows.filter { $0.condition == .corun }.allSatisfy { $0.threads == 3 })
  }

  @Test("A point that failed is a row with its reason")
  func failed() throws {
    var found = try curves()
    found.visits[0] = []
    found.reasons[0] = "no memory"
    let row = try #require(found.rows.first)
    #expect(row.nanoseconds == nil && row.passes == 0 && row.reason == "no memory")
  }
}
