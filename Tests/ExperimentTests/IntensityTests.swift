import Testing
import Workloads

@testable import Experiment

@Suite("Intensity")
struct IntensityTests {
  @Test("A share is a duty, a rate is a rate, and all of it is no intensity")
  func parsing() throws {
    #expect(try Intensity(parsing: "25%") == .duty(0.25))
    #expect(try Intensity(parsing: "800MB/s") == .megabytesPerSecond(800))
    #expect(try Intensity(parsing: "2.5GB/s") == .megabytesPerSecond(2500))
    #expect(try Intensity(parsing: "100%") == nil)
  }

  @Test(
    "What is neither says what would be right",
    arguments: ["", "25", "0%", "101%", "-5%", "0MB/s", "MB/s", "1e3MB/s", "fast"])
  func mistakes(text: String) {
    let error = #expect(throws: QuantityError.self) { try Intensity(parsing: text) }
    #expect(error?.description.contains("write a ") == true)
  }

  @Test("It reads back as it is written", arguments: ["25%", "12.5%", "800MB/s", "0.5MB/s"])
  func texts(text: String) throws {
    #expect(try Intensity(parsing: text)?.description == text)
  }

  @Test("A rate is divided among the threads, and means nothing without traffic")
  func paces() throws {
    let write = try #require(WorkloadCatalogue.named("write"))
    let bytesPerStep = Double(write.accessesPerStep * write.bytesPerAccess)
    #expect(
      Intensity.megabytesPerSecond(3000).pace(of: write, threads: 3)
        == .stepsPerMillisecond(1e6 / bytesPerStep))
    #expect(Intensity.megabytesPerSecond(1).pace(of: WorkloadCatalogue.alu, threads: 1) == nil)
    #expect(Intensity.duty(0.5).pace(of: WorkloadCatalogue.alu, threads: 1) == .duty(0.5))
  }

  private func suite(_ aggressor: String, victim: String = "chase") -> String {
    "policies: [baseline]\nvictims: [\(victim)]\naggressors:\n  - \(aggressor)\n"
  }

  @Test("An aggressor's intensity stands in its label, its plan and its pace")
  func inSuites() throws {
    let plan = try plan(suite("{ workload: write@1MiB, intensity: 25% }"))
    let aggressor = try #require(plan.pairs.first { $0.control == "none" }).aggressor
    #expect(aggressor.label == "write@1MiB at 25%")
    #expect(aggressor.pace == .duty(0.25))
    #expect(PlanText.json(plan).contains("\"intensity\""))
  }

  @Test("A victim has none, a rate needs traffic, and a mistake has its place")
  func inSuitesWrongly() throws {
    let mistakes = [
      (suite("alu", victim: "{ workload: chase, intensity: 25% }"), "only aggressors"),
      (suite("{ workload: alu, intensity: 5MB/s }"), "declares no traffic"),
      (suite("{ workload: write, intensity: 5 }"), "s.yaml:4:35: aggressors.intensity: `5` is"),
    ]
    for (text, says) in mistakes {
      let error = #expect(throws: SuiteErrors.self) { try plan(text) }
      let said = error?.diagnostics.first?.description ?? ""
      #expect(said.contains(says), "\(said)")
    }
  }
}
