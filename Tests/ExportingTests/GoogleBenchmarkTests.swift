import Foundation
import Results
import Testing

@testable import Exporting

@Suite("Google Benchmark JSON")
struct GoogleBenchmarkTests {
  private struct Document: Decodable {
    struct Benchmark: Decodable {
      let name: String
      let runName: String
      let runType: String
      let repetitions: Int
      let repetitionIndex: Int
      let familyIndex: Int
      let iterations: Int
      let realTime: Double
      let cpuTime: Double
      let timeUnit: String
      let p99Ns: Double?
    }
    struct Context: Decodable {
      let date: String
      let executable: String
      let numCpus: Int
      let mhzPerCpu: Int
    }
    let context: Context
    let benchmarks: [Benchmark]
  }

  private let text = GoogleBenchmark.files(SmallRun.results)[0].text

  @Test("A small run, byte for byte")
  func bytes() throws {
    #expect(text == (try golden("google-benchmark.json", text)))
  }

  @Test("Repetitions are the rounds, with the fields that compare.py reads")
  func fields() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let document = try decoder.decode(Document.self, from: Data(text.utf8))
    #expect(document.context.executable == "bulkhead run a \"b\".yaml")
    #expect(document.context.numCpus == 4)
    #expect(document.context.mhzPerCpu == 2_600)
    let families = Dictionary(grouping: document.benchmarks, by: \.name)
    #expect(families.count == 4)
    for family in families.values {
      #expect(family.map(\.repetitionIndex) == Array(0..<family[0].repetitions))
      #expect(family.allSatisfy { $0.runType == "iteration" && $0.timeUnit == "ns" })
    }
    #expect(document.benchmarks.map(\.realTime).prefix(3) == [100.5, 101.5, 102.5])
    #expect(document.benchmarks[0].p99Ns == nil)
    #expect(document.benchmarks[3].p99Ns == 200.25)
  }

  @Test(
    "PUs are counted from a taskset list",
    arguments: [("0-2,5", 4), ("7", 1), ("", nil), ("3-1", nil), ("x", nil)] as [(String, Int?)])
  func cpus(_ list: String, _ count: Int?) {
    #expect(PUCount.of(list) == count)
  }
}
