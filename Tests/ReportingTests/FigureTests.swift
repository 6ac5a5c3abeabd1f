import Foundation
import Results
import Testing

@testable import Reporting

@Suite struct FigureTests {
  static let modes: [DrawingMode] = [.html, .flat(.light), .flat(.dark)]

  @Test("Every figure is well-formed, has a title and unique ids", arguments: Samples.names)
  func wellFormed(sample: String) throws {
    for figure in Figures.all(for: Samples.results(sample)) {
      for mode in FigureTests.modes {
        let svg = try #require(ParsedSVG(figure.svg(mode)), "\(figure.name) is not XML")
        #expect(svg.title == figure.headline.replacing("\u{1B}", with: "\u{FFFD}"))
        #expect(svg.root["role"] == "img")
        #expect(Set(svg.ids).count == svg.ids.count)
        #expect(!figure.svg(mode).contains("nan") && !figure.svg(mode).contains("inf\""))
      }
    }
  }

  @Test("No label leaves its figure", arguments: Samples.names)
  func labelsInside(sample: String) throws {
    for figure in Figures.all(for: Samples.results(sample)) {
      let svg = try #require(ParsedSVG(figure.svg(.flat(.light))))
      #expect(svg.labels.count > 3)
      for label in svg.labels where !label.isRotated {
        let box = label.box
        #expect(
          box.x >= 0 && box.right <= svg.viewBox.width && box.y >= 0
            && box.bottom <= svg.viewBox.height,
          "\(figure.name): \(label.text) at \(box) leaves \(svg.viewBox)")
      }
    }
  }

  @Test("No two labels lie on each other", arguments: Samples.names)
  func labelsApart(sample: String) throws {
    for figure in Figures.all(for: Samples.results(sample)) {
      let svg = try #require(ParsedSVG(figure.svg(.flat(.light))))
      let labels = svg.labels.filter { !$0.isRotated }
      for (index, label) in labels.enumerated() {
        for other in labels[(index + 1)...] {
          #expect(
            !label.box.intersects(other.box), "\(figure.name): \(label.text) on \(other.text)")
        }
      }
    }
  }

  @Test("A flat figure holds no CSS variable, which librsvg would paint black")
  func flatIsFlat() {
    for figure in Figures.all(for: Samples.results("ordinary")) {
      #expect(!figure.svg(.flat(.light)).contains("var("))
      #expect(figure.svg(.html).contains("var("))
    }
  }

  @Test("The ordinary run has all six figures, and a run of one policy without windows has three")
  func names() {
    let all = Figures.all(for: Samples.results("ordinary")).map(\.name)
    #expect(
      all == ["slowdown", "policies", "policy-rounds", "job-latency", "windows", "start-error"])
    let few = Figures.all(for: Samples.results("one-cell")).map(\.name)
    #expect(few == ["slowdown", "policies", "job-latency"])
    #expect(Figures.all(for: Samples.results("nothing")).isEmpty)
  }

  @Test("What cannot be measured is hatched and says why")
  func unavailable() throws {
    let results = Samples.results("unavailable")
    let figure = try #require(Figures.all(for: results).first { $0.name == "slowdown" })
    let svg = try #require(ParsedSVG(figure.svg(.html)))
    let told = svg.tips.filter { $0.contains("unavailable: resctrl is not mounted") }
    #expect(told.count == 12)
    #expect(figure.svg(.html).contains("url(#slowdown-hatch)"))
  }

  @Test("The tip of a cell tells the value as it stands in summary.csv")
  func tips() throws {
    let results = Samples.results("ordinary")
    let figure = try #require(Figures.all(for: results).first { $0.name == "slowdown" })
    let svg = try #require(ParsedSVG(figure.svg(.html)))
    let rows = results.summary.filter { $0.metric == "slowdown_p50" }
    #expect(rows.count == 36 + 2)
    for row in rows {
      let value = try #require(row.value)
      let tip = svg.tips.first {
        $0.hasPrefix("\(row.victim) beside \(row.aggressor), \(row.policy)\n")
      }
      #expect(try #require(tip).contains("slowdown_p50 \(value)\n"))
    }
  }

  @Test("A timeline draws no more than 5,000 rectangles however long the run")
  func decimated() throws {
    var long = SyntheticResults(
      policies: ["sliced"], victims: ["chase@L2/2"], aggressors: ["write@2*L3"])
    long.rounds = 1
    long.framesPerRound = 5_000
    let figure = try #require(Figures.all(for: long.results()).first { $0.name == "windows" })
    let svg = try #require(ParsedSVG(figure.svg(.html)))
    let rectangles = try #require(svg.elements["rect"])
    #expect(rectangles <= 5_000)
    #expect(rectangles > 1_000)
  }

  @Test("Without overruns the timeline goes to the first missed window and marks it")
  func missed() throws {
    let ordinary = Samples.results("ordinary")
    let windows = ordinary.windows.map { window in
      var window = window
      window.overrunNanoseconds = 0
      return window
    }
    let results = ResultSet(
      directory: "", isPartial: false, cells: ordinary.cells, rounds: [], summary: [],
      windows: windows, histogram: [], events: [], provenance: ordinary.provenance)
    let figure = try #require(Figures.all(for: results).first { $0.name == "windows" })
    let missed = windows.count { $0.status == .missed }
    #expect(figure.headline == "None of 11,520 windows overran; \(missed) missed")
    #expect(figure.note.contains("around the first missed window"))
    let svg = try #require(ParsedSVG(figure.svg(.flat(.light))))
    #expect(svg.labels.contains { $0.text == "×" })
    #expect(svg.tips.contains { $0.hasSuffix("missed\nsteal") })
    if let directory = ReportDump.directory {
      try figure.svg(.flat(.light)).write(
        toFile: directory + "/missed.svg", atomically: true, encoding: .utf8)
    }
  }

  @Test("A policy that was not in force is praised by no figure, and its rounds are left out")
  func notInForce() throws {
    let ordinary = SyntheticResults().results()
    let sliced = Set(ordinary.cells.filter { $0.policy == "sliced" }.map(\.cellID))
    let figure = { (violated: (RoundRow) -> Bool) in
      let rounds = ordinary.rounds.map { round in
        var round = round
        // Fast, because it did nothing.
        if sliced.contains(round.cellID) { round.p50Nanoseconds = 1_000 }
        if violated(round) { round.evidence = .violated }
        return round
      }
      return Figures.all(for: ordinary.with(rounds: rounds)).first { $0.name == "policy-rounds" }
    }
    #expect(try #require(figure { _ in false }).headline.hasPrefix("sliced takes"))
    let refuted = try #require(figure { sliced.contains($0.cellID) })
    #expect(!refuted.headline.contains("sliced"))
    #expect(
      refuted.note.hasSuffix("Left out, because the policy was not in force: 10 rounds of sliced."))
    let doubted = try #require(figure { sliced.contains($0.cellID) && $0.round < 3 })
    #expect(doubted.headline.hasPrefix("sliced takes"))
    #expect(doubted.note.hasSuffix("3 rounds of sliced."))
  }

  @Test(
    "A deployment's windows can be zoomed into, and what happened meanwhile is marked on its lane")
  func deploymentTimeline() throws {
    var event = EventRow()
    (event.kind, event.subject, event.detail) = ("error", "nav", "it overran")
    (event.round, event.roundTimeNanoseconds) = (0, 12_000_000)
    var elsewhere = event
    elsewhere.round = 1
    var unplaced = event
    unplaced.roundTimeNanoseconds = nil
    let run = SyntheticDeployment().results()
    let figure = { (events: [EventRow]) in
      var results = run.with(events: events)
      results.paths = run.paths
      return Figures.all(for: results).first { $0.name == "windows" }
    }
    let marked = try #require(figure([event, elsewhere, unplaced]))
    let svg = try #require(ParsedSVG(marked.svg(.html)))
    #expect(svg.tips.filter { $0 == "error, nav, 12000000 ns\nit overran" }.count == 1)
    #expect(marked.note.hasSuffix("1 event in these frames: a mark each."))
    #expect(marked.svg(.html).contains("class=\"zoom\""))
    let plain = try #require(figure([]))
    #expect(!plain.svg(.html).contains("◆"))
    #expect(plain.headline == WindowTimeline.headline(run.windows))
    for window in run.windows {
      #expect(
        svg.tips.contains {
          $0.hasPrefix("\(window.partition), CPU \(window.cpu), window \(window.window)\n")
        })
    }
  }

  @Test("A deadline is a line across the tail, and the headline counts what is beyond it")
  func deadline() throws {
    let results = Samples.results("ordinary")
    let worst = try #require(Findings(results).worst)
    let bins = { (cell: CellRow?) in
      results.histogram.filter { $0.cellID == cell?.cellID && $0.metric == "job_latency" }
    }
    for limit in [Int64(1_000), 60_000, 9_000_000] {
      let deadline = Deadline(nanoseconds: limit)
      let figure = try #require(
        Figures.all(for: results, deadline: deadline).first { $0.name == "job-latency" })
      let counts = [worst.corun, worst.solo].map { cell in
        let late = bins(cell).filter { $0.upperNanoseconds > limit }.reduce(0) { $0 + $1.count }
        let all = bins(cell).reduce(0) { $0 + $1.count }
        return "\(Number.count(Int(late))) of \(Number.count(Int(all)))"
      }
      #expect(figure.headline.contains("\(counts[0]) jobs of \(worst.victim) are beyond"))
      #expect(figure.headline.hasSuffix("alone \(counts[1])"))
      #expect(figure.headline.contains("95\u{A0}% interval"))
      // However far it lies from the samples.
      let svg = try #require(ParsedSVG(figure.svg(.flat(.light))))
      #expect(svg.labels.contains { $0.text == "deadline \(deadline.text)" })
    }
    let plain = try #require(Figures.all(for: results).first { $0.name == "job-latency" })
    #expect(!plain.svg(.flat(.light)).contains("deadline"))
    for figure in Figures.all(
      for: JitterSamples.measurement, deadline: Deadline(nanoseconds: 9_000))
    {
      #expect(figure.headline.contains("are beyond the deadline of 9\u{A0}µs"), "\(figure.name)")
    }
  }
}
