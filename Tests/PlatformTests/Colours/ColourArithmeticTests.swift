import Testing

@testable import Platform

@Suite("Colours by arithmetic")
struct ColourArithmeticTests {
  @Test(
    "A cache has as many colours as pages fit into one of its ways",
    arguments: [
      (1024, 16, 16), (2048, 8, 32), (2048, 16, 32), (1024, 8, 16), (1024, 4, 16), (256, 4, 4),
      (65536, 16, 1024),
    ])
  func count(sets: Int, ways: Int, colours: Int) {
    let cache = CacheGeometry(level: 2, sets: sets, ways: ways, lineBytes: 64)
    #expect(cache.colours() == colours)
    #expect(cache.bytes == colours * ways * 4096)
  }

  @Test("An L1 of 32 or 48 KiB has one colour, which is none to deal out")
  func one() throws {
    for ways in [8, 12] {
      let cache = CacheGeometry(level: 1, sets: 64, ways: ways, lineBytes: 64)
      #expect(cache.colours() == 1)
      #expect(try #require(cache.obstacle()).contains("one colour"))
    }
    #expect(CacheGeometry(level: 2, sets: 2048, ways: 8, lineBytes: 64).obstacle() == nil)
  }

  @Test("A hashed last level is refused with the reason, however many sets it has")
  func hashed() throws {
    let cache = CacheGeometry(level: 3, sets: 32768, ways: 16, lineBytes: 64)
    #expect(try #require(cache.obstacle()).contains("hash"))
  }

  @Test("Larger pages leave fewer colours, and a page as large as a way leaves one")
  func pages() {
    let cache = CacheGeometry(level: 2, sets: 2048, ways: 8, lineBytes: 64)
    #expect([4, 16, 64, 128, 2048].map { cache.colours(pageBytes: $0 << 10) } == [32, 8, 2, 1, 1])
  }

  @Test(
    "Frames one round of colours apart have the same colour, and those in between all the others")
  func frames() {
    let cache = CacheGeometry(level: 2, sets: 1024, ways: 16, lineBytes: 64)
    for frame: UInt64 in [0, 5, 0x15_a7f3, 1 << 40] {
      #expect(cache.colour(ofFrame: frame) == cache.colour(ofFrame: frame + 16))
      #expect(Set((frame..<frame + 16).map { cache.colour(ofFrame: $0) }) == Set(0..<16))
    }
  }

  @Test("Shares that meet divide the colours among them, whatever their number")
  func shares() {
    for count in 1...128 {
      for cut in stride(from: 0.05, through: 0.95, by: 0.05) {
        let lower = ColourShare(lower: 0, upper: cut).colours(of: count)
        let upper = ColourShare(lower: cut, upper: 1).colours(of: count)
        #expect(lower.lowerBound == 0 && upper.upperBound == count)
        #expect(lower.upperBound == upper.lowerBound)
        #expect(abs(Double(lower.count) - cut * Double(count)) <= 0.5)
      }
    }
  }

  @Test("An entry of pagemap is a frame where its page is present; all zero, the kernel hides them")
  func entries() throws {
    let present: UInt64 = 1 << 63
    // Bits 55 and up are flags: soft-dirty, exclusive, file, swapped.
    #expect(
      try PageFrames.numbers(entries: [present | 1 << 55 | 0x1234, 0x99, present | 7])
        == [0x1234, nil, 7])
    #expect(try PageFrames.numbers(entries: [0, 0]) == [nil, nil])
    let hidden = #expect(throws: PageFrames.Unreadable.self) {
      try PageFrames.numbers(entries: [present | 1 << 56, present])
    }
    #expect(hidden?.description.contains("CAP_SYS_ADMIN") == true)
  }

  @Test(
    "A second look holds with nine in ten pages inside and none moved, and not with a share of them"
  )
  func readings() {
    func held(moved: Int?, inside: Int) -> Bool {
      ColourReading(
        share: ColourShare(lower: 0, upper: 0.5), origin: "32 colours of L2", pages: 128,
        moved: moved, sampled: 32,
        inside: inside
      ).held
    }
    #expect(held(moved: 0, inside: 32) && held(moved: nil, inside: 29))
    #expect(!held(moved: nil, inside: 28) && !held(moved: 0, inside: 16))
    #expect(!held(moved: 1, inside: 32))
  }

  @Test(
    "The line between a hit and a miss stays near the hits, however slow misses were when it was learned"
  )
  func threshold() {
    #expect(abs(PageProbe.Times(kept: 15, displaced: 36).threshold - 22) < 1e-9)
    #expect(abs(PageProbe.Times(kept: 15, displaced: 300).threshold - 24) < 1e-9)
    let near = PageProbe.Times(kept: 10, displaced: 15).threshold
    #expect(near > 10 && near < 15)
  }
}
