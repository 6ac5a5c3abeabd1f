import Foundation
import Results
import Testing

@testable import Reporting

@Suite struct ContentionReportTests {
  @Test("The terminal shows sentence, matrix and sets, aligned")
  func golden() {
    let results = SyntheticContention(unknown: ("1,3", 2.3, "the passes fall into 2 modes"))
      .results()
    #expect(ContentionTable.text(results, width: 100, colour: false) == Golden.contention)
  }

  @Test("Colour adds nothing but escape sequences")
  func colour() {
    let results = SyntheticContention().results()
    let coloured = ContentionTable.text(results, width: 100, colour: true)
    #expect(coloured.contains("\u{1B}[48;5;"))
    let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(plain == ContentionTable.text(results, width: 100, colour: false))
  }

  @Test(
    "However many PUs, no line of the matrix is wider than the terminal", arguments: [2, 4, 17, 96])
  func fits(count: Int) {
    let results = SyntheticContention(cpus: Array(0..<count), cluster: 4).results()
    for width in [60, 80, 120, 200] {
      let text = ContentionTable.text(results, width: width, colour: false)
      for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
      let isSummed = text.replacing("\n", with: " ").contains("every cell is the median of a block")
      #expect(isSummed || !(count == 96 && width < 200))
      #expect(!(isSummed && count <= 4))
    }
  }

  @Test("Blocks hold every way once, and their cells lie between what they hold", arguments: 1...20)
  func blocks(limit: Int) throws {
    let findings = try #require(
      ContentionFindings(SyntheticContention(cpus: Array(0..<13), cluster: 5).results()))
    let matrix = ContentionMatrix(findings, atMost: limit)
    #expect(matrix.blocks.count <= limit && matrix.blocks.flatMap(\.self) == findings.cpus)
    let cells = matrix.blocks.indices.flatMap { row in
      matrix.blocks.indices.compactMap { matrix.cell(row, $0) }
    }
    #expect(cells.reduce(0) { $0 + $1.ways } == 13 * 12)
    let values = findings.pairs.map(\.nanoseconds)
    #expect(
      cells.allSatisfy { $0.nanoseconds >= values.min()! && $0.nanoseconds <= values.max()! + 1 })
  }

  @Test("Pairs fall into groups where there is a gap, and into one where there is none")
  func groups() throws {
    let two = try #require(ContentionFindings(SyntheticContention().results()))
    #expect(two.groups.map(\.count) == [2, 4])
    #expect(
      two.headline
        == "CPUs 0 and 1 hand a line over in 52\u{A0}ns, 1 and 3 in 121\u{A0}ns; 6 pairs fall"
        + " into 2 groups: 2 around 52.5\u{A0}ns, 4 around 121\u{A0}ns")
    let one = try #require(
      ContentionFindings(SyntheticContention(slowNanoseconds: 60).results()))
    #expect(one.groups.count == 1)
    #expect(one.headline.hasSuffix("; all 6 pairs are alike"))
  }

  @Test("It is said whether pairs ran at the same time, and on what evidence")
  func concurrency() throws {
    let together = try #require(ContentionFindings(SyntheticContention().results()))
    #expect(together.concurrencySentence.hasPrefix("Disjoint pairs ran at the same time"))
    let apart = try #require(
      ContentionFindings(SyntheticContention(isConcurrent: false).results()))
    #expect(
      apart.concurrencySentence.hasPrefix("One pair ran at a time, as others change the result"))
    #expect(apart.concurrencySentence.contains("1.310 [1.270, 1.360]"))
  }

  @Test("A precision that was not reached is a caveat with its reason")
  func precision() throws {
    let results = SyntheticContention(unknown: ("1,3", 2.3, "the passes fall into 2 modes"))
      .results()
    let findings = try #require(ContentionFindings(results))
    let caveats = ContentionCaveats.all(findings)
    #expect(caveats.contains { $0.level == .warn && $0.text.contains("not reached: 2.3") })
    #expect(
      caveats.contains { $0.text.contains("nearer (8\u{A0}ns) for 4.5\u{A0}% of the time") })
    let fine = try #require(ContentionFindings(SyntheticContention().results()))
    #expect(ContentionCaveats.all(fine).allSatisfy { $0.level == .ok })
  }

  @Test("A run without cells has a page of its own kind, and no empty promises")
  func page() throws {
    let html = HTMLReport.html(SyntheticContention().results())
    #expect(html.contains("<h1>Contention report</h1>"))
    #expect(html.contains("hand a line over in"))
    #expect(html.contains("id=\"hand-over\"") && html.contains("id=\"contended\""))
    for absent in ["no pair to compare", "The run has no controls", "0 cells", "data/summary.csv,"]
    {
      #expect(!html.contains(absent), "\(absent)")
    }
    #expect(
      html.contains("Virtual machine (KVM)"), "caveats about the machine are there all the same")
  }

  @Test("A run with cells and contention has both, interference first")
  func both() throws {
    var results = Samples.results("ordinary")
    results.contention = SyntheticContention().rows()
    let html = HTMLReport.html(results)
    #expect(html.contains("<h1>Interference and contention report</h1>"))
    let slowdown = try #require(html.range(of: "id=\"slowdown\""))
    let handOver = try #require(html.range(of: "id=\"hand-over\""))
    #expect(slowdown.lowerBound < handOver.lowerBound)
    #expect(html.components(separatedBy: "Virtual machine (KVM)").count == 2, "told once")
  }

  @Test("64 CPUs are drawn cell by cell in less than 5,000 rectangles, one more is an image")
  func large() throws {
    let results = SyntheticContention(cpus: Array(0..<64), cluster: 8).results()
    let figure = try #require(Figures.all(for: results).first { $0.name == "hand-over" })
    let rectangles = figure.svg(.html).components(separatedBy: "<rect").count - 1
    #expect((4096...5000).contains(rectangles))
    let more = SyntheticContention(cpus: Array(0..<65), cluster: 8).results()
    let image = try #require(Figures.all(for: more).first { $0.name == "hand-over" })
    #expect(image.svg(.html).contains("<image "))
  }

  @Test("The figure has a cell for every way and tells the values as they stand in contention.csv")
  func figure() throws {
    let results = SyntheticContention().results()
    let figure = try #require(Figures.all(for: results).first { $0.name == "hand-over" })
    let svg = try #require(ParsedSVG(figure.svg(.html)))
    #expect(svg.tips.count == 12)
    for row in results.contention where row.kind == .handOver {
      guard let cpu = row.cpu else { continue }
      let tip = try #require(
        svg.tips.first {
          $0.hasPrefix("CPU \(cpu) starts")
            && $0.contains("one_way_p50_ns \(row.oneWayP50Nanoseconds!)\n")
        })
      #expect(tip.contains("one_way_min_ns \(row.oneWayMinNanoseconds!)\n"))
    }
  }
}
