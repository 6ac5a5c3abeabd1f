import Scheduling
import Testing

/// Three windows of 100 ns, 50 ns apart.
private let plan = (0..<3).map { index in
  let start = Int64(1000 + 150 * index)
  return PlannedWindow(start: start, end: start + 100, index: index, frame: 0)
}

struct WindowCursorTests {
  @Test(
    "The next window is the first whose end minus the guard is still to come",
    arguments: [
      // after, now, guard, decision
      (-1, 0, 0, .run(index: 0, missed: 0..<0)),
      (-1, 1099, 0, .run(index: 0, missed: 0..<0)),
      (-1, 1100, 0, .run(index: 1, missed: 0..<1)),
      (-1, 1089, 10, .run(index: 0, missed: 0..<0)),
      (-1, 1090, 10, .run(index: 1, missed: 0..<1)),
      (0, 1100, 10, .run(index: 1, missed: 1..<1)),
      (0, 1300, 0, .run(index: 2, missed: 1..<2)),
      (0, 9999, 0, .done(missed: 1..<3)),
      (2, 0, 0, .done(missed: 3..<3)),
    ] as [(Int, Int64, Int64, WindowCursor.Decision)])
  func next(after: Int, now: Int64, guardBand: Int64, decision: WindowCursor.Decision) {
    #expect(WindowCursor.next(plan, after: after, now: now, guard: guardBand) == decision)
  }

  @Test("A plan without windows is done at once")
  func empty() {
    #expect(WindowCursor.next([], after: -1, now: 5, guard: 0) == .done(missed: 0..<0))
  }

  @Test("Waking comes early by the lead, stopping by the guard; late means after the planned start")
  func instants() {
    #expect(WindowCursor.wake(plan[0], lead: 30) == 970)
    #expect(WindowCursor.stop(plan[0], guard: 30) == 1070)
    #expect(!WindowCursor.isLate(plan[0], now: 1000))
    #expect(WindowCursor.isLate(plan[0], now: 1001))
  }
}
