import CPlatform
import Scheduling
import Statistics
import Testing

@Suite("The signal handler's choice of window")
struct NextWindowTests {
  @Test(
    "Is the schedule's: C and Swift agree in 5 000 random cases for each seed",
    arguments: UInt64(1)...20)
  func agreement(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for number in 0..<5000 {
      let plan = windows(&generator)
      let index = generator.next(below: plan.count + 1) - 1
      let guardBand = Int64([0, 1, 20, 50, 400][generator.next(below: 5)])
      let now = instant(plan, guardBand, &generator)
      let chosen = unsafe plan.map {
        cplatform_window(planned: $0)
      }.withUnsafeBufferPointer {
        unsafe cplatform_next_window(
          $0.baseAddress!, UInt32(plan.count), Int64(index), now, guardBand)
      }
      let decision = WindowCursor.next(plan, after: index, now: now, guard: guardBand)
      #expect(
        decision == self.decision(Int(chosen), after: index, count: plan.count), "case \(number)")
    }
  }

  /// The C function's answer in the schedule's terms.
  private func decision(_ chosen: Int, after index: Int, count: Int) -> WindowCursor.Decision {
    chosen < count
      ? .run(index: chosen, missed: index + 1..<chosen) : .done(missed: index + 1..<chosen)
  }

  /// One to twelve windows in order, some touching, some shorter than the guard.
  private func windows(_ generator: inout SplitMix64) -> [PlannedWindow] {
    var at = Int64(generator.next(below: 1000))
    return (0...generator.next(below: 12)).map { index in
      let start = at + Int64([0, 0, 1, 300][generator.next(below: 4)])
      let end = start + 1 + Int64(generator.next(below: 500))
      at = end
      return PlannedWindow(start: start, end: end, index: index, frame: 0)
    }
  }

  /// Anywhere, and every other time within a nanosecond of an instant at which the choice changes.
  private func instant(
    _ plan: [PlannedWindow], _ guardBand: Int64, _ generator: inout SplitMix64
  ) -> Int64 {
    if generator.next(below: 2) == 0 {
      return Int64(generator.next(below: Int(plan.last!.end) + 1000)) - 500
    }
    let edge = plan[generator.next(below: plan.count)].end - guardBand
    return edge + Int64(generator.next(below: 3)) - 1
  }
}

extension cplatform_window {
  init(planned window: PlannedWindow) {
    self.init()
    planned_start_ns = window.start
    planned_end_ns = window.end
  }
}
