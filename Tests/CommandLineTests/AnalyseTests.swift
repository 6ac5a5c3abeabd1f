import Foundation
import Testing

@Suite("Analysing a deployment")
struct AnalyseTests {
  /// Private L2 caches, so that the bundled deployments keep what they claim.
  static let machine = "pack:1 l3:1 l2:4 l1:1 core:1 pu:1"

  /// Folders with a copy of the deployments that the repository brings.
  private func folder() throws -> Folder {
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = try Folder()
    for name in ["fourteen-apps", "partition-per-core"] {
      let file = repository.appending(path: "benches/deployments/\(name).yaml")
      try folder.write("\(name).yaml", String(contentsOf: file, encoding: .utf8))
    }
    try folder.write(
      "claims.yaml",
      """
      cores: 2
      major_frame: 10ms
      partitions:
        - { name: one, core: 0, backend: process, applications: [{ name: a, workload: chase@16KiB }] }
        - { name: two, core: 1, backend: process, applications: [{ name: b, workload: alu }] }
      windows:
        - { partition: one, duration: 4ms }
        - { partition: two, duration: 4ms, offset: 3ms }
      isolation:
        - { between: [one, two], not_sharing: [L3], at_once: never }

      """)
    try folder.write("suite.yaml", tinySuite())
    return folder
  }

  private func run(_ arguments: [String], in folder: Folder) throws -> Executable.Ending {
    try Executable.run(["analyse"] + arguments, in: folder)
  }

  /// Like the help texts; see `HelpTests`.
  @Test("What it says of the fourteen applications is the recorded text")
  func fourteen() throws {
    let ending = try run(["fourteen-apps.yaml", "--synthetic", Self.machine], in: folder())
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
    #expect(
      try ending.output
        == Snapshot.text("analyse/fourteen-apps.txt", now: ending.output))
    for line in ending.outputLines.drop(while: { !$0.hasPrefix("delayed by") }) {
      #expect(line.count <= 100, "\(line)")
    }
  }

  @Test("A violated claim ends it with 2, and is told with its place and what would mend it")
  func violation() throws {
    let ending = try run(["claims.yaml", "--synthetic", Self.machine], in: folder())
    #expect(ending.status == 2)
    #expect(ending.errors.isEmpty)
    let text = ending.output.replacingOccurrences(of: "\n", with: " ")
    #expect(text.contains("claims.yaml:10:5: `one` and `two` share L3 of cores 0-1"))
    #expect(
      text.contains("`one` on core 0 and `two` on core 1 run at once for 1 ms of every major frame")
    )
    #expect(text.contains("to mend it: move their windows apart"))
    #expect(text.contains("for another machine: synthetic"))
    let apart = try run(
      ["claims.yaml", "--synthetic", "pack:2 [numa] l3:1 core:1 pu:1"], in: folder())
    #expect(!apart.output.contains("share L3"))
    #expect(apart.status == 2)
  }

  @Test("On fewer cores folded cores are never at once, and it says how it folded")
  func folded() throws {
    let ending = try run(
      ["claims.yaml", "--synthetic", "pack:1 l3:1 core:1 pu:1"], in: folder())
    #expect(ending.output.contains("folded onto 1 CPU"))
    #expect(!ending.output.contains("on core 1 run at once"))
    #expect(ending.output.contains("0 of 2 paths between 2 applications are concurrent"))
  }

  @Test("CSV, JSON, graph and drawing go where they are asked to, and nothing else is written")
  func files() throws {
    let folder = try folder()
    let before = try folder.entries()
    let ending = try run(
      [
        "fourteen-apps.yaml", "--synthetic", Self.machine, "--csv", "paths.csv", "--json", "a.json",
        "--dot", "a.dot", "--svg", "a.svg",
      ], in: folder)
    #expect(ending.status == 0)
    #expect(ending.output.isEmpty)
    #expect(
      try folder.entries() == (before + ["paths.csv", "a.json", "a.dot", "a.svg"]).sorted())
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: folder.path(name), encoding: .utf8)
    }
    let csv = try text("paths.csv").split(separator: "\n")
    #expect(csv.first?.hasPrefix("path_id,victim,victim_partition,") == true)
    let pairs = Set(csv.dropFirst().map { $0.prefix { $0 != "," } })
    #expect(pairs.count == 14 * 13)
    let json = try JSONSerialization.jsonObject(with: Data(text("a.json").utf8))
    let object = try #require(json as? [String: Any])
    #expect((object["paths"] as? [Any])?.count == csv.count - 1)
    #expect((object["violations"] as? [Any])?.isEmpty == true)
    #expect(try text("a.dot").hasPrefix("graph \"fourteen-apps\" {"))
    #expect(try text("a.svg").hasPrefix("<svg "))
    #expect(try text("a.svg").contains("terrain-database"))
  }

  @Test("Standard output takes one of them for a pipe")
  func standardOutput() throws {
    let ending = try run(
      ["partition-per-core.yaml", "--synthetic", Self.machine, "--csv", "-"], in: folder())
    #expect(ending.outputLines.first?.hasPrefix("path_id,") == true)
  }

  @Test(
    "What is wrong is one line and exit code 1",
    arguments: [
      Mistake(
        "no such file", ["missing.yaml"], says: ["missing.yaml: no such file"]),
      Mistake(
        "two machines", ["claims.yaml", "--xml", "a.xml", "--synthetic", "core:2 pu:1"],
        says: ["--xml and --synthetic describe two machines; give one"]),
      Mistake(
        "a synthetic string that is none", ["claims.yaml", "--synthetic", "pack:x"],
        says: ["synthetic topology \"pack:x\""]),
      Mistake(
        "a CPU that the machine has not",
        ["claims.yaml", "--synthetic", "core:2 pu:1", "-c", "0,7"],
        says: ["CPU 7: there is no such CPU"]),
      Mistake("no deployment", [], says: ["DEPLOYMENT.yaml", "bulkhead analyse --help"]),
      Mistake(
        "a place that cannot be written",
        ["claims.yaml", "--synthetic", "core:2 pu:1", "--svg", "missing/a.svg"],
        says: ["cannot write missing/a.svg"]),
    ])
  func mistakes(_ mistake: Mistake) throws {
    let folder = try folder()
    let before = try folder.entries()
    let ending = try run(mistake.arguments, in: folder)
    #expect(ending.status == 1)
    #expect(ending.output.isEmpty)
    #expect(ending.errorLines.count == 1, "\(ending.errors)")
    for part in mistake.says { #expect(ending.errors.contains(part), "\(ending.errors)") }
    #expect(try folder.entries() == before)
  }

  @Test("A suite is no deployment, which one line says, with the command that takes it")
  func suite() throws {
    let ending = try run(["suite.yaml"], in: folder())
    #expect(ending.status == 1)
    #expect(ending.errorLines.count == 1, "\(ending.errors)")
    #expect(ending.errors.hasPrefix("bulkhead: suite.yaml: is a suite"))
    #expect(ending.errors.contains("bulkhead run"))
  }
}
