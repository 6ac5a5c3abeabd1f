import Foundation
import Results
import Testing

@testable import Reporting

@Suite struct TableTests {
  @Test("Numbers are right-aligned, text is left-aligned, and nothing is longer than asked")
  func alignment() {
    var table = TextTable([.init("name"), .init("time", .right)])
    table.rows = [.cells(["a", "1.00 ms"]), .cells(["bcd", "12.3 µs"])]
    #expect(table.text(width: 80) == "name     time\na     1.00 ms\nbcd   12.3 µs\n")
  }

  @Test("A character that takes two columns of the terminal counts as two")
  func wide() {
    #expect(Columns.count("航法 nav") == 8)
    #expect(Columns.count("\u{1B}[31mFAIL\u{1B}[0m 5.78× █▏") == 13)
    #expect(Columns.count("e\u{301}") == 1)
    var table = TextTable([.init("name", isFlexible: true), .init("n", .right)])
    table.rows = [.cells(["航法", "1"]), .cells(["航法航法航法", "2"]), .cells(["nav", "3"])]
    #expect(table.text(width: 80) == "name          n\n航法          1\n航法航法航法  2\nnav           3\n")
    #expect(table.text(width: 11) == "name      n\n航法      1\n航法航法… 2\nnav       3\n")
    #expect(Words.wrapped("航法航法航法 nav", width: 8) == ["航法航法", "航法 nav"])
  }

  @Test("A legend explains the columns for which there is room, and what is no single column's")
  func legend() {
    var table = TextTable([
      .init("name"), .init("start\np50", .right, priority: 1), .init("start\np99", .right),
      .init("lost", .right, priority: 0),
    ])
    table.rows = [.cells(["gang", "1.00 ms", "2.00 ms", "5 %"])]
    let legend: [TextTable.Entry] = [.init("start", "a"), .init("lost", "b"), .init("~", "c")]
    #expect(table.explained(legend, width: 80).map(\.name) == ["start", "lost", "~"])
    #expect(table.explained(legend, width: 14).map(\.name) == ["start", "~"])
  }

  @Test("What does not fit is shortened or left out, and the table says what")
  func narrow() {
    var table = TextTable([
      .init("name", isFlexible: true), .init("first number", short: "first", .right, priority: 2),
      .init("second number", short: "second", .right, priority: 1),
    ])
    table.rows = [.cells([.init(String(repeating: "x", count: 30)), "123", "456"])]
    let text = table.text(width: 30)
    #expect(
      text
        == "name                   first\nxxxxxxxxxxxxxxxxxxxxx…   123\n(too narrow for: second\n  number)\n"
    )
  }

  @Test("Where not even the columns that are never left out fit, a row becomes a few lines")
  func records() {
    var table = TextTable([
      .init("name"), .init("slowdown\n[95 % interval]", .right), .init("half-\nwidth", .right),
      .init("jobs", .right, priority: 1),
    ])
    table.rows = [.heading("beside"), .cells(["gang", "1.00 [0.99, 1.02]", "0.2 %", "12"])]
    #expect(
      table.text(width: 24)
        == "beside\ngang\n    slowdown    1.00\n                [0.99,\n                1.02]\n    half-width  0.2 %\n(too narrow for: jobs)\n"
    )
  }

  @Test("A long line is folded under its text, not under its name; a path stays whole")
  func folded() {
    #expect(
      FoldedText.text("  chase  follows one random cycle\nshort", width: 24)
        == "  chase  follows one\n         random cycle\nshort")
    let path = "/results/" + String(repeating: "x", count: 30)
    #expect(FoldedText.text("in " + path, width: 24) == "in\n  " + path)
    #expect(FoldedText.text("one two three four five six", width: 0).contains("\n") == false)
  }

  @Test("A bar is full at the largest factor, empty at 1, and half at its root")
  func bar() {
    #expect(Bar.text(16, upTo: 16, width: 8) == "████████")
    #expect(Bar.text(4, upTo: 16, width: 8) == "████")
    #expect(Bar.text(1, upTo: 16, width: 8).isEmpty)
    #expect(Bar.text(0.5, upTo: 16, width: 8).isEmpty)
  }

  @Test("The JSON of a comparison says what its CSV says", arguments: Samples.names)
  func json(sample: String) throws {
    let results = Samples.results(sample)
    // JSONSerialization rounds a number's last digit; JSONDecoder does not.
    let objects = try JSONDecoder().decode(
      [[String: JSONField]].self, from: Data(ComparisonTable.json(results).utf8))
    let lines = ComparisonTable.csv(results).split(separator: "\n")
    let names = try #require(lines.first).split(separator: ",").map(String.init)
    #expect(objects.count == lines.count - 1)
    for (object, line) in zip(objects, lines.dropFirst()) where !line.contains("\"") {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      for (name, field) in zip(names, fields) {
        switch try #require(object[name]) {
        case .text(let text): #expect(text == field)
        case .number(let number): #expect(number == Double(field))
        case .absent: #expect(field.isEmpty, "\(name)")
        }
      }
    }
  }

  @Test("Escape sequences appear only when colour is asked for, and change no letter")
  func colour() {
    let results = Samples.results("ordinary")
    let plain = ComparisonTable.text(results, width: 100, colour: false)
    let coloured = ComparisonTable.text(results, width: 100, colour: true)
    #expect(!plain.contains("\u{1B}"))
    #expect(coloured.contains("\u{1B}[31mworse\u{1B}[0m"))
    #expect(coloured.replacing(/\u{1B}\[\d+m/, with: "") == plain)
  }

  @Test(
    "No line of the comparison is wider than asked", arguments: Samples.names,
    [40, 60, 72, 80, 100, 132])
  func width(sample: String, width: Int) {
    let text = ComparisonTable.text(Samples.results(sample), width: width, colour: false)
    for line in text.split(separator: "\n") {
      #expect(line.count <= width, "\(line)")
    }
  }

  @Test("The comparison has a row per policy with its interval, and `-` where there is no value")
  func golden() {
    let results = SyntheticResults(
      policies: ["baseline", "sliced", "cache-ways"], victims: ["chase@L3/2"],
      aggressors: ["alu", "write@2*L3"], unavailable: ["cache-ways": "no resctrl"]
    ).results()
    let text = ComparisonTable.text(results, width: 110, colour: false)
      .replacing("\u{A0}", with: " ")
    #expect(text == Golden.comparison)
  }

  @Test("The windows of slices add up; the one window of a phase without slices does not count")
  func windows() throws {
    let ordinary = Samples.results("ordinary")
    var stray = try #require(ordinary.windows.first)
    stray.pairID = try #require(ordinary.cells.first { $0.policy == "baseline" }?.pairID)
    stray.overrunNanoseconds = 9_000_000_000
    let findings = Findings(ordinary.with(windows: ordinary.windows + [stray]))
    let rows = ordinary.windows
    let total = try #require(WindowTotals.grouped(findings.windows) { _ in 0 }[0])
    #expect(total.windows == rows.count)
    #expect(total.late == rows.count { $0.status == .late })
    #expect(total.missed == rows.count { $0.status == .missed })
    #expect(total.overruns == rows.count { $0.overrunNanoseconds > 0 })
    #expect(total.leakNanoseconds == rows.reduce(0) { $0 + $1.leakNanoseconds })
    #expect(total.latestNanoseconds == rows.compactMap(\.startErrorNanoseconds).max())
    let table = try #require(WindowTable(findings)).table
    #expect(table.rows.count == 1)
    let html = WindowsCard.html(findings)
    #expect(
      html.contains(
        "Partitions ran \(Number.time(nanoseconds: Double(total.leakNanoseconds))) outside"))
    #expect(html.components(separatedBy: "<tr><td>sliced").count - 1 == 12)
  }

  @Test("A cost whose interval holds 1 is marked as open, and the mark is explained")
  func open() throws {
    let results = Samples.results("ordinary")
    var rows = results.summary
    for place in rows.indices where rows[place].metric == "cost_p50" {
      (rows[place].value, rows[place].lower, rows[place].upper) = (1.25, 0.9, 1.7)
    }
    let text = ComparisonTable.text(results.with(summary: rows), width: 0, colour: false)
    #expect(text.contains(" ~1.25× "))
    #expect(text.contains("\n~             not told apart from no effect\n"))
  }

  @Test("Without a baseline nothing is told against it")
  func noBaseline() {
    let results = SyntheticResults(policies: ["sliced"]).results()
    let text = ComparisonTable.text(results, width: 0, colour: false)
    #expect(!text.contains("protection") && !text.contains("work lost"))
    #expect(text.contains("jitter"))
  }

  @Test("The tidy CSV has one row per pair, and quotes what needs it")
  func csv() throws {
    let results = Samples.results("unavailable")
    let lines = ComparisonTable.csv(results).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first?.hasPrefix("policy,victim,aggressor,control,slowdown_p50,") == true)
    #expect(lines.count == 4 * 12 + 2 + 2)
    let first = try #require(results.summary.first { $0.metric == "slowdown_p50" }?.value)
    #expect(lines[1].hasPrefix("baseline,chase@L2/2,alu,negative,\(first),"))
    #expect(lines[1].hasSuffix(",measured,"))
    let hostile = ComparisonTable.csv(Samples.results("hostile"))
    #expect(hostile.contains("\"\"\"><img src=x onerror=1>\""))
  }

  @Test("The controls line tells what held and what failed")
  func controls() throws {
    let row = try #require(
      Samples.results("ordinary").summary.first {
        $0.metric == "slowdown_p50" && $0.control == .positive
      })
    let held = ComparisonTable.text(Samples.results("ordinary"), width: 0, colour: false)
    #expect(
      held.contains(
        "Controls: negative held (9 of 9), positive held (false-sharing \(Number.times(row.value)) under baseline)"
          + " and padded held (1 of 1).\n"))
    #expect(held.contains("false-sharing beside false-sharing (positive control under baseline)\n"))
    #expect(held.contains("padded beside padded (padded control under baseline)\n"))
    let failed = ComparisonTable.text(Samples.results("failed-control"), width: 0, colour: false)
    #expect(failed.contains("Controls: negative FAILED (3 of 9), positive held"))
  }
}

private enum JSONField: Decodable {
  case text(String)
  case number(Double)
  case absent

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .absent
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try value.decode(String.self))
    }
  }
}
