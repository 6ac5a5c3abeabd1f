import Results
import Testing

@testable import Reporting

@Suite("Jitter in tables, figures and reports")
struct JitterTests {
  /// Looked at and found right; a change has to be meant.
  static let table = """
    gaps of more than 1 µs in a spinning reader of the clock
                                                                         timer       other
    CPU  watched    gaps  per s    lost      p50      p99  longest  interrupts  interrupts    steal
      1   5.00 s   6,000  1,200  0.48 %  3.10 µs  27.9 µs  5.40 ms       1,250          31  20.0 ms
      3   5.00 s  12,000  2,400  0.96 %  3.10 µs  55.8 µs  10.8 ms       1,250          31  20.0 ms

    lateness of wake-ups from absolute deadlines, one every 1.00 ms, scheduling class fifo
                            missed                                            peak to  p99.9   period
    CPU  releases  missed  at most      min      p50     p99  p99.9  longest     peak  - p50      p99
      1     5,000       7   0.29 %  1.00 µs  21.0 µs  189 µs      -  5.40 ms  5.40 ms      -  90.0 µs
      3     5,000      14   0.58 %  1.00 µs  21.0 µs  378 µs      -  10.8 ms  10.8 ms      -   180 µs

    causes
    CPU  source  cause                count   share     lost      p50  longest
      1  gaps    interrupt            1,281  21.3 %  5.12 ms  2.80 µs  5.40 ms
      1  gaps    steal                    4   0.1 %  16.0 µs        -  5.40 ms
      1  gaps    unattributed         4,715  78.6 %  18.9 ms  3.30 µs  5.40 ms
      1  timer   the wake-up itself   4,980  99.6 %        -  21.0 µs  5.40 ms
      1  timer   involuntary switch      20   0.4 %        -        -  5.40 ms
      3  gaps    interrupt            1,281  10.7 %  5.12 ms  2.80 µs  10.8 ms
      3  gaps    steal                    4   0.0 %  16.0 µs        -  10.8 ms
      3  gaps    unattributed        10,715  89.3 %  42.9 ms  3.30 µs  10.8 ms
      3  timer   the wake-up itself   4,980  99.6 %        -  21.0 µs  10.8 ms
      3  timer   involuntary switch      20   0.4 %        -        -  10.8 ms

    Causes are co-occurrence: what the kernel counted on the same CPU, and for the same thread, within
    10.0 ms. A count only bounds a cause. An interrupt is held to explain up to 100 µs; what no counter
    explains is unattributed, in a virtual machine mostly the host.

    CPU 3 loses most, 0.96 % of its time in 2,400 gaps a second; the longest gap of any core is 10.8 ms;
    timers wake latest on CPU 3, p99 378 µs, and miss 21 of 10,000 releases.

    """

  @Test("The table is the one that was found right")
  func table() {
    let text = JitterTable.text(JitterSamples.measurement, width: 100, colour: false)
    #expect(text.replacing("\u{A0}", with: " ") == JitterTests.table)
  }

  @Test("No line of the table is wider than asked, and nothing is watched where there are no rows")
  func width() {
    for width in [60, 80, 120] {
      let text = JitterTable.text(JitterSamples.measurement, width: width, colour: false)
      let tooWide = text.split(separator: "\n").map(String.init).filter {
        $0.count > width && !$0.hasPrefix("(too narrow for")
      }
      #expect(tooWide == [], "at width \(width)")
    }
    #expect(
      JitterTable.text(Samples.results("nothing"), width: 80, colour: false)
        == "nothing was watched\n")
  }

  @Test("Its figures are the two tails, and a run with a floor has them behind its own")
  func figures() {
    #expect(Figures.all(for: JitterSamples.measurement).map(\.name) == ["gaps", "timer-lateness"])
    let run = Figures.all(for: JitterSamples.floor)
    #expect(run.map(\.name).suffix(2) == ["gaps", "timer-lateness"])
    #expect(run.count > 4)
    #expect(run.suffix(2).allSatisfy { $0.note.contains("before and after the cells") })
  }

  @Test("A figure's headline tells the rows")
  func headlines() throws {
    let figures = Figures.all(for: JitterSamples.measurement)
    #expect(
      figures.map { $0.headline.replacing("\u{A0}", with: " ") } == [
        "On average 1,800 gaps a second on a core take 0.72 % of its time, the longest 10.8 ms",
        "A timer wakes up to 10.8 ms late and misses 21 of 10,000 releases",
      ])
    let svg = try #require(ParsedSVG(figures[0].svg(.html)))
    #expect(svg.tips.contains { $0.hasPrefix("CPU 3: ") })
  }

  @Test("With more cores than can be told apart, the ones with the longest tails are drawn")
  func manyCores() throws {
    var jitter: [JitterRow] = []
    var bins: [HistogramRow] = []
    for cpu in Int64(0)..<12 {
      jitter += JitterSamples.measurement.jitter.filter { $0.cpu == 1 }.map { row in
        var row = row
        row.cpu = cpu
        return row
      }
      bins += JitterSamples.measurement.histogram.filter { $0.cellID == "cpu1" }.map { bin in
        var bin = bin
        bin.cellID = "cpu\(cpu)"
        bin.upperNanoseconds += cpu
        return bin
      }
    }
    let empty = Samples.results("nothing")
    let results = ResultSet(
      directory: "", isPartial: false, cells: [], rounds: [], summary: [], windows: [],
      histogram: bins, events: [], provenance: empty.provenance
    ).with(jitter: jitter)
    let figure = try #require(Figures.all(for: results).first)
    let svg = try #require(ParsedSVG(figure.svg(.flat(.light))))
    for cpu in 0..<12 { #expect(svg.labels.contains { $0.text == "CPU \(cpu)" } == (cpu >= 7)) }
    #expect(figure.note.contains("5 of 12 CPUs"))
  }

  @Test("The floor stands beside every jitter of a run, as the worse of before and after")
  func floor() throws {
    let sentence = try #require(MachineFloor.sentence(JitterSamples.floor))
    #expect(
      sentence.replacing("\u{A0}", with: " ")
        == "Floor of this machine (CPU 1, idle, the worse of before and after): a timer wakes 21.0 µs late at p50, 378 µs at p99, 10.8 ms at most (21 releases missed); 2,400 gaps a second, 55.8 µs at p99, 10.8 ms at most."
    )
    let text = ComparisonTable.text(JitterSamples.floor, width: 0, colour: false)
    #expect(text.contains(sentence))
    for figure in Figures.all(for: JitterSamples.floor)
    where ["job-latency", "start-error"].contains(figure.name) {
      #expect(figure.note.hasSuffix(sentence), "\(figure.name)")
    }
    let page = HTMLReport.html(JitterSamples.floor)
    #expect(page.contains("id=\"windows-by-pair\"") && page.contains(Escape.markup(sentence)))
    #expect(MachineFloor.sentence(JitterSamples.measurement) == nil)
    #expect(MachineFloor.sentence(Samples.results("ordinary")) == nil)
  }

  @Test("The report has the section where there are rows, with a row for each cause")
  func card() {
    let page = HTMLReport.html(JitterSamples.measurement)
    #expect(page.contains("id=\"jitter\""))
    #expect(page.split(separator: "<tr><td class=n>").count - 1 == 14)
    #expect(!HTMLReport.html(Samples.results("ordinary")).contains("id=\"jitter\""))
  }

  @Test("Rounds that the sentinel flags are counted among the caveats, and none that it does not")
  func sentinel() throws {
    let caveats = Caveats.sentinel(JitterSamples.floor)
    #expect(caveats.map(\.level) == [.warn])
    #expect(caveats[0].text.hasPrefix("The sentinel flags 1 of 3 pair rounds: "))
    let calm = JitterSamples.floor.sentinel.map { row in
      var row = row
      row.isFlagged = false
      return row
    }
    #expect(Caveats.sentinel(JitterSamples.floor.with(sentinel: calm)).map(\.level) == [.ok])
    #expect(Caveats.sentinel(Samples.results("ordinary")).isEmpty)
  }
}
