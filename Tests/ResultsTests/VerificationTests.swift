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

  @Test(
    "A table that datapackage.json says nothing of is told, and so is a file that it does not know")
  func undescribed() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent, rounds: ofPair(sampleRounds(0..<3)))
      let package = "\(directory)/datapackage.json"
      var json = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: package)))
          as? [String: Any])
      let resources = try #require(json["resources"] as? [[String: Any]])
      let forgotten = ["data/windows.csv", "env/provenance.json"]
      json["resources"] = resources.filter { !forgotten.contains($0["path"] as? String ?? "") }
      try JSONSerialization.data(withJSONObject: json).write(to: URL(filePath: package))
      try overwrite("\(directory)/data/extra.csv", with: Array("a\n1\n".utf8))
      try overwrite("\(directory)/env/note", with: [])
      let expected = [
        "datapackage.json: does not mention data/windows.csv",
        "datapackage.json: does not mention env/provenance.json",
        "data/extra.csv: is not mentioned in datapackage.json: the run did not write it",
        "env/note: is not mentioned in datapackage.json: the run did not write it",
      ]
      #expect(try Verification(of: directory).problems.map(\.description) == expected)
      json["schemaVersion"] = 1
      try JSONSerialization.data(withJSONObject: json).write(to: URL(filePath: package))
      #expect(
        ResultSet.verify(directory).map(\.description) == [
          "datapackage.json: is of schema version 1, and env/provenance.json of \(schemaVersion)"
        ] + expected)
    }
  }

  @Test("Cells are those of the plan, and a measured one has all its rounds")
  func plan() throws {
    try withTemporaryDirectory { parent in
      var cells = sampleCells()
      cells[1].status = .measured
      cells[1].roundsMeasured = 3
      let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
      try writer.replace(cells)
      try writer.append(ofPair(sampleRounds(0..<3)))
      let plan = #"{"rounds": 4, "pairs": [{"id": "p000"}, {"id": "p002"}]}"#
      try writer.write("plan.json", Array(plan.utf8))
      #expect(
        try Verification(of: writer.commit()).problems.map(\.description) == [
          "data/cells.csv: has no cells of pair p000 of plan.json",
          "data/cells.csv: has no cells of pair p002 of plan.json",
          "data/cells.csv:2: pair p001 is not in plan.json",
          "data/cells.csv:3: pair p001 is not in plan.json",
          "data/cells.csv:3: cell c002 is called measured after 3 rounds, and 4 were planned",
        ])
    }
  }

  @Test("Whatever row is there twice is named with both lines")
  func duplicates() throws {
    try withTemporaryDirectory { parent in
      let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
      func twice<R: Row>(_ row: R) throws { try writer.append([row, row]) }
      var bin = HistogramRow()
      (bin.cellID, bin.metric, bin.upperNanoseconds) = ("c1", "gap", 8)
      try twice(bin)
      var summary = SummaryRow()
      (summary.cellID, summary.metric) = ("c1", "job_p50")
      try twice(summary)
      var window = WindowRow()
      (window.pairID, window.partition, window.cpu, window.window) = ("p1", "victim", 3, 7)
      var floating = window
      floating.cpu = -1
      try writer.append([floating, floating, window, window])
      var sentinel = SentinelRow()
      sentinel.pairID = "p1"
      try twice(sentinel)
      var policy = PolicyRow()
      (policy.policy, policy.victim, policy.aggressor) = ("gang", "chase", "alu")
      try twice(policy)
      var proof = VerificationRow()
      proof.label = "chase@L2"
      try twice(proof)
      #expect(
        try Verification(of: writer.commit()).problems.map(\.description) == [
          "data/summary.csv:3: job_p50 of cell c1 is there twice, first in line 2",
          "data/windows.csv:5: window 7 of victim on CPU 3 in round 0 of pair p1 is there twice, first in line 4",
          "data/histogram.csv:3: the bin from 0 ns of gap of c1 is there twice, first in line 2",
          "data/verification.csv:3: the proof of chase@L2 is there twice, first in line 2",
          "data/sentinel.csv:3: the sentinel before pair p1 in round 0, victim, is there twice, first in line 2",
          "data/policies.csv:3: policy gang for chase beside alu is there twice, first in line 2",
        ])
    }
  }

  @Test("What a file says does not steer the terminal that shows what is wrong with it")
  func escapes() {
    let error = ResultsError("\"\u{1B}[2J\u{202E}\u{7}é\" is not solo", file: "a\nb.csv", line: 3)
    #expect(error.description == #"a\u{A}b.csv:3: "\u{1B}[2J\u{202E}\u{7}é" is not solo"#)
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
