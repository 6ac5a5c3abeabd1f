import Foundation
import Results
import Testing

@testable import Exporting

@Suite("benchstat text")
struct BenchstatTests {
  private let text = BenchstatText.files(SmallRun.results)[0].text

  @Test("A small run, byte for byte")
  func bytes() throws {
    #expect(text == (try golden("benchstat.txt", text)))
  }

  /// The lines of the format, as https://go.dev/design/14313-benchmark-format has them.
  @Test("Every line is a result, a configuration, a unit or a comment of the format")
  func format() {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if line.hasPrefix("Benchmark") {
        let fields = line.split(whereSeparator: \.isWhitespace)
        #expect(fields[0].dropFirst("Benchmark".count).first?.isUppercase == true)
        #expect(fields[0].hasSuffix("-1"))
        #expect(Int(fields[1]).map { $0 > 0 } == true)
        #expect(fields.count >= 4 && fields.count.isMultiple(of: 2))
        for pair in stride(from: 2, to: fields.count, by: 2) {
          #expect(Double(fields[pair]) != nil && Double(fields[pair + 1]) == nil)
        }
      } else if line.hasPrefix("Unit ") {
        #expect(["better=lower", "better=higher"].contains(line.split(separator: " ")[2]))
      } else {
        let key = line.prefix { $0 != ":" }
        #expect(
          key.first?.isLowercase == true && key.allSatisfy { !$0.isWhitespace && !$0.isUppercase })
        #expect(line.dropFirst(key.count).hasPrefix(": "))
      }
    }
  }

  @Test(
    "A line for each cell in each round; a round without its policy is left out, and said to be")
  func rounds() {
    let lines = text.split(separator: "\n")
    let results = lines.filter { $0.hasPrefix("Benchmark") }
    #expect(results.count == 11)
    #expect(lines.contains { $0.hasPrefix("# Rounds left out of ") && $0.hasSuffix("in force: 1") })
    #expect(lines.contains { $0.contains("has 2 of the 10 rounds") })
    let medians = results.filter { $0.contains("policy=baseline/condition=corun-1\t") }
      .map { $0.split(separator: "\t")[2] }
    #expect(medians == ["110.5 ns/op", "111.5 ns/op", "112.5 ns/op"])
  }

  @Test("Two cells with the same words are two benchmarks")
  func names() {
    var results = SmallRun.results
    results = ResultSet(
      directory: "", isPartial: false,
      cells: results.cells.map {
        var cell = $0
        cell.policy = "pinned"
        return cell
      }, rounds: results.rounds, summary: [], windows: [], histogram: [], events: [],
      provenance: results.provenance)
    let names = JobSeries.all(results).map { $0.name(after: "job") }
    #expect(Set(names).count == 4)
    #expect(
      names[3] == "job/victim=chase@L2:2/aggressor=write@2*L2/policy=pinned/condition=corun/pair=p1"
    )
  }
}
