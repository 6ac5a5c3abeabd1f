import Foundation
import Results
import Testing

@testable import Exporting

@Suite("HdrHistogram text")
struct HdrHistogramTests {
  private func bins(_ bins: [(lower: Int64, upper: Int64, count: Int64)]) -> [HistogramRow] {
    bins.map {
      var row = HistogramRow()
      (row.lowerNanoseconds, row.upperNanoseconds, row.count) = $0
      return row
    }
  }

  @Test("Is what the reference implementation prints, but for the size of its own bins")
  func reference() throws {
    // Java's HdrHistogram 2.1.11: `new Histogram(1, 3600000000000L, 3)`, these values recorded with these counts, and
    // `outputPercentileDistribution(System.out, 5, 1.0)`. Up to 63 both have bins of 1 ns.
    let recorded: [(Int64, Int64)] = [
      (1, 3), (2, 10), (5, 40), (7, 25), (12, 13), (31, 6), (40, 2), (63, 1),
    ]
    let url = try #require(
      Bundle.module.url(
        forResource: "hdrhistogram-java", withExtension: "txt", subdirectory: "Fixtures"))
    let golden = try String(contentsOf: url, encoding: .utf8)
    let histogram = try #require(HdrHistogram(bins(recorded.map { ($0, $0 + 1, $1) })))
    #expect(
      histogram.text.split(separator: "\n").dropLast() == golden.split(separator: "\n").dropLast())
    #expect(
      histogram.text.hasSuffix("\n#[Buckets =            1, SubBuckets     =           64]\n"))
  }

  @Test("Every line holds of the bins: so many samples at most the value, and at least the share")
  func lines() throws {
    let rows = bins([(96, 98, 500), (1_024, 1_056, 400), (4_096, 4_224, 99), (65_536, 67_584, 1)])
    let histogram = try #require(HdrHistogram(rows.reversed()))
    for step in histogram.steps {
      let below = rows.filter { $0.upperNanoseconds - 1 <= step.value }.reduce(0) { $0 + $1.count }
      #expect(step.count == below)
      #expect(Double(step.count) >= step.percentile * 1_000)
    }
    #expect(histogram.steps.map(\.percentile) == histogram.steps.map(\.percentile).sorted())
    #expect(histogram.steps.last == .init(value: 67_583, percentile: 1, count: 1_000))
    #expect(histogram.text.contains("\n#[Max     =    67583.000, Total count    =         1000]\n"))
  }

  @Test("A single sample is two lines, and none is no file")
  func fewest() throws {
    let one = try #require(HdrHistogram(bins([(5, 6, 1)])))
    #expect(one.steps.map(\.percentile) == [0, 1])
    #expect(HdrHistogram(bins([(5, 6, 0)])) == nil)
    #expect(HdrHistogram([]) == nil)
  }

  @Test("There is a file for each cell and metric, which says whose it is and what a bin is")
  func files() throws {
    let files = HdrText.files(SmallRun.results)
    #expect(files.map(\.path) == ["hdr/c0-job_latency.hgrm", "hdr/c1-job_latency.hgrm"])
    #expect(
      files[1].text.contains(
        "\n# job_latency of chase@L2/2 beside write@2*L2 under baseline, in nanoseconds"))
    #expect(files[0].text.contains("\n# job_latency of chase@L2/2 alone (write@2*L2 parked)"))
    // Plotters take lines of four numbers, and skip what begins with a number sign.
    for line in files[0].text.split(separator: "\n").dropFirst() where !line.hasPrefix("#") {
      let fields = line.split(separator: " ").map { Double($0) }
      #expect(fields.count == 4 || line.contains("1.000000000000"))
      #expect(!fields.contains(nil))
    }
  }

  @Test(
    "No name of a cell or metric leads out of the folder", arguments: ["../../pwned", "/etc/x"])
  func traversal(name: String) {
    let bins = SmallRun.results.histogram.map { bin in
      var bin = bin
      (bin.cellID, bin.metric) = (name, "../\(name)")
      return bin
    }
    let files = HdrText.files(SmallRun.results(histogram: bins))
    #expect(files.count == 1 && files.allSatisfy(\.isInside))
    #expect(files.allSatisfy { $0.path.split(separator: "/").count == 2 })
    for path in ["/etc/x", "../x", "hdr/../../x", "hdr/.."] {
      #expect(!ExportedFile(path, "").isInside)
    }
  }
}
