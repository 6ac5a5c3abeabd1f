import Results
import Testing

@testable import Reporting

/// What a figure leaves out for want of room is never what its headline tells of.
@Suite("What figures choose to show")
struct SelectionTests {
  private static func figure(_ results: ResultSet, _ name: String) throws -> Figure {
    try #require(Figures.all(for: results).first { $0.name == name })
  }

  @Test("Of more lanes than can be drawn, the timeline has that of the longest overrun")
  func lanes() throws {
    let ordinary = SyntheticResults(policies: ["sliced"]).results()
    let one = try #require(ordinary.windows.first)
    let windows = (0..<100).map { (cpu: Int64) in
      var window = one
      window.cpu = cpu
      window.partition = "victim"
      window.status = .onTime
      window.overrunNanoseconds = cpu == 97 ? 9_000 : cpu == 60 ? 5_000 : 0
      return window
    }
    let results = ResultSet(
      directory: "", isPartial: false, cells: ordinary.cells, rounds: [], summary: [],
      windows: windows, histogram: [], events: [], provenance: ordinary.provenance)
    let excerpt = try #require(TimelineExcerpt(Findings(results)))
    #expect(excerpt.lanesInAll == 100)
    #expect(excerpt.lanes.count == TimelineExcerpt.lanesDrawn)
    #expect(excerpt.lanes.suffix(1).map(\.cpu) == [97])
    #expect(excerpt.lanes.contains { $0.cpu == 60 })
    #expect(excerpt.lanes.map(\.cpu) == excerpt.lanes.map(\.cpu).sorted())
    #expect(excerpt.windows.contains { $0.overrunNanoseconds == 9_000 })
    let figure = try Self.figure(results, "windows")
    #expect(figure.note.contains("The 16 of 100 lanes whose CPUs did worst."))
  }

  @Test("A machine of 192 CPUs has the number of each in full")
  func numbers() throws {
    var results = SyntheticResults(policies: ["pinned"]).results()
    results.machine = MachineFigureTests.machine(packages: 2, caches: 12, cores: 8)
    let svg = try #require(ParsedSVG(Self.figure(results, "topology").svg(.flat(.light))))
    let labels = Set(svg.labels.map(\.text))
    #expect((0..<192).allSatisfy { labels.contains("\($0)") })
    #expect(!labels.contains { $0.contains("…") })
  }

  @Test(
    "Times that a run wrote down are told in a unit that can be read",
    arguments: [
      ("1907615 ns of overlap and 0 ns of leak", "1.91 ms of overlap and 0 ns of leak"),
      (
        "returns in 1102 ns and interrupts it in 12469 ns; so",
        "returns in 1.10 µs and interrupts it in 12.5 µs; so"
      ),
      ("within 10 us of it", "within 10.0 µs of it"),
      ("c1234 ns", "c1234 ns"), ("1234 nsec", "1234 nsec"), ("12345", "12345"), ("", ""),
    ])
  func readable(text: String, told: String) { #expect(Words.readable(text) == told) }

  @Test("A name with a hyphen stays on one line of a headline, and its text is as it was")
  func headline() {
    #expect(
      Escape.headline("beside nt-write@2*L3, <i>")
        == "beside <span class=\"name\">nt-write@2*L3,</span> &lt;i&gt;")
  }
}
