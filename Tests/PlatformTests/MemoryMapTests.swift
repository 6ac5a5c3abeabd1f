import Testing

@testable import Platform

@Suite("Huge pages in smaps")
struct MemoryMapTests {
  /// Two mappings: 4 MiB with 2 MiB of huge pages, and 2 MiB that are all huge.
  let smaps = """
    7f0000000000-7f0000400000 rw-p 00000000 00:00 0
    Size:               4096 kB
    AnonHugePages:      2048 kB
    VmFlags: rd wr mr mw me ac hg
    7f0000400000-7f0000600000 rw-p 00000000 00:00 0                          [anon: x-y z]
    AnonHugePages:      2048 kB

    """
  let mebibyte = 1 << 20

  @Test("A mapping that lies in the range counts whole")
  func whole() {
    #expect(
      MemoryMap.hugeBytes(inRangeFrom: 0x7f00_0040_0000, bytes: 2 * mebibyte, smaps: smaps)
        == 2 * mebibyte)
    #expect(
      MemoryMap.hugeBytes(inRangeFrom: 0x7f00_0000_0000, bytes: 6 * mebibyte, smaps: smaps)
        == 4 * mebibyte)
  }

  @Test("A mapping that lies partly in the range counts by the share of it")
  func share() {
    #expect(
      MemoryMap.hugeBytes(inRangeFrom: 0x7f00_0000_0000, bytes: 2 * mebibyte, smaps: smaps)
        == mebibyte)
  }

  @Test("Outside every mapping there is nothing, touching ends included")
  func outside() {
    #expect(MemoryMap.hugeBytes(inRangeFrom: 0x7f00_0060_0000, bytes: 4096, smaps: smaps) == 0)
    #expect(MemoryMap.hugeBytes(inRangeFrom: 0x7eff_ffff_f000, bytes: 4096, smaps: smaps) == 0)
    #expect(MemoryMap.hugeBytes(inRangeFrom: 4096, bytes: 4096, smaps: "") == 0)
  }
}
