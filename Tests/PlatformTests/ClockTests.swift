import Testing

@testable import Platform

@Suite("Clocks")
struct ClockTests {
  /// Ticks per second and how far the two clocks' zeros lie apart.
  static let rates: [(hertz: Int64, ticksAtZero: UInt64)] = [
    (2_596_145_000, 9_000_000_000_000), (1_000_000_000, 0), (24_000_000, 77), (5_000_000_001, 1),
  ]

  @Test("A time stamp goes to its instant and back to within one tick", arguments: rates)
  func roundTrip(hertz: Int64, ticksAtZero: UInt64) {
    let second = ClockAnchor(nanoseconds: 1_000_000_000, ticks: ticksAtZero + UInt64(hertz))
    let scale = TickScale(from: ClockAnchor(nanoseconds: 0, ticks: ticksAtZero), to: second)
    // A tick may be longer than a nanosecond, or shorter: the coarser of the two is the resolution.
    let resolution = UInt64(max(1, (hertz + 999_999_999) / 1_000_000_000))
    for step: UInt64 in [0, 1, 2, 1000, 123_456_789, 60_000_000_000] {
      let ticks = ticksAtZero + step
      let back = scale.ticks(at: scale.nanoseconds(at: ticks))
      #expect(max(back, ticks) - min(back, ticks) <= resolution)
    }
    #expect(scale.nanoseconds(at: second.ticks) == second.nanoseconds)
    #expect(scale.ticks(at: second.nanoseconds) == second.ticks)
    #expect(abs(scale.ticksPerNanosecond * scale.nanosecondsPerTick - 1) < 1e-12)
  }

  @Test("Time stamps from before the anchor lie before its instant")
  func beforeTheOrigin() {
    let scale = TickScale(
      from: ClockAnchor(nanoseconds: 5000, ticks: 10_000),
      to: ClockAnchor(nanoseconds: 6000, ticks: 12_000))
    #expect(scale.nanoseconds(at: 8000) == 4000)
    #expect(scale.ticks(at: 4000) == 8000)
    #expect(scale.nanoseconds(of: 3) == 1.5)
  }

  @Test("Anchors never go back, on either clock")
  func monotone() {
    var last = ClockAnchor.now()
    for _ in 0..<1000 {
      let now = ClockAnchor.now()
      #expect(now.nanoseconds >= last.nanoseconds && now.ticks > last.ticks)
      last = now
    }
  }

  @Test("A sleep until an instant ends after it; one until the past ends at once")
  func sleeping() {
    let deadline = monotonicNanoseconds() + 2_000_000
    sleep(untilMonotonicNanoseconds: deadline)
    #expect(monotonicNanoseconds() >= deadline)
    sleep(untilMonotonicNanoseconds: 1)
  }

  @Test("A calibrated scale agrees with the clocks that it was drawn from")
  func calibrated() {
    let scale = TickScale.calibrated(overMilliseconds: 5)
    #expect(scale.nanosecondsPerTick > 0)
    #expect(scale.nanoseconds(at: scale.origin.ticks) == scale.origin.nanoseconds)
  }
}
