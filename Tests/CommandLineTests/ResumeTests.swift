import Foundation
import Results
import Testing

@Suite("--resume, and what it refuses", .serialized, .timeLimit(.minutes(10)))
struct ResumeTests {
  /// A run that was killed once it had written rounds of its own.
  private func killed(in folder: Folder) throws -> String {
    try folder.write("long.yaml", tinySuite(rounds: 500, more: "controls: false"))
    let running = try Running(
      ["run", "long.yaml", "-q", "--seed", "7", "-o", "output"], in: folder)
    let directory = try started(running, in: folder)
    running.send(SIGKILL)
    _ = try running.wait()
    return directory
  }

  private func started(_ running: Running, in folder: Folder) throws -> String {
    while running.isRunning {
      if let name = try? folder.entries("output").first,
        let rounds = try? ResultSet(reading: folder.path("output/\(name)")).rounds, rounds.count > 4
      {
        return "output/\(name)"
      }
      usleep(5_000)
    }
    Issue.record("the run ended by itself: \(try running.wait().errors)")
    throw CancellationError()
  }

  private func message(_ arguments: [String], in folder: Folder) throws -> String {
    let ending = try Executable.run(["run", "--resume"] + arguments, in: folder)
    #expect(ending.status == 1)
    #expect(ending.output.isEmpty)
    return ending.errors
  }

  @Test("A second writer is told which process writes which directory")
  func secondWriter() throws {
    let folder = try Folder()
    try folder.write("long.yaml", tinySuite(rounds: 5000, more: "controls: false"))
    let running = try Running(["run", "long.yaml", "-q", "-o", "output"], in: folder)
    let directory = try started(running, in: folder)
    #expect(
      try message([directory], in: folder)
        == "bulkhead: \(directory): another process (pid \(running.processIdentifier)) is writing this results directory\n"
    )
    #expect(running.isRunning)
    running.send(SIGKILL)
    _ = try running.wait()
  }

  @Test("An option that says something else than the run is named, and nothing is changed")
  func contradictions() throws {
    let folder = try Folder()
    let directory = try killed(in: folder)
    let before = try tear(directory, in: folder)
    func refused(_ options: [String], _ expected: String) throws {
      let said = try message([directory] + options, in: folder)
      #expect(said == "bulkhead: \(expected)\n")
    }
    try refused(
      ["--seed", "8"], "--seed 8 does not go with --resume: the run was started with --seed 7")
    try refused(
      ["--rounds", "3"],
      "--rounds 3 does not go with --resume: the run was started without --rounds")
    try refused(
      ["--quick"], "--quick does not go with --resume: the run was started without --quick")
    try refused(
      ["--cache-sizes", "hwloc"],
      "--cache-sizes hwloc does not go with --resume: the run was started without --cache-sizes")
    try folder.write("other.yaml", tinySuite(rounds: 3))
    try refused(
      ["other.yaml"],
      "other.yaml is not what the run was started with; --resume reads the copy in the directory, so leave it out"
    )
    #expect(try folder.entries("output") == [directory.replacing("output/", with: "")])
    #expect(try bytes(of: directory, in: folder) == before)
  }

  /// What a kill in the middle of a write leaves, and what it left.
  private func tear(_ directory: String, in folder: Folder) throws -> [String: Data] {
    let rounds = URL(filePath: folder.path("\(directory)/data/rounds.csv"))
    try (Data(contentsOf: rounds) + Data("c001,p0".utf8)).write(to: rounds)
    try folder.write("\(directory)/plan.json.tmp", "{")
    return try bytes(of: directory, in: folder)
  }

  /// Every file but the lock, which says who holds it.
  private func bytes(of directory: String, in folder: Folder) throws -> [String: Data] {
    let path = folder.path(directory)
    var bytes: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) where name != ".lock" {
      bytes[name] = (try? Data(contentsOf: URL(filePath: "\(path)/\(name)"))) ?? Data()
    }
    return bytes
  }

  @Test("Another machine, and a plan that is not the suite's, are refused by name")
  func otherFacts() throws {
    let folder = try Folder()
    let directory = try killed(in: folder)
    let before = try tear(directory, in: folder)
    func change(_ file: String, _ old: String, to new: String) throws -> String {
      let path = folder.path("\(directory)/\(file)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.contains(old), "\(file)")
      try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
      let said = try message([directory], in: folder)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return said
    }
    let kernel = try ResultSet(reading: folder.path(directory)).provenance.kernel
    let facts = "env/provenance.json"
    #expect(
      try change(facts, "\"\(kernel)\"", to: "\"Linux 2.4\"")
        == "bulkhead: \(directory): cannot be resumed: this is not the machine or the Bulkhead that began it: kernel: Linux 2.4, now \(kernel)\n"
    )
    #expect(
      try change(facts, "\"schemaVersion\" : \(schemaVersion)", to: "\"schemaVersion\" : 4")
        .contains("its schema version is 4, and this Bulkhead writes \(schemaVersion)"))
    #expect(
      try change("suite.yaml", "rounds: 500", to: "rounds: 501")
        .contains("its plan.json is not what its suite.yaml and seed give on this machine"))
    #expect(
      try change("plan.json", "\"seed\" : 7", to: "\"seed\" : 8").contains("plan.json is not what"))
    #expect(try bytes(of: directory, in: folder) == before)
  }

  @Test("What is no unfinished run is said to be so")
  func noSuchRun() throws {
    let folder = try Folder()
    #expect(
      try message(["nowhere"], in: folder)
        == "bulkhead: nowhere: cannot be resumed: there is no such directory\n")
    let directory = try killed(in: folder)
    let bare = String(directory.dropLast(".partial".count))
    #expect(
      try message([bare], in: folder)
        == "bulkhead: \(bare): cannot be resumed: there is no such directory; did you mean \(directory)?\n"
    )
    try FileManager.default.moveItem(
      atPath: folder.path(directory), toPath: folder.path(bare))
    #expect(try message([bare], in: folder).contains("ends in .partial; give it back"))
    try FileManager.default.createDirectory(
      atPath: folder.path("\(bare)/datapackage.json"), withIntermediateDirectories: false)
    #expect(
      try message([bare], in: folder)
        == "bulkhead: \(bare): cannot be resumed: the run is complete\n")
    #expect(
      try message([directory], in: folder)
        == "bulkhead: \(directory): cannot be resumed: the run is complete, in \(bare)\n")
  }

  @Test("A run that was killed behind its commit mark ends with the exit code of its results")
  func killedBehindTheMark() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite(policies: "pinned", more: "controls: false"))
    let whole = try Executable.run(["run", "tiny.yaml", "-q", "-o", "output"], in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    let results = try whole.paths().results
    func again() throws -> Executable.Ending {
      try FileManager.default.moveItem(
        atPath: folder.path(results), toPath: folder.path("\(results).partial"))
      return try Executable.run(["run", "--resume", "\(results).partial", "-q"], in: folder)
    }
    #expect(try again().status == 0)
    let cells = URL(filePath: folder.path("\(results)/data/cells.csv"))
    let text = try String(contentsOf: cells, encoding: .utf8)
    // As many bytes as before, which is what a reader looks at.
    #expect(text.contains(",measured,2,,"))
    try text.replacing(",measured,2,,", with: ",failed,2,no,").write(
      to: cells, atomically: false, encoding: .utf8)
    let failed = try again()
    #expect(failed.status == 4)
    #expect(failed.errors.hasSuffix("some cells could not be measured; data/cells.csv says why\n"))
    #expect(try folder.entries("output") == [results.replacing("output/", with: "")])
  }

  @Test("A run that was interrupted is gone on with like one that was killed")
  func interrupted() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite(rounds: 40, more: "controls: false"))
    let running = try Running(["run", "tiny.yaml", "-q", "-o", "output"], in: folder)
    let directory = try started(running, in: folder)
    running.send(SIGINT)
    let interrupted = try running.wait()
    #expect(interrupted.status == 130)
    #expect(
      interrupted.errors.hasSuffix(
        "interrupted: partial results were written; go on with bulkhead run --resume \(directory)\n"
      ))
    let before = try ResultSet(reading: folder.path(directory))
    #expect(!before.summary.isEmpty && before.rounds.count < 40 * 6)
    let ending = try Executable.run(["run", "--resume", directory, "-q"], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    let after = try ResultSet(reading: folder.path(ending.paths().results))
    #expect(after.cells.allSatisfy { $0.status == .measured || $0.status == .unavailable })
    #expect(after.rounds.map(\.round) == after.rounds.map(\.round).sorted())
    #expect(
      after.events.filter { $0.kind == "run_ended" }.map(\.detail) == ["partial", "complete"])
    #expect(Set(after.summary.map { "\($0.cellID) \($0.metric)" }).count == after.summary.count)
  }
}
