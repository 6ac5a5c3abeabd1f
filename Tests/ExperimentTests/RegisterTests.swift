import HardwareTopology
import Results
import Testing

@testable import Experiment

@Suite("The interference-channel register")
struct RegisterTests {
  private func analysis() throws -> DeploymentAnalysis {
    var builder = DeploymentBuilder(cores: 2)
    builder.partition("a", cores: [0], criticality: .b)
    builder.partition("b", cores: [1])
    builder.window("a", core: 0, 0..<4_000)
    builder.window("b", core: 1, 1_000..<4_000)
    builder.deployment.partitions[1].applications[0].workload = .made(
      "write", workingSet: "2*L3")
    return try builder.analysis(on: "pack:1 l3:1 l2:2 l1:1 core:1 pu:1")
  }

  private func measurement(
    _ ratio: Double, aggressor: String? = "b/b1", rounds: Int = 8
  ) -> RegisterMeasurement {
    RegisterMeasurement(
      victim: "a/a1", aggressor: aggressor,
      rounds: (0..<rounds).map { round in
        let solo = 100 + Double(round % 3)
        return .init(
          soloP50Nanoseconds: solo, corunP50Nanoseconds: solo * ratio,
          soloMaximumNanoseconds: 500 + Double(round),
          corunMaximumNanoseconds: 900 + Double(round))
      }, evidence: "windows kept")
  }

  private func rows(_ measurements: [RegisterMeasurement]) throws -> [RegisterRow] {
    var proof = VerificationRow()
    proof.label = "write@2*L3"
    proof.verdict = .exercised
    return Register(try analysis(), measurements: measurements, verification: [proof]).rows
  }

  @Test("There is a row for every path, then one for each application beside all others")
  func complete() throws {
    let rows = try rows([])
    #expect(rows.map(\.pathID) == ["a/a1<b/b1", "b/b1<a/a1", "a/a1<*", "b/b1<*"])
    #expect(rows.map(\.scope) == [.path, .path, .robustPartitioning, .robustPartitioning])
    #expect(rows.allSatisfy { $0.tested == .notTested && !$0.reason.isEmpty })
    #expect(rows.allSatisfy { $0.slowdown == nil && $0.verdict == nil })
  }

  @Test("A measured path has its slowdown with interval, verdict and high-water marks")
  func measured() throws {
    let row = try rows([measurement(2)])[0]
    #expect(row.tested == .measured)
    #expect(abs((row.slowdown ?? 0) - 2) < 1e-9)
    #expect((row.slowdownLower ?? 9) <= 2.000001 && (row.slowdownUpper ?? 0) >= 1.999999)
    #expect(row.verdict == .worse)
    #expect(row.soloP50Nanoseconds == 101)
    #expect(row.corunP50Nanoseconds == 202)
    #expect(row.highWaterMarkNanoseconds == 907)
    #expect(row.soloHighWaterMarkNanoseconds == 507)
    #expect(row.rounds == 8)
    #expect(row.generator == "write@2*L3")
    #expect(row.verified == .exercised)
    #expect(row.channel == .l3)
    #expect(row.channels == "L3:concurrent node:concurrent host-os:concurrent")
    #expect(row.overlapNanoseconds == 3_000_000)
    #expect(row.mitigation == "own core; own L1; own L2; own address space")
    #expect(row.evidence == "windows kept")
    #expect(row.victimCriticality == "B")
  }

  @Test("The verdict goes by the margin")
  func margin() throws {
    let analysis = try analysis()
    func verdict(_ ratio: Double, margin: Double) -> SummaryRow.Verdict? {
      Register(analysis, measurements: [measurement(ratio)], margin: margin).rows[0].verdict
    }
    #expect(verdict(1.04, margin: 0.05) == .equivalent)
    #expect(verdict(1.04, margin: 0.02) == .worse)
    #expect(verdict(0.8, margin: 0.05) == .better)
  }

  @Test("Rounds without a whole job count for nothing, and a path without any says so")
  func empty() throws {
    var partial = measurement(2)
    partial.rounds[0].corunP50Nanoseconds = nil
    #expect(try rows([partial])[0].rounds == 7)
    var none = measurement(2)
    none.rounds = [.init(soloP50Nanoseconds: 5, corunP50Nanoseconds: nil)]
    let row = try rows([none])[0]
    #expect(row.tested == .notTested)
    #expect(row.reason == "no round has whole jobs of the victim in both phases")
    var refused = measurement(2)
    refused.notTested = "no core for it"
    let untested = try rows([refused])[0]
    #expect(untested.tested == .notTested && untested.reason == "no core for it")
    #expect(untested.slowdown == nil)
  }

  @Test("Robust partitioning is beside all others, as well proved as the least of their generators")
  func robust() throws {
    let rows = try rows([measurement(1, aggressor: nil)])
    let row = try #require(rows.first { $0.pathID == "a/a1<*" })
    #expect(row.tested == .measured)
    #expect(row.verdict == .equivalent)
    #expect(row.kind == .concurrent)
    #expect(row.verified == .exercised)
    #expect(rows.last?.verified == nil)
    #expect(rows[0].tested == .notTested)
  }

  @Test("The rows come back from their file as they were written")
  func fields() throws {
    for row in try rows([measurement(1.5)]) {
      for column in RegisterRow.columnDescriptions { #expect(column.meaning.hasSuffix(".")) }
      let csv = RegisterRow.csv([row])
      #expect(csv.split(separator: "\n").count == 2)
      #expect(csv.contains(row.pathID))
    }
  }
}
