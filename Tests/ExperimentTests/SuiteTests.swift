import Foundation
import HardwareTopology
import Testing

@testable import Experiment

struct SuiteTests {
  @Test("The smallest suite names policies, victims and aggressors; the rest has defaults")
  func defaults() throws {
    let suite = try Suite.parse(minimal)
    #expect(suite.name == "s")
    #expect(suite.rounds == 10)
    #expect(suite.phaseNanoseconds == 30_000_000)
    #expect(suite.warmupNanoseconds == 5_000_000)
    #expect(suite.margin == 0.05)
    #expect(suite.policies.map(\.name) == ["baseline"])
    #expect(suite.victims.map(\.name) == ["chase"])
    #expect(suite.aggressors.map(\.name) == ["alu"])
    #expect(suite.aggressorCores == .all)
    #expect(suite.guardBand == .auto)
    #expect(suite.enforcer == nil && suite.cores == nil && suite.seed == nil)
    #expect(suite.controls)
  }

  @Test(
    "A suite without a name is called after its file, or plainly suite where that is no name",
    arguments: [
      ("a/b/mine.yaml", "mine"), ("x.tar.yaml", "x"), ("/dev/fd/63", "suite"), ("", "suite"),
    ])
  func nameOfFile(file: String, name: String) throws {
    let source = SourceText(file: file, text: minimal)
    #expect(try Suite.parse(source, vocabulary: .bundled).name == name)
  }

  @Test("Every key is read into its field, in the units the field says")
  func everyKey() throws {
    let suite = try Suite.parse(
      """
      name: my-suite_1.0
      description: "two words: and a colon"
      rounds: 7
      phase: 20000
      warmup: 1.5ms
      margin: 2.5%
      policies:
        - pinned
        - sliced: { window: 250us }
      victims:
        - workload: chase
          working_set: L2/2
          job: 1024
        - read@4MiB
        - "write@2*L3"
      aggressors: [alu, nt-write@2*L3]
      aggressor_cores: 2
      enforcer: timer
      guard: 50us
      cores: 0-2,5
      seed: 18446744073709551615
      controls: false
      """)
    #expect(suite.name == "my-suite_1.0")
    #expect(suite.description == "two words: and a colon")
    #expect(suite.rounds == 7)
    #expect(suite.phaseNanoseconds == 20_000_000)
    #expect(suite.warmupNanoseconds == 1_500_000)
    #expect(suite.margin == 0.025)
    #expect(suite.policies.map(\.name) == ["pinned", "sliced"])
    #expect(try suite.policies[1].values() == ["window": 250_000])
    #expect(suite.victims.map(\.name) == ["chase", "read", "write"])
    #expect(suite.victims.map(\.workingSet) == ["L2/2", "4MiB", "2*L3"])
    #expect(suite.victims.map(\.jobAccesses) == [1024, nil, nil])
    #expect(suite.aggressors.map(\.workingSet) == [nil, "2*L3"])
    #expect(suite.aggressorCores == .count(2))
    #expect(suite.enforcer == "timer")
    #expect(suite.guardBand == .nanoseconds(50_000))
    #expect(suite.cores == [0, 1, 2, 5])
    #expect(suite.seed == .max)
    #expect(!suite.controls)
  }

  @Test("References keep their place, so that a later check can point at the line")
  func locations() throws {
    let suite = try Suite.parse(
      """
      policies: [baseline]
      victims:
        - workload: chase
          working_set: 999TiB
        - read@L9
        - "write@L8"
      aggressors: [alu]
      cores: 9
      """)
    let places = suite.victims.map { $0.workingSetLocation.diagnostic("no").description }
    #expect(
      places == [
        "s.yaml:4:18: victims.working_set: no", "s.yaml:5:10: victims: no",
        "s.yaml:6:12: victims: no",
      ])
    #expect(
      suite.victims[0].location.diagnostic("no").description == "s.yaml:3:15: victims.workload: no")
    #expect(suite.diagnostic(at: .cores, "no").description == "s.yaml:8:8: cores: no")
    #expect(suite.diagnostic(at: .seed, "no").description == "s.yaml: seed: no")
  }

  @Test("A parameter that is no time is refused where it stands")
  func parameterPlace() throws {
    let suite = try Suite.parse(
      "policies: [sliced: { window: soon }]\nvictims: [chase]\naggressors: [alu]\n")
    let error = #expect(throws: SuiteErrors.self) {
      try suite.policies[0].values()
    }
    #expect(
      error?.description == "s.yaml:1:30: policies.sliced.window: `soon` is not a time;"
        + " write a number and a unit, such as 250us, 1ms or 10s")
  }

  @Test("Anchors and aliases are resolved")
  func anchors() throws {
    let suite = try Suite.parse(
      """
      policies: [baseline]
      victims: &both
        - chase@L2/2
        - read
      aggressors: *both
      """)
    #expect(suite.aggressors.map(\.name) == ["chase", "read"])
    #expect(suite.aggressors.map(\.workingSet) == ["L2/2", nil])
  }

  @Test("Windows line ends and a byte order mark are no mistakes")
  func foreignEditors() throws {
    let text = "\u{FEFF}" + minimal.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try Suite.parse(text).victims.count == 1)
  }

  @Test("The bundled suites parse", arguments: ["default", "slices"])
  func bundled(name: String) throws {
    let suite = try Suite.read("\(Package.benches)/\(name).yaml", vocabulary: .bundled)
    #expect(suite.name == name)
    #expect(suite.policies.contains { $0.name == "baseline" })
    #expect(suite.rounds == 10)
    #expect(suite.controls)
  }

  @Test("The commented keys of the default suite are right as they stand, without their `#`")
  func commentedKeys() throws {
    let text = try SourceText(reading: "\(Package.benches)/default.yaml").text
    let uncommented = text.split(separator: "\n").map { line in
      ["# enforcer:", "# cores:", "# seed:"].contains { line.hasPrefix($0) }
        ? String(line.dropFirst(2)) : String(line)
    }
    let suite = try Suite.parse(uncommented.joined(separator: "\n"))
    #expect(suite.enforcer == "timer")
    #expect(suite.cores == [0, 1, 2, 3])
    #expect(suite.seed == 42)
  }
}
