import Foundation
import SyntheticRuns
import Testing

@Suite("What a terminal shows", .timeLimit(.minutes(10)))
struct TerminalTests {
  /// What it says on standard output to a terminal.
  private func shown(
    _ arguments: [String], columns: UInt16 = 80, in folder: Folder,
    environment: [String: String] = [:]
  ) throws -> String {
    let terminal = try PseudoTerminal(columns: columns)
    let running = try Running(
      arguments, in: folder,
      environment: ["COLUMNS": "", "TERM": "xterm"].merging(environment) { $1 },
      standardOutput: terminal.writer)
    let text = try terminal.text()
    #expect(try running.wait().errors.isEmpty)
    return text
  }

  private func result(in folder: Folder) throws -> String {
    var run = SyntheticRun()
    run.policies = ["baseline", "pinned", "gang"]
    run.windows = 4000
    run.slowdown = { [1.0, 4.0, 1.02][$0 % 3] }
    let path = try run.write(in: folder.url.path, topology: "<topology/>")
    // A path is never cut, and this one fits.
    try FileManager.default.moveItem(atPath: path, toPath: folder.path("r"))
    return "r"
  }

  private func uncoloured(_ text: String) -> String { text.replacing(/\u{1B}\[[0-9;]*m/, with: "") }

  @Test(
    "No line is wider than the terminal", arguments: [40, 60, 80, 200] as [UInt16],
    [
      ["compare", "r"], ["compare", "r", "--fail-slowdown", "1.2"], ["recommend", "r"],
      ["verify", "r"], ["topology"], ["topology", "--synthetic", "pack:2 l3:2 core:4 pu:2"],
      ["list"], ["explain", "gang"], ["explain", "start_error_p99"], ["run", "--dry-run"],
      ["analyse", "fourteen-apps"], ["compare", "nothing"], ["measure", "chace"],
    ])
  func fits(columns: UInt16, arguments: [String]) throws {
    let folder = try Folder()
    _ = try result(in: folder)
    let terminal = try PseudoTerminal(columns: columns)
    let running = try Running(
      arguments, in: folder, environment: ["COLUMNS": "", "TERM": "xterm"],
      standardOutput: terminal.writer, standardError: terminal.writer)
    let text = uncoloured(try terminal.text())
    _ = try running.wait()
    #expect(!text.isEmpty)
    for line in text.split(separator: "\n") where line.count > columns {
      // Whoever copies a path wants it whole; those that are missing to an ordinary user are named here.
      let words = line.split(separator: " ")
      #expect(words.count == 1 && words[0].contains("/"), "\(line)")
    }
  }

  @Test(
    "Colour is for a terminal that knows it, and changes no letter",
    arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
  func colour(without: [String: String]) throws {
    let folder = try Folder()
    let arguments = ["compare", try result(in: folder)]
    let coloured = try shown(arguments, in: folder)
    #expect(coloured.contains("\u{1B}["))
    let plain = try shown(arguments, in: folder, environment: without)
    #expect(!plain.contains("\u{1B}"))
    #expect(uncoloured(coloured) == plain)
    let piped = try Executable.run(arguments, in: folder, environment: ["COLUMNS": "80"])
    #expect(piped.output == plain)
  }

  @Test(
    "Where the locale knows no more, all is ASCII and as wide as before",
    arguments: [["LANG": "C"], ["LANG": "en_GB.UTF-8", "LC_ALL": "POSIX"]])
  func ascii(locale: [String: String]) throws {
    let folder = try Folder()
    let arguments = ["compare", try result(in: folder)]
    let letters = try shown(arguments, in: folder)
    #expect(letters.contains("×") && letters.contains("█"))
    let ascii = try shown(arguments, in: folder, environment: locale)
    #expect(ascii.utf8.allSatisfy { $0 < 0x80 })
    #expect(!ascii.contains("?"))
    #expect(
      ascii.split(separator: "\n").map(\.count) == letters.split(separator: "\n").map(\.count))
  }

  @Test("Progress with the time left is written over on a terminal, and shown nowhere else")
  func progress() throws {
    let folder = try Folder()
    func errors(_ more: [String], term: String) throws -> String {
      let terminal = try PseudoTerminal(columns: 60)
      let running = try Running(
        ["jitter", "-D", "500ms", "-o", "output"] + more, in: folder,
        environment: ["COLUMNS": "", "TERM": term], standardError: terminal.writer)
      let text = try terminal.text()
      #expect(try running.wait().status == 0)
      return text
    }
    let lines = try errors([], term: "xterm").split(
      separator: "\r\u{1B}[K", omittingEmptySubsequences: false)
    #expect(lines.contains { $0.contains(#/^[0-9]+ % · [0-9]:[0-5][0-9] left · /#) })
    for line in lines.dropFirst() { #expect(line.count < 60, "\(line)") }
    #expect(lines.last == "")
    #expect(!(try errors([], term: "dumb").contains("left")))
    #expect(try errors(["-q"], term: "xterm").isEmpty)
  }

  @Test("The table of a run that compared nothing is what the run itself printed")
  func again() throws {
    let folder = try Folder()
    let run = try Executable.run(["jitter", "-D", "500ms", "-o", "output"], in: folder)
    let table = try Executable.run(["compare", try run.paths().results], in: folder)
    #expect(table.output.contains("timers wake latest") || table.output.contains("loses most"))
    #expect(run.output.contains(table.output))
  }

  @Test("--json says what --csv says, with numbers as numbers, and leaves standard output to it")
  func json() throws {
    let folder = try Folder()
    let run = try result(in: folder)
    let ending = try Executable.run(["compare", run, "--json", "-"], in: folder)
    let parsed = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
    let objects = try #require(parsed as? [[String: Any]])
    let csv = try Executable.run(
      ["compare", run, "--csv", "-", "--json", "table.json"], in: folder)
    let lines = csv.outputLines
    #expect(objects.count == lines.count - 1)
    #expect(objects.allSatisfy { $0["slowdown_p50"] is NSNumber || $0["slowdown_p50"] is NSNull })
    #expect(Set(objects[0].keys) == Set(lines[0].split(separator: ",").map(String.init)))
    let file = try String(contentsOfFile: folder.path("table.json"), encoding: .utf8)
    #expect(file == ending.output)
    let both = try Executable.run(["compare", run, "--csv", "-", "--json", "-"], in: folder)
    #expect(both.status == 1)
    #expect(both.errors.contains("--csv and --json cannot both be standard output"))
  }
}
