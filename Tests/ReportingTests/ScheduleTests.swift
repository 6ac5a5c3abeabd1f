import Foundation
import Results
import Testing

@testable import Reporting

@Suite("How a deployment's schedule was kept, on both levels")
struct ScheduleTests {
  private let results = SyntheticDeployment().results()

  private func window(
    _ partition: String, _ ran: Range<Int64>?, cpu: Int64 = 0, round: Int64 = 0
  ) -> WindowRow {
    var row = WindowRow()
    row.partition = partition
    row.cpu = cpu
    row.round = round
    row.actualStartNanoseconds = ran?.lowerBound
    row.actualEndNanoseconds = ran?.upperBound
    return row
  }

  @Test("Overlap is time on one core in one round, of two partitions, for each of them")
  func overlap() {
    let windows = [
      window("a", 0..<100), window("b", 90..<200), window("b", 150..<160), window("c", nil),
      window("c", 95..<100, cpu: 1), window("c", 0..<500, round: 1), window("d", 200..<300),
    ]
    #expect(CoreOverlap.nanosecondsByPartition(windows) == ["a": 10, "b": 10])
  }

  @Test("Of three at once every pair counts")
  func three() {
    let windows = ["a", "b", "c"].map { window($0, 0..<10) }
    #expect(CoreOverlap.nanosecondsByPartition(windows) == ["a": 20, "b": 20, "c": 20])
  }

  @Test("Every partition has its line, in the deployment's order")
  func partitions() throws {
    let schedule = try #require(PartitionSchedule(results))
    #expect(schedule.partitions.map(\.name) == ["nav", "io", "video"])
    #expect(schedule["nav"]?.totals.late == 1)
    #expect(schedule["nav"]?.criticality == "A")
    #expect(
      schedule.sentence
        == "0 of 9 windows never ran and 1 overran; no two partitions ran on one core at once")
  }

  @Test("Overlap and cut windows are told")
  func told() throws {
    var results = results.with(
      windows: [window("nav", 0..<3_000), window("io", 1_000..<4_000), window("io", nil)])
    results.partitions = self.results.partitions
    let schedule = try #require(PartitionSchedule(results))
    #expect(schedule.sentence.contains("ran together with others on one core for 2.00\u{A0}µs"))
    var cut = window("nav", 0..<1)
    cut.status = .cut
    let totals = WindowTotals.grouped([cut], by: \.partition)
    #expect(totals["nav"]?.cut == 1)
  }

  @Test("Rounds are added up: counts as sums, delays as the worst, fairness as the least")
  func applications() throws {
    let schedule = try #require(GuestSchedule(results))
    #expect(
      schedule.applications.map(\.name) == [
        "nav/gyro", "nav/filter", "video/decode", "video/scale",
      ]
    )
    let gyro = schedule.applications[0]
    #expect(gyro.slices == 200 && gyro.share == 0.2)
    #expect(gyro.periodsSupplied == 96 && gyro.periodsShort == 1)
    #expect(gyro.shortfallMaximumNanoseconds == 400_000)
    #expect(gyro.releaseDelayP99Nanoseconds == nil)
    let decode = schedule.applications[2]
    #expect(decode.fairness == 0.9)
    #expect(decode.turnP50Nanoseconds == 520_000)
    #expect(
      schedule.sentence.replacing("\u{A0}", with: " ")
        == "in 1 of 96 periods with the time for it a budget was not given; the most was missing to nav/gyro, 400 µs; turns were shared out with a fairness of 0.900 at worst, in video"
    )
  }

  @Test("A partition with one application on a core has no second level")
  func single() {
    var results = results
    results.slices = results.slices.filter { ["gyro", "decode"].contains($0.application) }
    #expect(GuestSchedule(results) == nil)
  }

  @Test("An application on two cores has its core beside its name")
  func cores() throws {
    var results = results
    let more = results.slices.map { row in
      var row = row
      row.core += 2
      return row
    }
    results.slices += more
    let names = try #require(GuestSchedule(results)).applications.map(\.name)
    #expect(names.contains("nav/gyro core 0") && names.contains("nav/gyro core 2"))
  }

  @Test("The page has a card for each level, the terminal a table, and none is wider than asked")
  func shown() {
    let html = HTMLReport.html(results)
    for id in ["windows-by-partition", "slices-by-application"] {
      #expect(html.components(separatedBy: "id=\"\(id)\"").count == 2)
    }
    for width in [60, 80, 100, 140] {
      let text = RegisterTable.text(results, width: width, colour: false)
      #expect(text.contains("how the schedule was kept, all phases together"))
      #expect(text.contains("round robin, everybody active"))
      for line in text.split(separator: "\n") where !line.hasPrefix("(too narrow") {
        #expect(line.count <= width, "\(line)")
      }
    }
  }

  @Test("A run of something else has neither")
  func none() {
    let results = SyntheticResults(policies: ["sliced"]).results()
    #expect(PartitionSchedule(results) == nil)
    #expect(GuestSchedule(results) == nil)
    #expect(!HTMLReport.html(results).contains("id=\"windows-by-partition\""))
  }
}
