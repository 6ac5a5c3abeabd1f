import CPlatform
public import Platform
import Synchronization

/// How long displacing what a window leaves in a core's caches takes on this machine.
public struct HygieneCalibration: Sendable, Equatable {
  public var displacedBytes: Int
  /// The longest of all footprints: upper quartile of its displacements, as the longest single ones are the host's.
  public var displacementNanoseconds: Int64

  public init(displacedBytes: Int, displacementNanoseconds: Int64) {
    self.displacedBytes = displacedBytes
    self.displacementNanoseconds = displacementNanoseconds
  }

  /// What a displacement may take beyond the calibrated one: part of the buffer in memory, a neighbour on the last-level cache.
  static let margin = 2.0
  /// A stop comes so late at most, mostly: the timer's lateness in a virtual machine, and the way into the handler.
  static let stopNanoseconds: Int64 = 25_000

  /// The hygiene that it suggests: a pad that every ordinary displacement fits into.
  public var hygiene: SwitchHygiene {
    SwitchHygiene(
      displacedBytes: displacedBytes,
      padNanoseconds: Int64(Double(displacementNanoseconds) * Self.margin) + Self.stopNanoseconds)
  }

  /// Footprints of the window before, in parts of what is displaced: none, and dirty ones up to more than the L2.
  static let footprints = [0.0, 0.25, 0.5, 1, 2]
  static let displacementsPerFootprint = 40
  /// From one displacement to the next, as long as a window: what other cores do to the last-level cache meanwhile decides
  /// whether the buffer is still there. Without it displacements took a third of what they took in windows beside compilers.
  static let pauseNanoseconds: Int64 = 1_000_000

  /// The calibration of a core, measured at the first call in this process and remembered.
  ///
  /// - Throws: `SystemError` when a thread or its memory cannot be had.
  public static func known(cpu: Int, displacedBytes: Int) throws(SystemError) -> HygieneCalibration
  {
    let key = Key(cpu: cpu, displacedBytes: displacedBytes)
    if let known = measured.withLock({ $0[key] }) { return known }
    let calibration = try measure(cpu: cpu, displacedBytes: displacedBytes)
    measured.withLock { $0[key] = calibration }
    return calibration
  }

  private struct Key: Hashable {
    let cpu: Int
    let displacedBytes: Int
  }

  private static let measured = Mutex<[Key: HygieneCalibration]>([:])

  /// Displaces dirty footprints of several sizes on a core, again and again.
  ///
  /// - Throws: `SystemError` when a thread or its memory cannot be had.
  public static func measure(
    cpu: Int, displacedBytes: Int
  ) throws(SystemError) -> HygieneCalibration {
    let buffer = try Arena(bytes: displacedBytes)
    let footprint = try Arena(
      bytes: Int(Double(displacedBytes) * footprints.max()!))
    let longest = Mutex<Int64>(0)
    try PinnedThread(cpus: [cpu]) {
      buffer.populate()
      footprint.populate()
      var found = footprints.map { part in
        displacements(of: buffer, after: Int(Double(displacedBytes) * part), of: footprint)
      }
      found.append(displacements(of: buffer, after: 0, of: footprint, isInMemory: true))
      longest.withLock { $0 = found.max()! }
    }.join()
    return HygieneCalibration(
      displacedBytes: displacedBytes, displacementNanoseconds: longest.withLock { $0 })
  }

  /// The upper quartile.
  ///
  /// - Parameter isInMemory: whether nothing of the buffer is left in any cache: what a neighbour that sweeps through the last-level
  ///   cache leaves of it.
  private static func displacements(
    of buffer: Arena, after dirtyBytes: Int, of footprint: Arena, isInMemory: Bool = false
  ) -> Int64 {
    let unordered = cplatform_has_flushopt()
    var times = (0..<displacementsPerFootprint).map { round in
      sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + pauseNanoseconds)
      for offset in stride(from: 0, to: dirtyBytes, by: 64) {
        unsafe footprint.base.storeBytes(of: round, toByteOffset: offset, as: Int.self)
      }
      if isInMemory {
        for offset in stride(from: 0, to: buffer.bytes, by: 64) {
          unsafe cplatform_flush_line(buffer.base + offset, unordered)
        }
        cplatform_flush_fence()
      }
      let begin = monotonicNanoseconds()
      unsafe cplatform_displace(buffer.base, UInt64(buffer.bytes))
      return monotonicNanoseconds() - begin
    }
    times.sort()
    return times[times.count * 3 / 4]
  }
}
