import Scheduling
import Statistics
import Testing

struct HandOverTests {
  private func window(_ start: Int64, _ end: Int64) -> PlannedWindow {
    PlannedWindow(start: start, end: end, index: 0, frame: 0)
  }

  @Test(
    "Who follows without a pause is called; its timer rings a fifth of the guard after the stop")
  func adjoining() {
    let plan = HandOver.plan(
      [[window(0, 100), window(200, 300)], [window(100, 200)]], guard: 10, lead: 40)
    #expect(
      plan == [
        [
          HandOver(leadNanoseconds: 40, successor: 1),
          HandOver(leadNanoseconds: 8, successor: nil),
        ], [HandOver(leadNanoseconds: 8, successor: 0)],
      ])
  }

  @Test(
    "Where the core is idle before a window, its partition wakes by the whole lead and nobody calls"
  )
  func idle() {
    let plan = HandOver.plan([[window(0, 100)], [window(150, 200)]], guard: 10, lead: 40)
    #expect(plan == [[HandOver(leadNanoseconds: 40)], [HandOver(leadNanoseconds: 40)]])
  }

  @Test("A short pause is slept through only until the predecessor's stop is past")
  func shortPause() {
    let plan = HandOver.plan([[window(0, 100)], [window(120, 200)]], guard: 10, lead: 40)
    #expect(plan[1] == [HandOver(leadNanoseconds: 28)])
    #expect(plan[0] == [HandOver(leadNanoseconds: 40, successor: 1)])
  }

  @Test("A partition that follows itself is not called: it has never left the core")
  func itself() {
    let plan = HandOver.plan([[window(0, 100), window(100, 200)]], guard: 10, lead: 40)
    #expect(plan[0].map(\.successor) == [nil, nil])
  }

  @Test(
    "Nobody wakes before the predecessor's stop, and every called window begins within the lead")
  func properties() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("HandOverTests.properties seed \(seed)")
    var generator = SplitMix64(seed: seed)
    for _ in 0..<500 {
      var partitions = [[PlannedWindow]](repeating: [], count: 1 + generator.next(below: 5))
      var order: [(partition: Int, window: PlannedWindow)] = []
      var time: Int64 = 0
      for _ in 0..<generator.next(below: 30) {
        time += Int64(generator.next(below: 3) * generator.next(below: 200))
        let end = time + 50 + Int64(generator.next(below: 100))
        let partition = generator.next(below: partitions.count)
        partitions[partition].append(window(time, end))
        order.append((partition, window(time, end)))
        time = end
      }
      let guardBand = Int64(generator.next(below: 50))
      let lead = guardBand + Int64(generator.next(below: 200))
      let plan = HandOver.plan(partitions, guard: guardBand, lead: lead)
      for (before, after) in zip(order, order.dropFirst()) {
        let own = partitions[after.partition].firstIndex(of: after.window)!
        let wake = after.window.start - plan[after.partition][own].leadNanoseconds
        #expect(wake >= before.window.end - guardBand)
        let called = plan[before.partition][
          partitions[before.partition].firstIndex(of: before.window)!]
        if let successor = called.successor {
          #expect(successor == after.partition)
          #expect(after.window.start - before.window.end < lead)
        }
      }
    }
  }
}
