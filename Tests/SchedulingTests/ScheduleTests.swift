import Scheduling
import Testing

/// On CPU 0: a from 0 to 30, idle to 40, b from 40 to 100. On CPU 1: b from 10 to 20.
private func example() throws -> ValidSchedule {
  try ValidSchedule(
    ScheduleTable(
      majorFrameNanoseconds: 100, partitions: ["a", "b"],
      windows: [
        Window(partition: "b", cpu: 0, offsetNanoseconds: 40, durationNanoseconds: 60),
        Window(partition: "a", cpu: 0, offsetNanoseconds: 0, durationNanoseconds: 30),
        Window(partition: "b", cpu: 1, offsetNanoseconds: 10, durationNanoseconds: 10),
      ]),
    onlineCPUs: [0, 1, 2], allowedCPUs: [0, 1, 2])
}

struct ScheduleTests {
  @Test(
    "The occupant of a core follows the windows; an end belongs to whoever is next",
    arguments: [
      (0, 0, "a"), (0, 29, "a"), (0, 30, nil), (0, 39, nil), (0, 40, "b"), (0, 99, "b"),
      (0, 100, "a"), (0, 700_000_000_029, "a"), (0, 700_000_000_030, nil), (0, .max, "a"),
      (1, 9, nil), (1, 10, "b"), (1, 20, nil), (2, 0, nil), (-1, 0, nil),
    ] as [(Int, Int64, String?)])
  func occupant(cpu: Int, time: Int64, name: String?) throws {
    #expect(try example().occupant(cpu: cpu, at: time) == name)
  }

  @Test("Windows are expanded to absolute times, in order, with their index and frame")
  func expansion() throws {
    let schedule = try example()
    #expect(
      schedule.windows(of: "b", cpu: 0, from: 0, until: 200) == [
        PlannedWindow(start: 40, end: 100, index: 0, frame: 0),
        PlannedWindow(start: 140, end: 200, index: 0, frame: 1),
      ])
    #expect(schedule.windows(of: "a", cpu: 1, from: 0, until: 200) == [])
    #expect(schedule.windows(of: "a", cpu: 2, from: 0, until: 200) == [])
    #expect(schedule.windows(of: "a", cpu: 0, from: 5, until: 5) == [])
  }

  @Test("Adjoining spans yield every window exactly once")
  func adjoiningSpans() throws {
    let schedule = try example()
    let whole = schedule.windows(of: "b", cpu: 0, from: 0, until: 1000)
    for cut in Int64(0)...1000 {
      let parts =
        schedule.windows(of: "b", cpu: 0, from: 0, until: cut)
        + schedule.windows(of: "b", cpu: 0, from: cut, until: 1000)
      #expect(parts == whole)
    }
  }

  @Test("At the end of time the expansion stops instead of overflowing")
  func endOfTime() throws {
    let schedule = try example()
    let last = schedule.windows(of: "b", cpu: 0, from: .max - 250, until: .max)
    #expect(last.map(\.end) == [Int64.max - 107, .max - 7])
  }

  @Test("Utilisation is the share of the core's time that is granted")
  func utilisation() throws {
    let schedule = try example()
    #expect(schedule.utilisation(cpu: 0) == 0.9)
    #expect(schedule.utilisation(cpu: 0, partition: "a") == 0.3)
    #expect(schedule.utilisation(cpu: 1) == 0.1)
    #expect(schedule.utilisation(cpu: 2) == 0)
  }

  @Test("Alternating partitions never run at once, on any core, and leave no gap")
  func alternating() throws {
    let table = ScheduleTable.alternating(
      partitions: [("victim", [1, 2]), ("attack", [1, 2, 3])], windowNanoseconds: 50)
    let schedule = try ValidSchedule(table, onlineCPUs: [1, 2, 3], allowedCPUs: [1, 2, 3])
    #expect(table.majorFrameNanoseconds == 100)
    for time in Int64(0)..<200 {
      let running = Set([1, 2, 3].compactMap { schedule.occupant(cpu: $0, at: time) })
      #expect(running == [time % 100 < 50 ? "victim" : "attack"])
    }
  }

  @Test("Alternating windows without a sensible length are refused by name, not by a trap")
  func alternatingNonsense() {
    let zero = ScheduleTable.alternating(partitions: [("a", [0])], windowNanoseconds: 0)
    #expect(zero.validate(onlineCPUs: [0], allowedCPUs: [0]).count == 2)
    let huge = ScheduleTable.alternating(
      partitions: [("a", [0]), ("b", [0])], windowNanoseconds: .max)
    #expect(
      huge.validate(onlineCPUs: [0], allowedCPUs: [0]).contains(
        .majorFrameTooLong(nanoseconds: .max)))
  }
}
