import Platform
import Testing

@Suite("Division of a cache's ways")
struct WaySplitTests {
  static func cache(
    _ all: UInt32, least: Int = 1, sparse: Bool = false, reserved: UInt32 = 0, shared: UInt32 = 0
  ) -> WaySplit.Cache {
    WaySplit.Cache(
      all: CapacityMask(all), leastWays: least, isSparse: sparse, reserved: CapacityMask(reserved),
      sharedWithHardware: CapacityMask(shared))
  }

  static func masks(_ shares: [Double], _ cache: WaySplit.Cache) throws -> [UInt32] {
    try WaySplit.masks(shares, of: cache).map(\.bits)
  }

  @Test("Gives the halves of a cache to two")
  func halves() throws {
    #expect(try Self.masks([0.5, 0.5], Self.cache(0xffff)) == [0x00ff, 0xff00])
  }

  @Test("Leaves out the ways that devices fill, too, where enough others remain")
  func devices() throws {
    // Eleven ways of which I/O fills the two highest: nine to divide.
    #expect(try Self.masks([0.5, 0.5], Self.cache(0x7ff, shared: 0x600)) == [0x01f, 0x1e0])
    #expect(try Self.masks([0.5, 0.5], Self.cache(0x7, shared: 0x6)) == [0x3, 0x4])
  }

  @Test("Never contains a way that somebody else has for himself, even where that leaves little")
  func reserved() throws {
    #expect(try Self.masks([0.5, 0.5], Self.cache(0xff, reserved: 0x0f)) == [0x30, 0xc0])
    // In two rows of which neither holds two masks: a row for each, the longer for the larger share.
    #expect(
      try Self.masks([0.3, 0.7], Self.cache(0b0011_0111, least: 2, reserved: 0)) == [0x30, 0x07])
  }

  @Test("Keeps to the fewest ways of a mask, however small the share")
  func least() throws {
    #expect(try Self.masks([0.01, 0.99], Self.cache(0xff, least: 2)) == [0x03, 0xfc])
    #expect(try Self.masks([0.99, 0.01], Self.cache(0xff, least: 2)) == [0x3f, 0xc0])
  }

  @Test("Uses all ways across a gap where masks may have gaps")
  func sparse() throws {
    #expect(try Self.masks([0.5, 0.5], Self.cache(0xf00f, sparse: true)) == [0x000f, 0xf000])
    #expect(try Self.masks([0.75, 0.25], Self.cache(0xf00f, sparse: true)) == [0x300f, 0xc000])
  }

  @Test("Says how many ways there are where they are too few")
  func noRoom() {
    let error = #expect(throws: WaySplit.NoRoom.self) {
      try WaySplit.masks([0.5, 0.5], of: Self.cache(0xf, least: 2, reserved: 0x6))
    }
    #expect(
      error?.description
        == "2 masks of at least 2 neighbouring ways do not fit into 4 ways, 2 of them others' own")
    #expect(throws: WaySplit.NoRoom.self) {
      try WaySplit.masks([0.5, 0.5], of: Self.cache(1))
    }
  }

  @Test("Holds what it promises on every cache it is asked to divide")
  func properties() {
    var generator = SystemRandomNumberGenerator()
    var divided = 0
    for _ in 0..<5000 {
      let ways = Int.random(in: 1...32, using: &generator)
      let all = UInt32.max >> UInt32(32 - ways)
      let cache = Self.cache(
        all, least: .random(in: 0...3), sparse: .random(),
        reserved: all & .random(in: 0...(.max)) & .random(in: 0...(.max)) & .random(in: 0...(.max)),
        shared: all & .random(in: 0...(.max)) & .random(in: 0...(.max)))
      let share = Double.random(in: 0.01...0.99, using: &generator)
      let shares = Bool.random() ? [share, 1 - share] : [share / 2, share / 2, 1 - share]
      guard let masks = try? WaySplit.masks(shares, of: cache) else { continue }
      divided += 1
      #expect(masks.count == shares.count)
      for (index, mask) in masks.enumerated() {
        #expect(mask.ways.count >= max(1, cache.leastWays), "\(cache) \(masks)")
        #expect(cache.isSparse || mask.isContiguous, "\(cache) \(masks)")
        #expect(mask.subtracting(cache.all).bits == 0 && !mask.overlaps(cache.reserved))
        #expect(!masks.dropFirst(index + 1).contains(where: mask.overlaps), "\(cache) \(masks)")
      }
    }
    #expect(divided > 100)
  }
}
