import Foundation
import Results
import Testing

@Suite("Jitter and doctor, end to end", .serialized, .timeLimit(.minutes(30)))
struct JitterTests {
  @Test("Jitter ends in a table and two paths, and its files can be read again")
  func jitter() throws {
    let folder = try Folder()
    let ending = try Executable.run(["jitter", "-D", "300ms", "-o", "output"], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("timers wake latest on CPU"))
    let paths = try ending.paths()
    let directory = folder.path(paths.results)

    let results = try ResultSet(reading: directory)
    #expect(ResultSet.verify(directory).isEmpty)
    #expect(results.provenance.command == "jitter")
    #expect(results.cells.isEmpty && results.sentinel.isEmpty)
    let all = results.jitter.filter { $0.cause == .all }
    #expect(Set(all.map(\.source)) == [.gaps, .timer])
    #expect(results.jitter.allSatisfy { $0.moment == .measurement })
    for row in all {
      let parts = results.jitter.filter {
        $0.cpu == row.cpu && $0.source == row.source && $0.cause != .all
      }
      #expect(parts.reduce(0) { $0 + $1.count } == row.count)
    }
    let page = try String(contentsOfFile: folder.path(paths.report), encoding: .utf8)
    #expect(page.contains("id=\"jitter\""))
    let plot = try Executable.run(["plot", paths.results, "-o", "figures"], in: folder)
    #expect(plot.outputLines.contains("figures/timer-lateness.svg"))
  }

  @Test("A run has its floor before and after, and the sentinel around each pair's turn")
  func floor() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite())
    let ending = try Executable.run(["run", "tiny.yaml", "-o", "output"], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("Floor of this machine (CPU "))
    let name = try #require(try folder.entries("output").first)
    let results = try ResultSet(reading: folder.path("output/\(name)"))
    #expect(Set(results.jitter.map(\.moment)) == [.start, .end])
    let turns = Set(results.rounds.map { "\($0.pairID) \($0.round)" })
    let victim = results.sentinel.filter { $0.role == .victim }
    #expect(Set(victim.map { "\($0.pairID) \($0.round)" }) == turns)
    #expect(victim.count == 2 * turns.count)
    #expect(victim.allSatisfy { $0.workNanoseconds > 0 })
    // Flagged rounds are those that the sentinel flagged, and all are there.
    let flagged = Set(victim.filter(\.isFlagged).map { "\($0.pairID) \($0.round)" })
    for round in results.rounds {
      let isFlagged = round.flags.split(separator: " ").contains("sentinel")
      #expect(isFlagged == flagged.contains("\(round.pairID) \(round.round)"))
    }
  }

  @Test("Doctor says what can be trusted, and nothing of it when it is to be quick")
  func doctor() throws {
    let folder = try Folder()
    let subjects = ["noise floor", "percentiles", "smallest slowdown", "hidden siblings"]
    for isQuick in [false, true] {
      let ending = try Executable.run(["doctor"] + (isQuick ? ["--quick"] : []), in: folder)
      // 5 where something is missing, a second core for instance; never for load alone.
      #expect([0, 5].contains(ending.status), "\(ending.errors)")
      #expect((ending.status == 5) == ending.output.contains("fail  "))
      let lines = ending.outputLines
      for subject in subjects {
        #expect(lines.contains { $0.dropFirst(6).hasPrefix(subject) } == !isQuick, "\(subject)")
      }
      #expect(try folder.entries().isEmpty)
    }
  }
}
