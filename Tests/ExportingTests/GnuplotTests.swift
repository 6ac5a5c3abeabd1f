import Reporting
import Results
import Testing

@testable import Exporting

@Suite("gnuplot data and scripts")
struct GnuplotTests {
  private let results = SmallRun.results

  @Test("A small run, byte for byte")
  func bytes() throws {
    let files = Gnuplot.files(results)
    #expect(
      files.map(\.path).filter { $0.hasSuffix(".dat") } == [
        "gnuplot/slowdown.dat", "gnuplot/policies.dat", "gnuplot/job-latency.dat",
      ])
    for file in files where file.path.contains("job-latency") || file.path.contains("policies") {
      let name = String(file.path.split(separator: "/")[1])
      #expect(file.text == (try golden(name, file.text)))
    }
  }

  @Test("Every figure is one of the report's, under its name and with its headline")
  func names() {
    let drawn = Dictionary(
      Figures.all(for: results).map { ($0.name, $0.headline) }, uniquingKeysWith: { $1 })
    for figure in Gnuplot.figures(results) {
      #expect(drawn[figure.name] != nil, "\(figure.name)")
    }
    for file in Gnuplot.files(results) {
      let name = String(file.path.split { $0 == "/" || $0 == "." }[1])
      #expect(file.text.hasPrefix("# \(name): \(drawn[name] ?? "?")\n"))
    }
  }

  @Test("A script reads its own data file only, and of it blocks that are there")
  func blocks() throws {
    for figure in Gnuplot.figures(results) {
      let files = figure.files(headline: "")
      let blocks = files[0].text.components("\n\n\n")
      #expect(blocks == figure.blocks.count, "\(figure.name)")
      let indexes = files[1].text.matches(of: /index (\d+)/).compactMap { Int($0.1) }
      #expect(indexes.allSatisfy { $0 < blocks }, "\(figure.name)")
      let read = files[1].text.matches(of: /'([a-z-]+\.dat)'/).map { String($0.1) }
      #expect(Set(read) == ["\(figure.name).dat"])
    }
  }

  @Test("The tail of the worst pair is drawn, and no bin's samples get lost")
  func tail() throws {
    let figure = try #require(GnuplotTails.jobLatency(results))
    #expect(
      figure.blocks.map(\.title) == [
        "chase@L2/2 alone, baseline", "chase@L2/2 beside write@2*L2, baseline",
      ])
    for block in figure.blocks {
      let cell = block.title.contains("alone") ? "c0" : "c1"
      let counted = results.histogram.filter { $0.cellID == cell }.reduce(0) { $0 + $1.count }
      #expect(block.rows.compactMap { Int64($0[2]) }.reduce(0, +) == counted)
      #expect(block.rows.last?[1] == "0.0")
    }
  }

  @Test(
    "No name of a CSV file can begin a line of a script or of a data file",
    arguments: ["\n", "\r\n", "\r", "\u{85}"])
  func injection(feed: String) {
    let evil = "x\(feed)system(\"touch /tmp/pwned\") #\\"
    let (cells, summary, histogram) = (
      results.cells.map { cell in
        var cell = cell
        (cell.victim, cell.policy, cell.cellID) = (evil, evil, cell.cellID + evil)
        return cell
      },
      results.summary.map { row in
        var row = row
        (row.victim, row.policy, row.cellID) = (evil, evil, row.cellID + evil)
        return row
      },
      results.histogram.map { bin in
        var bin = bin
        bin.cellID += evil
        return bin
      }
    )
    let files = Gnuplot.files(
      SmallRun.results(cells: cells, summary: summary, histogram: histogram))
    #expect(files.map(\.path) == Gnuplot.files(results).map(\.path))
    for file in files {
      for line in file.text.split(whereSeparator: \.isNewline) {
        #expect(!line.hasPrefix("system"), "\(file.path)")
        #expect(!(line.hasPrefix("#") && line.hasSuffix("\\")), "\(file.path)")
      }
    }
  }

  @Test("The tails drawn are of the pair that the title is about, though a control is slower")
  func pair() throws {
    // Its contest is a control under another policy, so it is no finding under this one.
    var (slow, control) = (results.cells[1], results.cells[0])
    (slow.cellID, slow.pairID, slow.victim) = ("slow", "slow", "other")
    (control.cellID, control.pairID, control.victim) = ("control", "control", "other")
    (control.policy, control.control) = ("gang+flush", .negative)
    var row = results.summary[0]
    (row.cellID, row.pairID, row.victim) = ("slow", "slow", "other")
    (row.value, row.verdict) = (9, .worse)
    var bin = results.histogram[0]
    bin.cellID = "slow"
    let run = SmallRun.results(
      cells: results.cells + [slow, control], summary: results.summary + [row],
      histogram: results.histogram + [bin])
    #expect(try #require(Findings(run).worst).pairID == "p0")
    let figure = try #require(GnuplotTails.jobLatency(run))
    let drawn = figure.commands.filter { $0.contains("with steps") }
    #expect(drawn.count == 2 && drawn.allSatisfy { $0.contains("chase@L2/2") }, "\(drawn)")
  }

  @Test("Quotes and line feeds in names end no word")
  func words() {
    #expect(GnuplotFigure.quoted("it's") == "'it''s'")
    #expect(GnuplotFigure.tics(["a", "25%"]) == "'a' 0, '25%%' 1")
    #expect(GnuplotBlock.word("a \"b\"\nc") == "\"a 'b' c\"")
    #expect(GnuplotBlock.number(Double.nan) == "?")
  }
}

extension String {
  /// How many parts the text has between separators.
  fileprivate func components(_ separator: String) -> Int { ranges(of: separator).count + 1 }
}
