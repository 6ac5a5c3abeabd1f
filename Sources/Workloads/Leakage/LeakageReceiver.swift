import CPlatform
public import Platform

/// Times a walk through its own buffer at the start of each of its windows, and makes another so that the next one finds all of it
/// where this one left it: prime and probe.
///
/// A sample is a probe. The number in the line that it shares with the sender makes it wait so much longer, which is the positive
/// control.
@safe public struct LeakageReceiver: PartitionCode {
  /// Walks of a second-level cache's size are too long for one load at a time: eight chains.
  private static var chains: Int { 8 }

  /// What the largest number in the shared line makes a probe longer by: more than most probes take, and no more than part of a
  /// window.
  static let longestMessageNanoseconds = 30_000.0

  nonisolated(unsafe) private let word: UnsafeMutableRawPointer
  /// The loop only knows places in them.
  private let memory: [Arena]
  private let isParallel: Bool
  /// Loads of each chain in one walk.
  private let loads: Int
  private let ticksPerMessage: UInt64
  nonisolated(unsafe) private var starts: InlineArray<8, UnsafeRawPointer>

  /// Lays the cycles through the buffer.
  ///
  /// - Parameters:
  ///   - arena: at least `sizes.receiverBytes`.
  ///   - shared: known to the sender, too.
  public init(
    _ channel: LeakageChannel, sizes: LeakageSizes, symbols: Int, arena: Arena, shared: Arena,
    seed: UInt64, ticksPerNanosecond: Double
  ) {
    precondition(symbols > 1 && arena.bytes >= sizes.receiverBytes)
    memory = [arena, shared]
    unsafe word = shared.base
    ticksPerMessage = UInt64(
      Self.longestMessageNanoseconds * ticksPerNanosecond / Double(symbols - 1))
    isParallel = channel == .l2
    if channel == .tlb {
      loads = sizes.receiverPages
      let start = unsafe RandomCycle.lay(
        in: arena.base, places: loads, seed: seed, offset: OneLinePerPage.offset)
      unsafe starts = InlineArray(repeating: start)
    } else {
      let lines = sizes.receiverBytes / 64
      let cycles = isParallel ? Self.chains : 1
      loads = lines / cycles
      let places = unsafe RandomCycle.lay(
        in: arena.base, places: lines, cycles: cycles, seed: seed
      ) { $0 * 64 }
      unsafe starts = InlineArray { unsafe places[$0 % cycles] }
    }
  }

  @inline(never) @_noLocks
  public func measure(_ measurement: Measurement) -> Never {
    if unsafe measurement.polls { unsafe receive(measurement, Cooperative.self) }
    unsafe receive(measurement, Uncooperative.self)
  }

  @inline(never) @_noLocks
  public func load(_ measurement: Measurement) -> Never { unsafe measure(measurement) }

  @inline(__always)
  private func receive<G: Gate>(_ measurement: Measurement, _: G.Type) -> Never {
    let line = unsafe measurement.line
    let ring = unsafe measurement.ring
    var at = unsafe starts
    var cpu: UInt32 = 0
    var parked = unsafe cplatform_line_parked(line)
    while true {
      parked = unsafe nextWindow(line, after: parked, G.self)
      let begin = unsafe cplatform_ticks_ordered(&cpu)
      unsafe cplatform_escape(word)
      let message = unsafe word.load(as: UInt64.self)
      unsafe walk(&at, loads)
      if message != 0 {
        let told = cplatform_ticks() &+ message &* ticksPerMessage
        while cplatform_ticks() < told { cplatform_relax() }
      }
      let end = unsafe cplatform_ticks_ordered(&cpu)
      let isWhole = unsafe cplatform_line_parked(line) == parked
      unsafe ring.append(
        Sample(
          endTicks: end, durationTicks: UInt32(truncatingIfNeeded: min(end &- begin, 0xffff_ffff)),
          cpu: UInt16(truncatingIfNeeded: cpu), labels: isWhole ? 0 : SampleLabel.split))
      unsafe cplatform_line_add_work(line, 1)
      unsafe walk(&at, loads)
      // A window that began meanwhile found the buffer half primed: it has no probe.
      parked = unsafe cplatform_line_parked(line)
    }
  }

  @_noLocks @inline(__always)
  private func walk(_ at: inout InlineArray<8, UnsafeRawPointer>, _ loads: Int) {
    var left = loads
    if isParallel {
      var here = unsafe at
      while left > 0 {
        for chain in 0..<8 {
          unsafe here[unchecked: chain] = here[unchecked: chain].load(as: UnsafeRawPointer.self)
        }
        left &-= 1
      }
      for chain in 0..<8 { unsafe cplatform_escape(here[unchecked: chain]) }
      unsafe at = here
    } else {
      var here = unsafe at[unchecked: 0]
      while left > 0 {
        unsafe here = here.load(as: UnsafeRawPointer.self)
        left &-= 1
      }
      unsafe cplatform_escape(here)
      unsafe at[unchecked: 0] = here
    }
  }
}
