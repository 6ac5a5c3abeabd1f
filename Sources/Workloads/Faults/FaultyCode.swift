import CPlatform
public import Platform

/// Ordinary load until its moment, and then a fault.
///
/// The moment counts from the code's own first instruction: the start of its first window. A major frame later the same window
/// begins again, so that a whole number of frames and a part of the window say when the fault comes, and nobody has to tell the
/// code when the run began. A partition that is started anew commits its fault anew, as a broken program does.
@safe public struct FaultyCode: PartitionCode {
  let act: FaultAct
  let delayTicks: UInt64
  let arena: Arena

  /// - Parameters:
  ///   - delayTicks: from the first instruction to the fault. See `FaultMoment`.
  /// - Throws: `SystemError` when memory is short.
  public init(_ act: FaultAct, delayTicks: UInt64) throws(SystemError) {
    self.act = act
    self.delayTicks = delayTicks
    arena = try Arena(bytes: Self.bytes)
    arena.populate()
  }

  /// What the load works on before the fault, and what `scribble` writes to: about what a second-level cache holds.
  static let bytes = 512 << 10

  public func measure(_ measurement: Measurement) -> Never { unsafe load(measurement) }

  public func load(_ measurement: Measurement) -> Never {
    let words = unsafe arena.base.assumingMemoryBound(to: UInt64.self)
    let site = unsafe FaultSite(
      line: measurement.line, polls: measurement.polls, words: words,
      wordCount: UInt64(Self.bytes / 8))
    unsafe run(site)
  }

  @inline(never) @_noLocks
  private func run(_ site: FaultSite) -> Never {
    let moment = cplatform_ticks() &+ delayTicks
    var isCommitted = false
    var index: UInt64 = 0
    while true {
      for _ in 0..<256 {
        unsafe site.words[Int(truncatingIfNeeded: index)] &+= 1
        index = unsafe (index &+ 8) % site.wordCount
      }
      unsafe site.stepped()
      if !isCommitted, cplatform_ticks() >= moment {
        isCommitted = true
        unsafe act.commit(site)
      }
    }
  }
}
