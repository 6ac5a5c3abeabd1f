import Foundation
import Results
import Testing

@Suite("A run of a deployment, end to end", .serialized, .timeLimit(.minutes(30)))
struct DeploymentRunTests {
  /// Windows of 20 ms: the other tests run beside this one, and an ordinary partition that waits for its CPU
  /// behind them (3 ms each on a tick of 4 ms) can miss every window of 2 ms.
  private static func deployment(_ extra: String = "", applications: String) -> String {
    """
    name: tiny
    hypervisor: type2
    cores: 1
    major_frame: 40ms
    rounds: 1
    phase: 800ms
    \(extra)
    partitions:
      - { name: one, core: 0, applications: [\(applications)] }
      - { name: two, core: 0, applications: [{ name: writer, workload: write@64KiB, intensity: 25% }] }
    schedule: { 0: [{ one: 20ms }, { two: 20ms }] }
    """
  }

  @Test("It ends in a register whose rows are measured, or say why not, and every window is a row")
  func run() throws {
    let folder = try Folder()
    let two = "{ name: a, workload: chase@16KiB }, { name: b, workload: alu }"
    try folder.write("tiny.yaml", Self.deployment(applications: two))
    let ending = try Executable.run(["run", "tiny.yaml", "-o", "output"], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    let paths = try ending.paths()
    let directory = folder.path(paths.results)
    #expect(ResultSet.verify(directory).isEmpty)
    let results = try ResultSet(reading: directory)
    let victims = Set(results.register.map(\.victim))
    #expect(victims == ["a", "b", "writer"])
    for row in results.register where row.victim == "writer" {
      #expect(row.reason.contains("a part of each millisecond"), "\(row.reason)")
    }
    for partition in ["one", "two"] {
      let ran = results.windows.filter { $0.partition == partition && $0.accesses > 0 }
      #expect(!ran.isEmpty, "\(partition)")
    }
    #expect(results.windows.allSatisfy { $0.plannedEndNanoseconds > $0.plannedStartNanoseconds })
    #expect(results.events.contains { $0.kind == "verified" })
  }

  @Test("An enforcer that goes with no such deployment is one line with its place, and exit code 1")
  func mismatch() throws {
    let folder = try Folder()
    let two = "{ name: a, workload: chase@16KiB }, { name: b, workload: alu }"
    try folder.write("agents.yaml", Self.deployment("enforcer: sigstop", applications: two))
    for arguments in [["-o", "output"], ["--dry-run"]] {
      let ending = try Executable.run(["run", "agents.yaml"] + arguments, in: folder)
      #expect(ending.status == 1)
      let lines = ending.errorLines.filter { !$0.contains("debug build") }
      #expect(lines.count == 1, "\(lines)")
      #expect(
        lines.first?.contains("agents.yaml:7:11: enforcer: sigstop does not go with this: ") == true
      )
    }
    #expect(try !folder.entries().contains("output"))
  }

  @Test("An enforcer that the machine lacks, or the user may not have, is exit code 5")
  func missing() throws {
    let folder = try Folder()
    let list = try Executable.run(["list", "enforcers"], in: folder)
    let absent = list.outputLines.first { $0.contains("unavailable: ") }
    guard let name = absent?.split(separator: " ").first.map(String.init) else {
      try Test.cancel("every enforcer is to be had here")
    }
    let text = Self.deployment(
      "enforcer: \(name)", applications: "{ name: a, workload: chase@16KiB }")
    try folder.write("absent.yaml", text)
    let ending = try Executable.run(["run", "absent.yaml", "-o", "output"], in: folder)
    #expect(ending.status == 5)
    let said = "absent.yaml:7:11: enforcer: \(name) cannot be had here: "
    #expect(ending.errors.contains(said), "\(ending.errors)")
    let plan = try Executable.run(["run", "absent.yaml", "--dry-run"], in: folder)
    #expect(plan.status == 0, "the plan may be for another machine")
    #expect(plan.output.contains("not on this machine: \(said)"))
  }

  @Test("Under an agent every application runs in its windows, too")
  func driven() throws {
    let folder = try Folder()
    let list = try Executable.run(["list", "enforcers"], in: folder)
    let line = try #require(list.outputLines.first { $0.hasPrefix("sigstop") })
    // In the ordinary class a busy machine can keep agent and partitions from all of their windows.
    if line.contains("unavailable: ") || line.contains("degraded: ") { try Test.cancel("\(line)") }
    let text = Self.deployment(
      "enforcer: sigstop", applications: "{ name: a, workload: chase@16KiB, job: 512 }"
    ).replacingOccurrences(of: "core: 0,", with: "core: 0, backend: process,")
    try folder.write("agents.yaml", text)
    let ending = try Executable.run(["run", "agents.yaml", "-o", "output"], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    let results = try ResultSet(reading: folder.path(ending.paths().results))
    for partition in ["one", "two"] {
      let ran = results.windows.filter { $0.partition == partition && $0.accesses > 0 }
      #expect(!ran.isEmpty, "\(partition)")
    }
  }
}
