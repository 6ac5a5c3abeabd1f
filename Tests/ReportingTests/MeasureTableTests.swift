import Reporting
import Results
import Testing

struct MeasureTableTests {
  private func row(_ change: (inout MeasureRow) -> Void) -> MeasureRow {
    var row = MeasureRow()
    row.workload = "chase@L2/2"
    row.cpus = "1"
    row.accessesPerSecond = 2e8
    change(&row)
    return row
  }

  @Test("Only columns that some row has a value for are shown")
  func columns() {
    let counted = MeasureTable.text([row { _ in }], width: 0)
    #expect(!counted.contains("p50"))
    #expect(!counted.contains("ratio"))
    let timed = MeasureTable.text(
      [row { $0.p50Nanoseconds = 4.8 }, row { $0.ratio = 1.0049 }], width: 0)
    #expect(timed.contains("4.80"))
    #expect(timed.contains("1.005"))
    #expect(!timed.contains("[1."))
  }

  @Test("Jobs that found no room are named under the table")
  func dropped() {
    let text = MeasureTable.text([row { $0.jobsDropped = 12_345 }], width: 0)
    #expect(text.contains("chase@L2/2: 12,345 jobs found no room"))
  }

  @Test("The CSV has a field for every column, and an absent value is an empty one")
  func csv() {
    let text = MeasureRow.csv([row { $0.comparison = .slowdown }])
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.count == 2)
    #expect(lines[0] == MeasureRow.header)
    #expect(lines[1].count == lines[0].count)
    let fields = Dictionary(uniqueKeysWithValues: zip(lines[0], lines[1]))
    #expect(fields["p50_ns"] == "")
    #expect(fields["comparison"] == "slowdown")
  }
}
