import Testing

@testable import Platform

@Suite("Arena")
struct ArenaTests {
  @Test(
    "Holds the bytes asked for, aligned to a page, and to a huge page beyond the size of L1",
    arguments: [
      1, 64, 4096, 4097, 32 << 10, (32 << 10) + 1, 1 << 20, 2 << 20, (2 << 20) + 1, 5 << 20,
    ])
  func alignment(bytes: Int) throws {
    let arena = try Arena(bytes: bytes)
    #expect(arena.bytes == bytes)
    let alignment: UInt = bytes > 32 << 10 ? 2 << 20 : 4096
    #expect(unsafe UInt(bitPattern: arena.base) % alignment == 0)
  }

  @Test("Is zero to its last byte after it was touched", arguments: [1, 5000, 3 << 20])
  func zeroFilled(bytes: Int) throws {
    let arena = try Arena(bytes: bytes)
    arena.populate()
    let sum = unsafe UnsafeRawBufferPointer(start: arena.base, count: bytes)
      .reduce(0) { $0 + Int($1) }
    #expect(sum == 0)
  }

  @Test("Can be written to its last byte")
  func writable() throws {
    let arena = try Arena(bytes: 10_000)
    unsafe arena.base.storeBytes(of: 0xaa, toByteOffset: 9_999, as: UInt8.self)
    #expect(unsafe arena.base.load(fromByteOffset: 9_999, as: UInt8.self) == 0xaa)
  }

  @Test("Says which pages it got: small ones have no huge page, large ones any kind")
  func pages() throws {
    let small = try Arena(bytes: 4096)
    small.populate()
    #expect(small.pages == .base)
    let large = try Arena(bytes: 4 << 20)
    large.populate()
    #expect(["hugetlb", "thp", "thp-partly", "base"].contains(large.pages.rawValue))
  }

  @Test("Lies on a node that the machine has, where the kernel tells")
  func node() throws {
    let arena = try Arena(bytes: 4096)
    arena.populate()
    #expect(arena.node ?? 0 >= 0)
  }

  @Test("More than the address space holds is an error that says how much")
  func tooLarge() {
    let error = #expect(throws: SystemError.self) { _ = try Arena(bytes: 1 << 60) }
    #expect(error?.operation == "reserve \(1 << 60) bytes of memory")
  }
}
