import CPlatform
import Glibc
import Testing

@testable import Platform

@Suite("Memory of a guest")
struct GuestMemoryTests {
  static let huge: UInt64 = 2 << 20

  @Test("Every piece is congruent to the process's address modulo a huge page, and none overlap")
  func congruent() {
    var memory = GuestMemory(from: 4 << 30)
    let ranges: [Range<UInt64>] = [
      0x5555_0000_1000..<0x5555_0000_9000, 0x7f00_0020_0000..<0x7f00_0100_0000,
      0x7fff_f7fb_3000..<0x7fff_f7fb_4000,
    ]
    let pieces = memory.add(ranges)
    #expect(pieces.map(\.host) == ranges)
    #expect(pieces.map(\.slot) == [0, 1, 2])
    var before: UInt64 = 4 << 30
    for piece in pieces {
      #expect(piece.guestPhysical % Self.huge == piece.host.lowerBound % Self.huge)
      #expect(piece.guestPhysical >= before)
      before = piece.guestPhysical + UInt64(piece.host.count)
    }
    #expect(memory.end == before)
  }

  @Test("Only what is missing is added: before, between and behind what is there")
  func missing() {
    var memory = GuestMemory(from: 0)
    _ = memory.add([0x4000..<0x6000, 0x8000..<0x9000])
    #expect(memory.add([0x4000..<0x6000, 0x8000..<0x8000]).isEmpty)
    #expect(
      memory.add([0x2000..<0xa000]).map(\.host)
        == [0x2000..<0x4000, 0x6000..<0x8000, 0x9000..<0xa000])
    #expect(memory.add([0x2000..<0xa000]).isEmpty)
    #expect(memory.pieces.map(\.slot) == [0, 1, 2, 3, 4])
  }

  @Test("What a process can read is listed, neighbours as one, without what is the kernel's")
  func maps() {
    let maps = """
      55d0c000-55d0d000 r--p 00000000 fe:00 123 /usr/bin/true
      55d0d000-55d0f000 r-xp 00001000 fe:00 123 /usr/bin/true
      55d10000-55d11000 ---p 00000000 00:00 0
      55d11000-55d12000 rw-s 00000000 00:01 4 /dev/zero (deleted)
      7ffff000-80000000 rw-p 00000000 00:00 0 [stack]
      ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0 [vsyscall]
      """
    #expect(
      MemoryMap.readable(maps: maps)
        == [0x55d0_c000..<0x55d0_f000, 0x55d1_1000..<0x55d1_2000, 0x7fff_f000..<0x8000_0000])
  }
}

@Suite("Page tables of a guest")
struct PageTablesTests {
  /// Calls `body` with empty tables at guest-physical 4 GiB.
  private func withTables(_ capacity: Int, _ body: (inout PageTables) -> Void) throws {
    let arena = try Arena(bytes: capacity * 4096)
    var tables = unsafe PageTables(
      memory: arena.base, capacity: capacity, guestPhysical: 4 << 30)
    body(&tables)
    withExtendedLifetime(arena) {}
  }

  @Test("A walk finds every page that was mapped, and no other")
  func walk() throws {
    try withTables(64) { tables in
      let start: UInt64 = 0x7f12_345f_d000
      let range = start..<start + (5 << 20)
      let target: UInt64 = (6 << 30) + start % (2 << 20)
      let fits = tables.map(range, to: target)
      #expect(fits)
      var large = 0
      for offset in stride(from: UInt64(0), to: 5 << 20, by: 4096) {
        let found = tables.walk(start + offset + 123)
        #expect(found?.guestPhysical == target + offset + 123)
        if found?.pageBytes == 2 << 20 { large += 1 }
      }
      // The range ends 3 pages behind two whole large pages.
      #expect(large == 2 * 512)
      #expect(tables.walk(range.lowerBound - 1) == nil)
      #expect(tables.walk(range.upperBound) == nil)
      #expect(tables.walk(0) == nil)
    }
  }

  @Test("Addresses that are not congruent are mapped in small pages")
  func incongruent() throws {
    try withTables(64) { tables in
      let fits = tables.map(0x4000_0000..<0x4040_0000, to: 0x1000)
      #expect(fits)
      #expect(tables.walk(0x4020_0000)?.pageBytes == 4096)
      #expect(tables.walk(0x403f_ffff)?.guestPhysical == 0x40_0fff)
    }
  }

  @Test("Both ends of user addresses can be mapped at once")
  func ends() throws {
    try withTables(8) { tables in
      let top = GuestMachine.outside
      let fits = tables.map(0x1000..<0x2000, to: 0x5000) && tables.map(top..<top + 4096, to: 0x9000)
      #expect(fits)
      #expect(tables.walk(0x1fff)?.guestPhysical == 0x5fff)
      #expect(tables.walk(top)?.guestPhysical == 0x9000)
      // A root, and three tables below it for each of the two.
      #expect(tables.count == 7)
    }
  }

  @Test("Says so when there is no room for another table")
  func room() throws {
    try withTables(4) { tables in
      let one = tables.map(0x1000..<0x2000, to: 0x5000)
      let two = tables.map(0x8000_0000..<0x8000_1000, to: 0x9000)
      #expect(one && !two)
    }
  }
}

@Suite("Whether there can be a guest")
struct GuestAvailabilityTests {
  @Test("Each lack has its reason, and names what would mend it where something would")
  func reasons() {
    #expect(GuestMachine.reason(CPLATFORM_KVM_USABLE, error: 0) == nil)
    let denied = GuestMachine.reason(CPLATFORM_KVM_NO_DEVICE, error: EACCES)
    #expect(denied?.contains("sudo setfacl -m u:$USER:rw /dev/kvm") == true)
    let absent = GuestMachine.reason(CPLATFORM_KVM_NO_DEVICE, error: ENOENT)
    #expect(absent?.hasPrefix("no /dev/kvm; ") == true)
    let texts = [
      GuestMachine.reason(CPLATFORM_KVM_NO_DEVICE, error: EBUSY),
      GuestMachine.reason(CPLATFORM_KVM_OLD_INTERFACE, error: 0),
      GuestMachine.reason(CPLATFORM_KVM_NO_CAPABILITY, error: 3),
      GuestMachine.reason(CPLATFORM_KVM_NO_MACHINE, error: EBUSY),
      GuestMachine.reason(CPLATFORM_KVM_ARCHITECTURE, error: 0), denied, absent,
    ]
    #expect(Set(texts.compactMap(\.self)).count == texts.count)
  }
}
