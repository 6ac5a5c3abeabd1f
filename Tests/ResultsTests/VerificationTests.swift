import Foundation
import Testing

@testable import Results

@Suite("A results directory, verified")
struct VerificationTests {
  /// Two cells of a pair, the second measured in three rounds.
  private func committed(
    in parent: String, cells change: (inout [CellRow]) -> Void = { _ in },
    rounds: [RoundRow] = sampleRounds(0..<3), windows: [WindowRow] = []
  ) throws -> String {
    var cells = sampleCells()
    cells[1].roundsMeasured = 3
    change(&cells)
    let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
    try writer.replace(cells)
    try writer.append(rounds)
    try writer.append(windows)
    return try writer.commit()
  }

  private func ofPair(_ rounds: [RoundRow]) -> [RoundRow] {
    rounds.map { round in
      var round = round
      round.pairID = "p001"
      return round
    }
  }

  @Test("A directory as it was written has no problems, and its tables and rows are counted")
  func whole() throws {
    try withTemporaryDirectory { parent in
      let verification = try Verification(
        of: committed(in: parent, rounds: ofPair(sampleRounds(0..<3))))
      #expect(verification.problems == [])
      #expect(verification.files == rowTypes.count)
      #expect(verification.rows == 5)
    }
  }

  @Test("What is wrong in several files is told at once: bytes first, then rows with their lines")
  func several() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent, rounds: ofPair(sampleRounds(0..<3)))
      let rounds = "\(directory)/data/rounds.csv"
      let bytes = try contents(rounds)
      let lastLine = try #require(bytes.dropLast().lastIndex(of: 0x0A))
      try overwrite(rounds, with: bytes + bytes[(lastLine + 1)...])
      try FileManager.default.removeItem(atPath: "\(directory)/data/events.csv")
      let windows = "\(directory)/data/windows.csv"
      try overwrite(windows, with: try contents(windows) + Array("c002,p001,soon\n".utf8))
      #expect(
        try Verification(of: directory).problems.map(\.description) == [
          "data/events.csv: cannot open: there is no such file or directory",
          "data/rounds.csv: has \(bytes.count * 2 - lastLine - 1) bytes; \(bytes.count) were written",
          "data/windows.csv: has \(try contents(windows).count) bytes; \(try contents(windows).count - 15) were written",
          "data/rounds.csv:5: round 2 of cell c002 is there twice, first in line 4",
          "data/windows.csv:2:11: has 3 fields; the header has 17",
        ])
    }
  }

  @Test("Cells that are there twice, without their pair, or with too few rounds are found")
  func cells() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(
        in: parent,
        cells: { cells in
          var alone = cells[0]
          alone.cellID = "c003"
          alone.pairID = "p002"
          cells += [cells[0], alone]
          cells[1].roundsMeasured = 4
        }, rounds: ofPair(sampleRounds(0..<3)))
      #expect(
        try Verification(of: directory).problems.map(\.description) == [
          "data/cells.csv:4: cell c001 is there twice, first in line 2",
          "data/cells.csv:5: pair p002 has no corun cell",
          "data/cells.csv:3: cell c002 was measured in 4 rounds, and data/rounds.csv has 3",
        ])
    }
  }

  @Test("Rows of a cell that is not there, or of another pair, are found")
  func references() throws {
    try withTemporaryDirectory { parent in
      var window = WindowRow()
      (window.cellID, window.pairID) = ("c009", "p001")
      // The rounds of the sample name no pair.
      let directory = try committed(in: parent, rounds: sampleRounds(0..<3), windows: [window])
      #expect(
        try Verification(of: directory).problems.map(\.description)
          == (2...4).map { "data/rounds.csv:\($0): cell c002 is of pair p001, not of pair " }
          + ["data/windows.csv:2: cell c009 is not in data/cells.csv"])
    }
  }

  @Test("A run that did not reach its end is told from one whose files were changed")
  func partial() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent, rounds: ofPair(sampleRounds(0..<3)))
      try FileManager.default.removeItem(atPath: "\(directory)/datapackage.json")
      let problems = try Verification(of: directory).problems
      #expect(problems.map(\.file) == ["datapackage.json"])
      #expect(problems.first?.message.contains("did not reach its end") == true)
    }
  }

  @Test("A file that is longer or shorter than it was written is refused when it is read")
  func lengths() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent)
      let file = "\(directory)/data/rounds.csv"
      let bytes = try contents(file)
      try overwrite(file, with: Array(bytes.dropLast(3)))
      let error = #expect(throws: ResultsError.self) { _ = try ResultSet(reading: directory) }
      #expect(
        error?.description
          == "\(file): was changed after the run: it has \(bytes.count - 3) bytes, and \(bytes.count) were written; "
          + "`bulkhead verify` says all that is wrong")
      try overwrite(file, with: bytes)
      #expect(try ResultSet(reading: directory).rounds.count == 3)
    }
  }
}
