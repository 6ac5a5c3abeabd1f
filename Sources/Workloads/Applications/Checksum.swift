import CPlatform
import Platform
import Statistics

/// Computes the CRC-32 of its working set with a table, byte by byte, again and again.
///
/// The polynomial is that of IEEE 802.3, zip and PNG (0x04c11db7), bits reversed.
@safe struct Checksum: Kernel, PartitionCode {
  nonisolated(unsafe) private let table: UnsafeMutablePointer<UInt32>
  nonisolated(unsafe) private let data: UnsafeMutablePointer<UInt8>
  let count: Int
  private var at = 0
  private var remainder: UInt32 = .max
  /// The checksum of the last whole pass.
  private(set) var checksum: UInt32 = 0

  static var bytesPerStep: Int { @inline(__always) get { 512 } }
  private static let tableBytes = 256 * 4

  /// Bytes of data that fit behind the table in whole steps, at least one.
  static func count(fitting bytes: Int) -> Int {
    max(bytesPerStep, (bytes - tableBytes) / bytesPerStep * bytesPerStep)
  }

  static func rounded(_ bytes: Int) -> Int { tableBytes + count(fitting: bytes) }

  init(arena: Arena, seed: UInt64) {
    count = Self.count(fitting: arena.bytes)
    precondition(Self.rounded(arena.bytes) <= arena.bytes)
    unsafe table = arena.base.bindMemory(to: UInt32.self, capacity: 256)
    unsafe data = (arena.base + Self.tableBytes).bindMemory(to: UInt8.self, capacity: count)
    for byte in 0..<256 {
      var remainder = UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 != 0 ? remainder >> 1 ^ 0xedb8_8320 : remainder >> 1
      }
      unsafe table[byte] = remainder
    }
    var random = SplitMix64(seed: seed)
    for index in 0..<count { unsafe data[index] = UInt8(truncatingIfNeeded: random.next()) }
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var remainder = remainder
    var left = Self.bytesPerStep
    while left != 0 {
      let index = unsafe UInt8(truncatingIfNeeded: remainder) ^ data[at]
      remainder = unsafe remainder >> 8 ^ table[Int(index)]
      at &+= 1
      left &-= 1
    }
    if at == count {
      checksum = ~remainder
      remainder = .max
      at = 0
    }
    // Nobody reads it inside the loop: without this the optimiser leaves the work out.
    self.remainder = UInt32(truncatingIfNeeded: cplatform_launder(UInt64(remainder)))
  }

  /// The data, to be filled and looked at by tests.
  var bytes: UnsafeMutableBufferPointer<UInt8> {
    unsafe UnsafeMutableBufferPointer(start: data, count: count)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let checksum = Workload(
    name: "app-crc",
    summary: "Computes the CRC-32 of its working set with a table, byte by byte.",
    why: """
      Communication and integrity checks: a chain of dependent loads in a small table, with a stream of data beside \
      it. It suffers where L1 is shared and hardly anywhere else.
      """,
    limits: "The plain table algorithm, not the carry-less multiplication of tuned libraries.",
    source: "Sarwate, Computation of Cyclic Redundancy Checks via Table Look-Up (CACM 31(8), 1988)",
    channel: "L1 of its core, through the table; a little bandwidth through the data",
    roles: [.victim], accessName: "byte", accessesPerStep: Checksum.bytesPerStep,
    bytesPerAccess: 1,
    memory: .buffer, keepsContents: true, defaultWorkingSet: applicationWorkingSet,
    defaultJobAccesses: 128 * Checksum.bytesPerStep,
    verification: .costs(
      moreThan: .init("alu"), control: .init("alu"), atLeast: 1.15,
      claim: "a byte takes longer than a dependent operation: each waits for a load from the table"),
    round: { Checksum.rounded($0) },
    makeCode: { Checksum(arena: $0.arena!, seed: $0.seed) })
}
