import CPlatform
import Platform

/// What an outgoing partition's side does before its core goes to the successor: it displaces what its window left in the core's
/// L1 and L2, and then waits, so that the core is released at an instant of the plan whatever the window did.
///
/// Code without privilege cannot flush lines that are not its own, nor translations, branch predictors or instruction caches:
/// those stay. The last-level cache keeps what was displaced.
public struct SwitchHygiene: Sendable, Hashable {
  /// Bytes that are read to displace the rest.
  public var displacedBytes: Int
  /// From the planned stop of a window to the release of its core, in nanoseconds.
  public var padNanoseconds: Int64

  public init(displacedBytes: Int, padNanoseconds: Int64) {
    precondition(displacedBytes > 0 && padNanoseconds >= 0, "hygiene displaces something")
    self.displacedBytes = displacedBytes
    self.padNanoseconds = padNanoseconds
  }

  /// How much has to be read to displace what an L2 of a size holds: hygiene.c says how that was found.
  public static func displacedBytes(level2Bytes: Int) -> Int { 3 * level2Bytes }
}

/// How one window was cleaned up after.
public struct CleanupRecord: Sendable, Equatable {
  /// What the displacement alone took.
  public var displacementNanoseconds: Int64
  /// When the core was free for the successor, in nanoseconds from the run's epoch.
  public var release: Int64

  public init(displacementNanoseconds: Int64, release: Int64) {
    self.displacementNanoseconds = displacementNanoseconds
    self.release = release
  }
}

/// The displacement buffer of a virtual CPU and the records of its use.
@safe final class HygieneMemory: @unchecked Sendable {
  // Sendable because the virtual CPU alone writes to it between start and end.

  private let hygiene: SwitchHygiene
  private let slot: OpaquePointer
  private let cleanups: UnsafeMutablePointer<cplatform_cleanup>
  private let arena: Arena
  /// The partition's own, where it lives.
  private var buffer: Arena?

  init(
    _ hygiene: SwitchHygiene, windows: Int, of slot: OpaquePointer
  ) throws(SystemError) {
    self.hygiene = hygiene
    unsafe self.slot = slot
    arena = try Arena(
      bytes: max(1, windows) * MemoryLayout<cplatform_cleanup>.stride, sharing: .inherited)
    unsafe cleanups = arena.base.bindMemory(to: cplatform_cleanup.self, capacity: max(1, windows))
  }

  /// Makes the buffer, in the process of the partition.
  func makeBuffer() throws(SystemError) {
    let buffer = try Arena(bytes: hygiene.displacedBytes)
    self.buffer = buffer
    unsafe cplatform_slot_set_hygiene(
      slot,
      cplatform_hygiene(
        buffer: buffer.base, bytes: UInt64(buffer.bytes), pad_ns: hygiene.padNanoseconds,
        cleanups: cleanups))
  }

  /// Touches the memory, on the thread that will use it.
  func populate() {
    arena.populate()
    buffer?.populate()
  }

  func record(window: Int, epoch: Int64) -> CleanupRecord? {
    let cleanup = unsafe cleanups[window]
    guard cleanup.release_ns != 0 else { return nil }
    return CleanupRecord(
      displacementNanoseconds: cleanup.displacement_ns, release: cleanup.release_ns - epoch)
  }
}
