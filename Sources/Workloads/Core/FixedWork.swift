import CPlatform
public import Platform

/// A fixed piece of arithmetic: it takes the same time for as long as the core is the same.
///
/// Eight independent chains of multiplications keep the multiplier busy in every cycle, so that a neighbour on a sibling
/// hardware thread, also one that the hypervisor hides, takes up to half of it; one chain, which waits for itself most of
/// the time, would hardly notice. It touches no memory.
public struct FixedWork: Sendable, Equatable {
  /// The work is timed in this many equal parts.
  public static let parts = 9
  /// Rounds of the eight chains in each part.
  public let roundsPerPart: Int

  public init(roundsPerPart: Int) {
    precondition(roundsPerPart > 0)
    self.roundsPerPart = roundsPerPart
  }

  /// Work of about `nanoseconds` for the calling thread, by the fastest of a few trials.
  public static func calibrated(nanoseconds: Double, scale: TickScale) -> FixedWork {
    let trial = FixedWork(roundsPerPart: 1000)
    let fastest = (0..<8).map { _ in trial.run(scale: scale) }.min() ?? 0
    let rounds = fastest > 0 ? nanoseconds / fastest * 1000 : 1
    return FixedWork(roundsPerPart: Int(max(1, min(rounds.rounded(), 1e7))))
  }

  /// Works once and says how long all parts would have taken at the pace of their median: an interrupt spoils one part,
  /// not the whole.
  public func run(scale: TickScale) -> Double {
    var ticks: [UInt64] = []
    ticks.reserveCapacity(Self.parts)
    for _ in 0..<Self.parts { ticks.append(part()) }
    return scale.nanoseconds(of: ticks.sorted()[Self.parts / 2]) * Double(Self.parts)
  }

  @inline(never)
  private func part() -> UInt64 {
    var cpu: UInt32 = 0
    let factor: UInt64 = 6_364_136_223_846_793_005
    var (a, b, c, d) = (factor, factor &+ 2, factor &+ 4, factor &+ 6)
    var (e, f, g, h) = (factor &+ 8, factor &+ 10, factor &+ 12, factor &+ 14)
    let begin = unsafe cplatform_ticks_ordered(&cpu)
    var left = roundsPerPart
    while left != 0 {
      // Laundered, or the compiler would find a closed form.
      a = cplatform_launder(a &* factor)
      b = cplatform_launder(b &* factor)
      c = cplatform_launder(c &* factor)
      d = cplatform_launder(d &* factor)
      e = cplatform_launder(e &* factor)
      f = cplatform_launder(f &* factor)
      g = cplatform_launder(g &* factor)
      h = cplatform_launder(h &* factor)
      left &-= 1
    }
    return unsafe cplatform_ticks_ordered(&cpu) &- begin
  }
}
