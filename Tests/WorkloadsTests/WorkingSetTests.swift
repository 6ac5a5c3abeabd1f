import Testing

@testable import Workloads

@Suite("Working set")
struct WorkingSetTests {
  @Test(
    "A size or a share of a cache is read, and printed as one would write it",
    arguments: [
      ("4096", .bytes(4096), "4KiB"),
      ("100B", .bytes(100), "100B"),
      ("512KiB", .bytes(512 << 10), "512KiB"),
      ("1536KiB", .bytes(1536 << 10), "1536KiB"),
      ("1024KiB", .bytes(1 << 20), "1MiB"),
      ("4MiB", .bytes(4 << 20), "4MiB"),
      ("2GiB", .bytes(2 << 30), "2GiB"),
      ("L2", .relative(level: 2, numerator: 1, denominator: 1), "L2"),
      ("L2/2", .relative(level: 2, numerator: 1, denominator: 2), "L2/2"),
      ("4*L3", .relative(level: 3, numerator: 4, denominator: 1), "4*L3"),
      ("3*L1/4", .relative(level: 1, numerator: 3, denominator: 4), "3*L1/4"),
      ("1*L4/1", .relative(level: 4, numerator: 1, denominator: 1), "L4"),
    ] as [(String, WorkingSet, String)])
  func good(text: String, value: WorkingSet, printed: String) throws {
    #expect(try WorkingSet(parsing: text) == value)
    #expect(value.description == printed)
    #expect(try WorkingSet(parsing: printed) == value)
  }

  @Test(
    "What is neither is refused, and the message says what would be right",
    arguments: [
      "", " ", "0", "-5", "4.5MiB", "4MB", "4mib", "4 MiB", "KiB", "B", "L", "L0", "L5", "l2",
      "L2/0",
      "L2/", "/2", "0*L2", "-1*L2", "*L2", "L2*2", "2*3*L2", "2*", "L2/2/2", "half", "1e6",
      "99999999999999999999",
    ])
  func bad(text: String) {
    let message =
      "'\(text)' is not a size: write bytes (512KiB, 4MiB) or a share of a cache (L2/2, 4*L3)"
    #expect(throws: WorkingSetError(message)) { try WorkingSet(parsing: text) }
  }

  static let caches: CacheSizes = [1: 32 << 10, 2: 1 << 20, 3: 32 << 20]

  @Test(
    "Bytes are whole lines, at least one; shares are of the cache of that level",
    arguments: [
      ("1", 64), ("64", 64), ("127", 64), ("128", 128), ("L1", 32 << 10), ("L2/2", 512 << 10),
      ("4*L3", 128 << 20), ("2*L1/3", 21824), ("L1/1000000", 64),
    ])
  func resolved(text: String, bytes: Int) throws {
    #expect(try WorkingSet(parsing: text).bytes(caches: Self.caches) == bytes)
  }

  @Test(
    "More than any memory stays more than any memory",
    arguments: ["9223372036854775807GiB", "9223372036854775807", "9223372036854775807*L3"])
  func enormous(text: String) throws {
    #expect(try WorkingSet(parsing: text).bytes(caches: Self.caches) > 1 << 62)
  }

  @Test("A share of a cache that is not reported is refused and says what is")
  func unknownCache() throws {
    let share = try WorkingSet(parsing: "L4/2")
    #expect(
      throws: WorkingSetError(
        "'L4/2' needs the size of L4, which hwloc does not report here (it reports L1, L2, L3); write bytes instead"
      )
    ) { try share.bytes(caches: Self.caches) }
    #expect(
      throws: WorkingSetError(
        "'L4/2' needs the size of L4, which hwloc does not report here (it reports no caches); write bytes instead"
      )
    ) { try share.bytes(caches: [:]) }
  }

  @Test("A share stays within the smaller size of a cache, a multiple reaches beyond the larger")
  func twoSizes() throws {
    let caches = CacheSizes(within: [3: 4 << 20], beyond: [3: 32 << 20])
    #expect(try WorkingSet(parsing: "L3/2").bytes(caches: caches) == 2 << 20)
    #expect(try WorkingSet(parsing: "L3").bytes(caches: caches) == 32 << 20)
    #expect(try WorkingSet(parsing: "2*L3").bytes(caches: caches) == 64 << 20)
  }
}
