import Results
import Testing

@Suite("A run of a deployment, end to end", .serialized, .timeLimit(.minutes(2)))
struct DeploymentRunTests {
  private static func deployment(_ extra: String = "", applications: String) -> String {
    """
    name: tiny
    hypervisor: type2
    cores: 1
    major_frame: 4ms
    rounds: 1
    phase: 24ms
    \(extra)
    partitions:
      - { name: one, core: 0, applications: [\(applications)] }
      - { name: two, core: 0, applications: [{ name: writer, workload: write@64KiB, intensity: 25% }] }
    schedule: { 0: [{ one: 2ms }, { two: 2ms }] }
    """
  }

  @Test("It ends in a register whose rows are measured, or say why not, and every window is a row")
  func run() throws {
    let folder = try Folder()
    let two = "{ name: a, workload: chase@16KiB }, { name: b, workload: alu }"
    try folder.write("tiny.yaml", Self.deployment(applications: two))
    let ending = try Executable.run(["run", "tiny.yaml", "-o", "output"], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    let last = ending.outputLines.suffix(2).map { $0.split(separator: " ").map(String.init) }
    try #require(last.map(\.first) == ["results", "report"], "\(ending.output)\(ending.errors)")
    let directory = folder.path(last[0][1])
    #expect(ResultSet.verify(directory).isEmpty)
    let results = try ResultSet(reading: directory)
    let victims = Set(results.register.map(\.victim))
    #expect(victims == ["a", "b", "writer"])
    for row in results.register where row.victim == "writer" {
      #expect(row.reason.contains("a part of each millisecond"), "\(row.reason)")
    }
    #expect(results.windows.contains { $0.accesses > 0 })
    #expect(results.windows.allSatisfy { $0.plannedEndNanoseconds > $0.plannedStartNanoseconds })
    #expect(results.events.contains { $0.kind == "verified" })
  }

  @Test(
    "What the machine or the deployment does not allow is one line with its place, and exit code 5")
  func missing() throws {
    let folder = try Folder()
    let two = "{ name: a, workload: chase@16KiB }, { name: b, workload: alu }"
    // Agents do not switch applications inside a partition, whatever rights there are.
    try folder.write("agents.yaml", Self.deployment("enforcer: sigstop", applications: two))
    let ending = try Executable.run(["run", "agents.yaml", "-o", "output"], in: folder)
    #expect(ending.status == 5)
    let lines = ending.errorLines.filter { !$0.contains("debug build") }
    #expect(lines.count == 1, "\(lines)")
    #expect(
      lines.first?.contains("agents.yaml:7:11: enforcer: sigstop does not work here: ") == true)
    #expect(try folder.entries("").filter { $0 == "output" }.isEmpty)
  }

  @Test("A dry run says it, too, and passes: the plan may be for another machine")
  func dryRun() throws {
    let folder = try Folder()
    try folder.write(
      "agents.yaml",
      Self.deployment("enforcer: sigstop", applications: "{ name: a, workload: chase@16KiB }"))
    let ending = try Executable.run(["run", "agents.yaml", "--dry-run"], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("not on this machine: agents.yaml:7:11: enforcer: sigstop"))
  }
}
