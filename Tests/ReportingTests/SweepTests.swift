import Foundation
import Results
import Testing

@testable import Reporting

@Suite("A sweep, shown")
struct SweepTests {
  private let results = Samples.results("sweep")

  @Test("It has a figure for every kind of point, and one without company has two")
  func figures() {
    #expect(
      Figures.all(for: results).map(\.name)
        == ["latency-curve", "bandwidth-curve", "parallelism", "sensitivity"])
    #expect(
      Figures.all(for: Samples.results("bare-sweep")).map(\.name)
        == ["latency-curve", "bandwidth-curve"])
  }

  @Test("The headline is computed from the rows")
  func headlines() throws {
    let all = Figures.all(for: results).map {
      ($0.name, $0.headline.replacing("\u{A0}", with: " "))
    }
    let headlines = Dictionary(uniqueKeysWithValues: all)
    #expect(
      headlines["latency-curve"] == "A chase sees the end of L1 within 32 KiB to 40.3 KiB,"
        + " L2 within 1 MiB to 1.3 MiB and L3 within 4 MiB to 6.3 MiB of 32 MiB")
    #expect(
      headlines["parallelism"]
        == "One core gains up to 12 chains, all cores together up to 8")
    #expect(
      headlines["sensitivity"]
        == "Mlp-8 of 2.4 MiB takes 1.90× as long beside 40.0 GB/s of write@2*L3")
  }

  @Test("hwloc's sizes and the measured ones are both named in the figure")
  func marks() throws {
    let figure = try #require(Figures.all(for: results).first { $0.name == "latency-curve" })
    let svg = try #require(ParsedSVG(figure.svg(.flat(.light))))
    let labels = svg.labels.map { $0.text.replacing("\u{A0}", with: " ") }
    for label in ["L3 32 MiB, hwloc", "L3 4 MiB to 6.3 MiB, measured", "L1 32 KiB, hwloc"] {
      #expect(labels.contains(label), "\(labels)")
    }
  }

  @Test("Every point of a figure tells its row's own value")
  func tips() throws {
    let figure = try #require(Figures.all(for: results).first { $0.name == "latency-curve" })
    let svg = try #require(ParsedSVG(figure.svg(.html)))
    let rows = results.sweep.filter { $0.kind == .latency }
    #expect(rows.count == 92)
    for row in rows {
      let value = try #require(row.nanoseconds)
      #expect(svg.tips.contains { $0.contains("ns_per_access \(value)\n") })
    }
  }

  @Test("The page has the caches beside the figures")
  func page() {
    let html = HTMLReport.html(results)
    #expect(html.contains("id=\"caches\""))
    #expect(html.contains("L3 counts as 5\u{A0}MiB, not as hwloc&#39;s 32\u{A0}MiB"))
    #expect(html.contains("id=\"latency-curve\""))
    #expect(!HTMLReport.html(Samples.results("ordinary")).contains("id=\"caches\""))
  }

  @Test("The tables fit the terminal, whatever its width", arguments: [60, 80, 100, 200])
  func width(_ width: Int) {
    for name in ["sweep", "bare-sweep", "ordinary"] {
      let text = SweepTable.text(Samples.results(name), width: width, colour: false)
      let longest = text.split(separator: "\n").map(\.count).max() ?? 0
      #expect(longest <= width, "\(name)")
    }
  }

  @Test("The tables are the ones that a person has found right")
  func golden() {
    #expect(
      SweepTable.text(results, width: 100, colour: false).replacing("\u{A0}", with: " ")
        == Golden.sweep)
  }

  @Test("A slowdown whose interval holds 1 is not called one")
  func hedged() {
    var quiet = results
    quiet.sweep = results.sweep.map { row in
      var row = row
      if row.slowdown != nil { row.slowdownLow = 0.9 }
      return row
    }
    #expect(SweepFindings(quiet).worst == nil)
    #expect(SweepFindings(quiet).sentence.hasSuffix("No victim was shown to be slowed."))
  }

  @Test("An open end of the chains is said to be open")
  func open() throws {
    var rising = results
    rising.sweep = results.sweep.map { row in
      var row = row
      if let chains = row.chains {
        row.plateauShare = Double(chains) / 32
        row.plateauShareLow = nil
        row.plateauShareHigh = nil
      }
      return row
    }
    #expect(SweepFindings.text(SweepFindings(rising).knee(.solo)) == "32 or more")
  }

  @Test("Reasons are told once each")
  func reasons() {
    var broken = results
    broken.sweep[0].reason = "there is no workload x"
    broken.sweep[1].reason = "there is no workload x"
    let text = SweepTable.text(broken, width: 100, colour: false)
    #expect(text.components(separatedBy: "there is no workload x").count == 2)
  }

  @Test("Blocks rise with the logarithm, and what is no value is blank")
  func sparkline() {
    #expect(Sparkline.text([1, 10, 100, 0, .nan], limits: 1...100) == "▁▅█  ")
    #expect(Sparkline.text([5, 5], limits: 5...5) == "▁▁")
    #expect(Sparkline.text([0.1, 1e9], limits: 1...100) == "▁█")
  }

  @Test("Sizes are in binary units")
  func sizes() {
    let texts = [64, 4096, 41_280, 1 << 20, 5_283_840, 256 << 20, 3 << 30].map {
      Number.bytes($0).replacing("\u{A0}", with: " ")
    }
    #expect(texts == ["64 B", "4 KiB", "40.3 KiB", "1 MiB", "5 MiB", "256 MiB", "3 GiB"])
  }
}
