import HardwareTopology
import Partitioning
import Platform
import Policies
import Testing

/// Two NUMA nodes of two cores each.
private let twoNodes = try! Topology(loading: .synthetic("numa:2 core:2 pu:1"))

/// The partitions of an arrangement, with a buffer each.
private func seen(
  _ arrangement: Arrangement, _ readings: [MemoryReading]
) -> PolicyObservation {
  PolicyObservation(
    threads: [],
    partitions: zip(arrangement.partitions, readings).enumerated().map { number, pair in
      var partition = PolicyObservation.Partition(name: "p\(number)", setting: pair.0)
      partition.memory = [pair.1]
      return partition
    })
}

private func buffer(
  _ pages: Arena.Pages = .base, bytes: Int = 1 << 20, on nodes: [Int: Int] = [0: 256]
) -> MemoryReading {
  MemoryReading(bytes: bytes, pages: pages, pagesByNode: nodes)
}

@Suite("Policies of page size")
struct PageSizeTests {
  @Test("Ask for their pages, and believe smaps only")
  func pages() throws {
    let huge = try HugePages().arranged(request())
    let small = try NoHugePages().arranged(request())
    #expect(huge.partitions.map(\.memory.pages) == [.huge, .huge])
    #expect(small.partitions.map(\.memory.pages) == [.base, .base])
    for (kind, isHuge, isSmall) in [
      (Arena.Pages.hugetlb, true, false), (.transparentHuge, true, false), (.mixed, false, false),
      (.base, false, true),
    ] {
      let found = [buffer(kind), buffer(kind)]
      #expect(HugePages().evidence(seen(huge, found)).held == isHuge, "\(kind)")
      #expect(NoHugePages().evidence(seen(small, found)).held == isSmall, "\(kind)")
    }
  }

  @Test("One buffer that is not as asked for is enough to say so")
  func oneWrong() throws {
    let huge = try HugePages().arranged(request())
    let evidence = HugePages().evidence(seen(huge, [buffer(.transparentHuge), buffer(.base)]))
    #expect(evidence == Evidence(held: false, detail: "smaps shows base, thp in 2 buffers"))
  }

  @Test("What is too small for pages to matter is not judged")
  func tiny() throws {
    let huge = try HugePages().arranged(request())
    let small = buffer(.base, bytes: 32 << 10)
    #expect(HugePages().evidence(seen(huge, [small, small])).held)
  }
}

@Suite("Policies of NUMA nodes")
struct NUMAPolicyTests {
  private let asked = request(cores: [1, 2], on: twoNodes)

  @Test("numa-local binds every buffer to the node of the cores that use it")
  func local() throws {
    let combination = try #require(
      try PolicyCatalogue.combination(named: "pinned+numa-local"))
    let arrangement = try combination.arrangement(asked)
    #expect(arrangement.partitions.map(\.memory.nodes) == [.bind([0]), .bind([1])])
    #expect(NUMALocal().evidence(seen(arrangement, [buffer(), buffer(on: [1: 9])])).held)
    let strayed = NUMALocal().evidence(seen(arrangement, [buffer(), buffer(on: [0: 1, 1: 8])]))
    #expect(!strayed.held)
    #expect(strayed.detail == "move_pages shows 257 pages on node 0, 8 pages on node 1")
  }

  @Test("numa-bind gives each partition a node of its own, also when cores are on one")
  func bind() throws {
    let arrangement = try NUMABind().arranged(asked)
    #expect(arrangement.partitions.map(\.memory.nodes) == [.bind([0]), .bind([1])])
    #expect(
      NUMABind().probe(request()).obstacle == "2 partitions need a NUMA node each; there are 1")
  }

  @Test("interleave wants pages on all nodes")
  func interleave() throws {
    let arrangement = try Interleave().arranged(asked)
    let both = buffer(on: [0: 5, 1: 5])
    #expect(Interleave().evidence(seen(arrangement, [both, both])).held)
    #expect(!Interleave().evidence(seen(arrangement, [both, buffer()])).held)
    #expect(Interleave().probe(request()).obstacle?.contains("one NUMA node") == true)
  }

  @Test("Where the kernel says nothing, nothing is proven")
  func silence() throws {
    let arrangement = try NUMALocal().arranged(request())
    #expect(!NUMALocal().evidence(seen(arrangement, [buffer(on: [:]), buffer()])).held)
  }
}
