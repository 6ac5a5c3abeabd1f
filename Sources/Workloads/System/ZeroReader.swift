import CPlatform
import Glibc
import Platform

/// Has the kernel write zeros into its working set, by reads of /dev/zero.
@safe struct ZeroReader: Kernel, PartitionCode {
  nonisolated(unsafe) private let base: UnsafeMutableRawPointer
  nonisolated(unsafe) private let end: UnsafeMutableRawPointer
  nonisolated(unsafe) private var at: UnsafeMutableRawPointer
  private let descriptor: CInt
  private let bytesPerRead: Int

  static var bytesPerStep: Int { @inline(__always) get { 64 << 10 } }

  /// One descriptor for the whole process, open until it ends: it has no position, and nobody closes it under a thread that
  /// is left in the middle of a read. A negative number is the errno that kept it from being opened.
  static let device: CInt = {
    let descriptor = unsafe open("/dev/zero", O_RDONLY | O_CLOEXEC)
    return descriptor >= 0 ? descriptor : -errno
  }()

  /// The nearest size that is a whole number of reads: of 64 KiB, or of all of a smaller set that divides 64 KiB.
  static func rounded(_ bytes: Int) -> Int {
    guard bytes < bytesPerStep else { return bytes / bytesPerStep * bytesPerStep }
    var size = bytesPerStep
    while size > bytes, size > 4096 { size /= 2 }
    return size
  }

  init(arena: Arena, descriptor: CInt) {
    let bytes = Self.rounded(arena.bytes)
    precondition(bytes <= arena.bytes)
    unsafe base = arena.base
    unsafe end = arena.base + bytes
    unsafe at = base
    bytesPerRead = min(bytes, Self.bytesPerStep)
    self.descriptor = descriptor
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.bytesPerStep
    while left != 0 {
      unsafe cplatform_read_all(descriptor, at, UInt64(bytesPerRead))
      unsafe at += bytesPerRead
      if unsafe at == end { unsafe at = base }
      left &-= bytesPerRead
    }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let zeroReader = Workload(
    name: "io-zero",
    summary: "Reads /dev/zero into its working set, 64 KiB at a time.",
    why: """
      Memory traffic that the kernel makes on the partition's behalf, by its own instructions: regulation that counts \
      only user mode misses it, and a window ends only where the kernel looks for signals: after every page.
      """,
    limits: """
      System calls inside the window are what it is about. Code that polls ends its window up to one piece late. How the kernel \
      clears memory is its choice of the day (REP STOSB, DC ZVA), which may write past the caches.
      """,
    source: "read(2), zero(4)",
    channel: "memory bandwidth and cache capacity, used in kernel mode; delays inside the kernel",
    accessName: "line", accessesPerStep: ZeroReader.bytesPerStep / 64, bytesPerAccess: 64,
    memory: .buffer,
    defaultWorkingSet: .relative(level: 3, numerator: 2, denominator: 1), defaultJobAccesses: 8192,
    verification: .costs(
      moreThan: .init("io-zero", .relative(level: 2, numerator: 1, denominator: 4)),
      control: .init("io-zero", .relative(level: 2, numerator: 1, denominator: 8)), atLeast: 1.2,
      claim: "a line takes longer than one that stays in the core's own cache: memory is written"),
    round: { ZeroReader.rounded($0) },
    unavailable: {
      let device = ZeroReader.device
      return device >= 0 ? nil : SystemError("open /dev/zero", code: -device).description
    },
    makeCode: {
      let device = ZeroReader.device
      guard device >= 0 else { throw SystemError("open /dev/zero", code: -device) }
      return ZeroReader(arena: $0.arena!, descriptor: device)
    })
}
