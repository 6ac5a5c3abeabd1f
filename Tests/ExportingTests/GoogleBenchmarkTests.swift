import Foundation
import Results
import Testing

@testable import Exporting

@Suite("Google Benchmark JSON")
struct GoogleBenchmarkTests {
  private struct Document: Decodable {
    struct Benchmark: Decodable {
      let name: String
      let run_name: String
      let run_type: String
      let repetitions: Int
      let repetition_index: Int
      let family_index: Int
      let iterations: Int
      let real_time: Double
      let cpu_time: Double
      let time_unit: String
      let p99_ns: Double?
    }
    struct Context: Decodable {
      let date: String
      let executable: String
      let num_cpus: Int
      let mhz_per_cpu: Int
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
    let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    #expect(document.context.executable == "bulkhead run a \"b\".yaml")
    #expect(document.context.num_cpus == 4)
    #expect(document.context.mhz_per_cpu == 2_600)
    let families = Dictionary(grouping: document.benchmarks, by: \.name)
    #expect(families.count == 4)
    for family in families.values {
      #expect(family.map(\.repetition_index) == Array(0..<family[0].repetitions))
      #expect(family.allSatisfy { $0.run_type == "iteration" && $0.time_unit == "ns" })
    }
    #expect(document.benchmarks.map(\.real_time).prefix(3) == [100.5, 101.5, 102.5])
    #expect(document.benchmarks[0].p99_ns == nil)
    #expect(document.benchmarks[3].p99_ns == 200.25)
  }

  @Test(
    "PUs are counted from a taskset list",
    arguments: [("0-2,5", 4), ("7", 1), ("", nil), ("3-1", nil), ("x", nil)] as [(String, Int?)])
  func cpus(_ list: String, _ count: Int?) {
    #expect(PUCount.of(list) == count)
  }
}
