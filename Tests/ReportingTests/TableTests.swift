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

  @Test("What does not fit is shortened or left out, and the table says what")
  func narrow() {
    var table = TextTable([
      .init("name", isFlexible: true), .init("first number", short: "first", .right, priority: 2),
      .init("second number", short: "second", .right, priority: 1),
    ])
    table.rows = [.cells([.init(String(repeating: "x", count: 30)), "123", "456"])]
    let text = table.text(width: 15)
    #expect(text == "name     first\nxxxxxxx…   123\n(too narrow for: second number)\n")
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
    "No line of the comparison is wider than asked", arguments: Samples.names, [72, 80, 100, 132])
  func width(sample: String, width: Int) {
    let text = ComparisonTable.text(Samples.results(sample), width: width, colour: false)
    for line in text.split(separator: "\n") where !line.hasPrefix("(too narrow") {
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
  func controls() {
    let held = ComparisonTable.text(Samples.results("ordinary"), width: 0, colour: false)
    #expect(
      held.contains(
        "controls: negative held (9 of 9), positive held (1 of 1) and padded held (1 of 1)\n"))
    let failed = ComparisonTable.text(Samples.results("failed-control"), width: 0, colour: false)
    #expect(failed.contains("controls: negative FAILED (3 of 9), positive held"))
  }
}
