import Scheduling
import Testing

private func window(_ partition: String, _ cpu: Int, _ offset: Int64, _ duration: Int64) -> Window {
  Window(
    partition: partition, cpu: cpu, offsetNanoseconds: offset, durationNanoseconds: duration)
}

private func messages(
  frame: Int64 = 1_000_000, partitions: [String] = ["victim", "attack"], _ windows: [Window],
  online: Set<Int> = [0, 1, 3], allowed: Set<Int> = [0, 1]
) -> [String] {
  ScheduleTable(majorFrameNanoseconds: frame, partitions: partitions, windows: windows)
    .validate(onlineCPUs: online, allowedCPUs: allowed).map(\.description)
}

struct ScheduleValidationTests {
  @Test("A table without errors becomes a valid schedule")
  func validTable() throws {
    let table = ScheduleTable(
      majorFrameNanoseconds: 1000, partitions: ["a", "b"],
      windows: [window("b", 0, 500, 500), window("a", 0, 0, 500), window("a", 1, 0, 1000)])
    let schedule = try ValidSchedule(table, onlineCPUs: [0, 1], allowedCPUs: [0, 1])
    #expect(schedule.table == table)
    #expect(schedule.cpus == [0, 1])
  }

  @Test("Two windows overlap on one core when one starts before the other has ended")
  func overlap() {
    #expect(
      messages([window("attack", 0, 400_000, 200_000), window("victim", 0, 0, 500_000)]) == [
        #"window 0 of partition "attack" (CPU 0, 200 us at 400 us): overlaps "#
          + #"window 1 of partition "victim" (CPU 0, 500 us at 0); it must start at or after 500 us"#
      ])
    #expect(
      messages([window("attack", 1, 400_000, 200_000), window("victim", 0, 0, 500_000)]) == [])
    #expect(
      messages([window("attack", 0, 500_000, 500_000), window("victim", 0, 0, 500_000)]) == [])
  }

  @Test("A long window is reported against every window inside it, and a partition against itself")
  func nestedOverlap() {
    let table = ScheduleTable(
      majorFrameNanoseconds: 100, partitions: ["a"],
      windows: [window("a", 0, 0, 90), window("a", 0, 10, 10), window("a", 0, 50, 10)])
    let references = table.validate(onlineCPUs: [0], allowedCPUs: [0]).map { error in
      guard case .overlap(let first, let second) = error else { return [-1] }
      return [first.index, second.index]
    }
    #expect(references == [[0, 1], [0, 2]])
  }

  @Test(
    "A window must lie inside the major frame",
    arguments: [
      (window("victim", 0, 900_000, 100_001), "100001 ns at 900 us"),
      (window("victim", 0, -1, 1000), "1 us at -1 ns"),
      (window("victim", 0, 1_000_000, 1), "1 ns at 1 ms"),
      (window("victim", 0, 1000, .max), "9223372036854775807 ns at 1 us"),
    ])
  func outsideFrame(window: Window, place: String) {
    #expect(
      messages([window]) == [
        "window 0 of partition \"victim\" (CPU 0, \(place)): lies outside the major frame;"
          + " it must lie between 0 and 1 ms"
      ])
  }

  @Test("A window without a positive length is refused once, and overlaps nothing")
  func length() {
    #expect(
      messages([
        window("victim", 0, 0, 1000), window("victim", 0, 10, 0), window("attack", 0, 10, -5),
      ]) == [
        #"window 1 of partition "victim" (CPU 0, 0 at 10 ns): its length must be greater than 0"#,
        #"window 2 of partition "attack" (CPU 0, -5 ns at 10 ns): its length must be greater than 0"#,
      ])
  }

  @Test(
    "A frame that is zero, negative or absurd is refused, and its windows are not blamed for it")
  func frame() {
    let windows = [window("victim", 0, 0, 1000)]
    #expect(
      messages(frame: 0, windows) == ["major frame: 0 is not a length; it must be longer than 0"])
    #expect(
      messages(frame: -7, windows)
        == ["major frame: -7 ns is not a length; it must be longer than 0"])
    #expect(
      messages(frame: .max, windows) == [
        "major frame: 9223372036854775807 ns is too long; it may have at most 86400 s"
      ])
  }

  @Test("A partition must be declared, and only once")
  func partitions() {
    #expect(
      messages([window("victm", 0, 0, 1000)]) == [
        #"window 0 of partition "victm" (CPU 0, 1 us at 0): unknown partition; "#
          + "declared are victim, attack"
      ])
    #expect(
      messages(partitions: [], [window("a", 0, 0, 1000)]) == [
        #"window 0 of partition "a" (CPU 0, 1 us at 0): unknown partition; the schedule declares none"#
      ])
    #expect(
      messages(partitions: ["a", "b", "a", "a"], []) == [
        #"partition "a" is declared more than once; give each partition its own name"#
      ])
  }

  @Test("A core must exist, be online and be in the cpuset; each is its own error")
  func cores() {
    #expect(
      messages([
        window("victim", 7, 0, 1000), window("victim", -1, 0, 1000), window("victim", 2, 0, 1000),
        window("victim", 3, 0, 1000),
      ]) == [
        #"window 0 of partition "victim" (CPU 7, 1 us at 0): this machine has no CPU 7; it has 0-3"#,
        #"window 1 of partition "victim" (CPU -1, 1 us at 0): this machine has no CPU -1; it has 0-3"#,
        #"window 2 of partition "victim" (CPU 2, 1 us at 0): CPU 2 is offline; online are 0-1,3"#,
        #"window 3 of partition "victim" (CPU 3, 1 us at 0): CPU 3 is outside this process's cpuset;"#
          + " allowed are 0-1",
      ])
    let table = ScheduleTable(
      majorFrameNanoseconds: 10, partitions: ["a"], windows: [window("a", 7, 0, 10)])
    #expect(
      table.validate(onlineCPUs: [0], allowedCPUs: [0], presentCPUs: [0, 7]).map(\.description) == [
        #"window 0 of partition "a" (CPU 7, 10 ns at 0): CPU 7 is offline; online are 0"#
      ])
  }

  @Test("All errors of a table come at once")
  func allErrors() {
    let table = ScheduleTable(
      majorFrameNanoseconds: 100, partitions: ["a", "a"],
      windows: [window("b", 9, 90, 20), window("a", 0, 0, 60), window("a", 0, 50, 10)])
    let errors = #expect(throws: ScheduleErrors.self) {
      try ValidSchedule(table, onlineCPUs: [0], allowedCPUs: [0])
    }
    #expect(errors?.errors.count == 5)
    #expect(errors?.description.split(separator: "\n").count == 5)
  }

  @Test("A guard must leave something of every window")
  func guardBand() throws {
    let schedule = try ValidSchedule(
      ScheduleTable(
        majorFrameNanoseconds: 100_000, partitions: ["a"],
        windows: [window("a", 0, 0, 50_000), window("a", 0, 50_000, 20_000)]),
      onlineCPUs: [0], allowedCPUs: [0])
    #expect(schedule.errors(ofGuard: 19_999) == [])
    #expect(
      schedule.errors(ofGuard: 20_000).map(\.description) == [
        #"window 1 of partition "a" (CPU 0, 20 us at 50 us): a guard of 20 us leaves it no time;"#
          + " the guard must be at least 0 and shorter than the window"
      ])
    #expect(schedule.errors(ofGuard: -1).count == 2)
  }
}
