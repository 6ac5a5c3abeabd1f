import Foundation
import Testing

@Suite("Help, names and plans")
struct HelpTests {
  static let commands = [
    "topology", "doctor", "run", "contention", "sweep", "jitter", "measure", "worst-case",
    "analyse",
    "enforcers", "residue", "leakage", "faults", "selftest", "compare", "recommend", "report",
    "plot", "list", "explain",
    "schema", "summarise", "verify", "migrate", "export",
  ]

  /// A change of a help text has to be meant: after looking at it, record it with
  /// `BULKHEAD_RECORD=1 swift test --disable-xctest --filter CommandLineTests.HelpTests`.
  @Test("The help of every command is the recorded one", arguments: [""] + commands)
  func help(_ command: String) throws {
    let ending = try Executable.run(command.isEmpty ? [] : ["help", command], in: Folder())
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
    let name = "help/\(command.isEmpty ? "bulkhead" : command).txt"
    #expect(try ending.output == Snapshot.text(name, now: ending.output))
  }

  @Test("The general help names every command and every exit code")
  func general() throws {
    let text = try Executable.run([], in: Folder()).output.replacing("\n", with: " ")
    for command in Self.commands { #expect(text.contains(command)) }
    for code in ["0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "130 "] { #expect(text.contains(code)) }
  }

  @Test("Version is one line on standard output")
  func version() throws {
    let ending = try Executable.run(["--version"], in: Folder())
    #expect(ending.status == 0)
    #expect(ending.outputLines.count == 1)
    #expect(ending.output.hasPrefix("bulkhead 0."))
  }

  @Test(
    "Every name that list shows can be explained",
    arguments: [
      "workloads", "policies", "enforcers", "backends", "faults", "channels", "metrics",
    ])
  func listed(_ kind: String) throws {
    let folder = try Folder()
    let ending = try Executable.run(["list", kind], in: folder)
    #expect(ending.status == 0)
    let names = ending.outputLines.compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names.count > 1)
    let whole = try Executable.run(["list"], in: folder).output
    for name in names {
      let text = try Executable.run(["explain", name], in: folder)
      #expect(text.status == 0)
      #expect(text.output.hasPrefix("\(name) ("))
      #expect(whole.contains("  \(name) "))
    }
  }

  @Test("COLUMNS says how wide a text may be, and is left out where it says nothing sensible")
  func width() throws {
    func lines(_ columns: String) throws -> [String] {
      try Executable.run(["explain", "pinned"], in: Folder(), environment: ["COLUMNS": columns])
        .outputLines
    }
    let usual = try lines("")
    #expect(try lines("50").count > usual.count)
    for columns in ["100", "7", "1001", "wide"] { #expect(try lines(columns) == usual) }
  }

  @Test("Completion scripts know the commands and the names", arguments: ["bash", "zsh", "fish"])
  func completion(_ shell: String) throws {
    let ending = try Executable.run(["--generate-completion-script", shell], in: Folder())
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
    for name in Self.commands + ["cooperative", "sliced", "ping-pong", "residue_p50", "workloads"] {
      #expect(ending.output.contains(name))
    }
  }

  @Test(
    "A reader that goes away is no error",
    arguments: [
      ["list", "metrics"], ["help", "run"], ["run", "--dry-run"],
    ])
  func brokenPipe(_ arguments: [String]) throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let ending = try Running(
      arguments, in: Folder(), standardOutput: pipe.fileHandleForWriting
    ).wait()
    // By the signal, as every program in a pipe, or quietly.
    #expect([0, -SIGPIPE].contains(ending.status))
    #expect(ending.errors.isEmpty)
  }

  @Test("The same seed plans the same order, another seed another one, and nothing is written")
  func dryRun() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite(rounds: 4))
    func plan(_ seed: String) throws -> [String] {
      let ending = try Executable.run(
        ["run", "tiny.yaml", "--dry-run", "--seed", seed], in: folder)
      #expect(ending.status == 0)
      #expect(ending.errors.isEmpty)
      return ending.outputLines
    }
    let first = try plan("7")
    #expect(try plan("7") == first)
    let other = try plan("8")
    func order(_ plan: [String]) -> ArraySlice<String> {
      plan.drop { !$0.hasPrefix("round 0: ") }
    }
    #expect(order(first).count > 4)
    #expect(order(other) != order(first))
    #expect(first.last?.hasPrefix("measuring takes about ") == true)
    #expect(first.contains { $0.contains("seed 7") })
    #expect(try folder.entries() == ["tiny.yaml"])
  }

  @Test("Every policy of the suite that --policies names is kept with its parameters")
  func policies() throws {
    let folder = try Folder()
    try folder.write(
      "tiny.yaml",
      tinySuite(policies: "baseline, sliced: { window: 1ms }, sliced: { window: 2ms }"))
    let ending = try Executable.run(
      ["run", "tiny.yaml", "--dry-run", "--policies", "pinned,sliced"], in: folder)
    #expect(ending.output.contains(" sliced-1ms "))
    #expect(ending.output.contains(" sliced-2ms "))
    #expect(ending.output.contains(" pinned "))
    #expect(!ending.output.contains(" baseline "))
  }

  @Test("A topology can be another machine's, to look at")
  func topology() throws {
    let folder = try Folder()
    let ending = try Executable.run(
      ["topology", "--synthetic", "pack:1 l3:1 core:2 pu:1", "--json", "-"], in: folder)
    #expect(ending.status == 0)
    _ = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
    let drawing = try Executable.run(
      ["topology", "--synthetic", "pack:1 l3:1 core:2 pu:1"], in: folder)
    #expect(drawing.output.contains("synthetic"))
    let csv = try Executable.run(
      ["topology", "--synthetic", "pack:1 l3:1 core:2 pu:1", "--csv", "machine.csv"], in: folder)
    #expect(csv.status == 0)
    #expect(try folder.entries() == ["machine.csv"])
  }
}
