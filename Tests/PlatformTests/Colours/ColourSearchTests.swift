import Statistics
import Testing

@testable import Platform

/// A cache whose pages have colours that nobody tells: enough others of the same displace a page.
private final class SimulatedPages {
  let colours: [Int]
  let ways: Int
  /// How often something else on the core displaces a page.
  let noise: Double
  /// How often a page stays though it should be displaced.
  let misses: Double
  private var random: SplitMix64

  init(pages: Int, colours: Int, ways: Int, seed: UInt64, noise: Double = 0, misses: Double = 0) {
    var random = SplitMix64(seed: seed)
    self.colours = (0..<pages).map { _ in random.next(below: colours) }
    self.ways = ways
    self.noise = noise
    self.misses = misses
    self.random = random
  }

  func displaces(_ page: Int, _ others: [Int]) -> Bool {
    let isDisplaced = others.count { colours[$0] == colours[page] } >= ways
    return random.nextUnit() < (isDisplaced ? 1 - misses : noise)
  }
}

@Suite("Colours by search")
struct ColourSearchTests {
  private func groups(
    _ pages: SimulatedPages, colours: Int
  ) throws -> [[Int]] {
    try ColourSearch(
      colours: colours, ways: pages.ways, displaces: pages.displaces, isTimeUp: { false }
    ).groups(of: pages.colours.count)
  }

  @Test(
    "Finds every colour, and in each group all pages of one",
    arguments: [(16, 16), (32, 8), (32, 16), (4, 4)], [1, 2, 3] as [UInt64])
  func exact(shape: (colours: Int, ways: Int), seed: UInt64) throws {
    let pages = SimulatedPages(
      pages: 4 * shape.colours * shape.ways, colours: shape.colours, ways: shape.ways, seed: seed)
    let groups = try groups(pages, colours: shape.colours)
    #expect(groups.count == shape.colours)
    for group in groups {
      let colour = pages.colours[group[0]]
      #expect(Set(group) == Set(pages.colours.indices.filter { pages.colours[$0] == colour }))
    }
  }

  @Test(
    "With something else on the core now and then, at least three quarters are found, and few pages are in a wrong group"
  )
  func noisy() throws {
    let pages = SimulatedPages(pages: 1024, colours: 32, ways: 8, seed: 4, noise: 0.002)
    let groups = try groups(pages, colours: 32)
    #expect(groups.count >= 24)
    let wrong = groups.reduce(0) { wrong, group in
      wrong + group.count { pages.colours[$0] != pages.colours[group[0]] }
    }
    #expect(wrong < 1024 / 20)
  }

  @Test(
    "No colour is found twice though one page in fifty is missed by its group", arguments: 1...5)
  func missed(seed: Int) throws {
    let pages = SimulatedPages(
      pages: 1024, colours: 32, ways: 8, seed: UInt64(seed), misses: 0.02)
    let groups = try groups(pages, colours: 32)
    #expect(Set(groups.map { pages.colours[$0[0]] }).count == groups.count)
  }

  @Test("Where everything displaces everything, no colours are found")
  func everything() {
    let search = ColourSearch(
      colours: 32, ways: 8, displaces: { _, _ in true }, isTimeUp: { false })
    #expect(throws: ColoursUnavailable.self) { try search.groups(of: 1024) }
  }

  @Test("Where nothing displaces anything, none are found either, and the search ends")
  func nothing() {
    var tests = 0
    let search = ColourSearch(
      colours: 32, ways: 8,
      displaces: { _, _ in
        tests += 1
        return false
      }, isTimeUp: { false })
    #expect(throws: ColoursUnavailable.self) { try search.groups(of: 1024) }
    #expect(tests < 1024)
  }

  @Test("Gives up when the time is up")
  func time() {
    let pages = SimulatedPages(pages: 1024, colours: 32, ways: 8, seed: 1)
    let search = ColourSearch(
      colours: 32, ways: 8, displaces: pages.displaces, isTimeUp: { true })
    #expect(throws: ColoursUnavailable.self) { try search.groups(of: 1024) }
  }
}

@Suite("Addresses as names of colours")
struct AddressNamingTests {
  private let cache = CacheGeometry(level: 2, sets: 2048, ways: 8, lineBytes: 64)

  /// Huge pages of which some lie on contiguous memory and the others on frames from anywhere.
  private func naming(contiguous: [Bool]) -> AddressNaming {
    var random = SplitMix64(seed: 9)
    let names = contiguous.indices.flatMap { _ in (0..<512).map { $0 % 32 } }
    let real = names.indices.map { contiguous[$0 / 512] ? names[$0] : random.next(below: 32) }
    return AddressNaming(
      names: names, pagesInFrame: 512, cache: cache,
      displaces: { page, others in others.count { real[$0] == real[page] } >= 8 })
  }

  @Test("Every huge page passes on a machine of one's own")
  func own() {
    let naming = naming(contiguous: [true, true, true, true])
    #expect(naming == AddressNaming(frames: 4, passed: 4))
    #expect(naming.holds)
  }

  @Test("None passes where the host puts frames from anywhere behind them")
  func guest() {
    let naming = naming(contiguous: [false, false, false, false])
    #expect(naming.passed == 0 && !naming.holds)
  }

  @Test("No huge page passes when the whole core is thrashed: a page of other colours must stay")
  func thrashed() {
    let names = (0..<1024).map { $0 % 32 }
    let naming = AddressNaming(
      names: names, pagesInFrame: 512, cache: cache, displaces: { _, _ in true })
    #expect(naming.passed == 0)
  }
}
