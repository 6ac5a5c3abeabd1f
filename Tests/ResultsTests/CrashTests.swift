import Foundation
import Glibc
import Results
import Testing

@Suite("After a crash")
struct CrashTests {
  @Test("A file cut at any byte of its last append reads up to its last whole line")
  func cutAtEveryByte() throws {
    try withTemporaryDirectory { parent in
      let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
      try writer.append(sampleRounds(0..<2))
      let path = "\(writer.directory)/data/rounds.csv"
      let before = try contents(path).count
      try writer.append(sampleRounds(2..<5))
      let whole = try contents(path)
      #expect(whole.count > before)
      for length in before...whole.count {
        try overwrite(path, with: Array(whole.prefix(length)))
        let lines = whole.prefix(length).count { $0 == UInt8(ascii: "\n") }
        let results = try ResultSet(reading: writer.directory)
        #expect(results.rounds == sampleRounds(0..<Int64(lines - 1)), "cut at byte \(length)")
      }
    }
  }

  @Test("Only a line without its line feed is forgiven, and only in a partial directory")
  func strictOtherwise() throws {
    try withTemporaryDirectory { parent in
      let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
      try writer.append(sampleRounds(0..<2))
      let path = "\(writer.directory)/data/rounds.csv"
      let whole = try contents(path)

      try overwrite(path, with: whole + Array("c001,p001\n".utf8))
      var error = #expect(throws: ResultsError.self) {
        _ = try ResultSet(reading: writer.directory)
      }
      #expect(
        error?.description
          == "\(path):4:6: has 2 fields; the header has \(RoundRow.columns.count)")

      try overwrite(path, with: whole + Array("c001,p001".utf8))
      #expect(try ResultSet(reading: writer.directory).rounds == sampleRounds(0..<2))
      let directory = try writer.commit()
      error = #expect(throws: ResultsError.self) { _ = try ResultSet(reading: directory) }
      #expect(error?.line == 4)
    }
  }

  @Test("A process killed at any moment leaves files that all parse, marked partial")
  func killed() async throws {
    var generator = SeededGenerator()
    var rowsSeen = 0
    for attempt in 0..<20 {
      let parent = FileManager.default.temporaryDirectory.appending(
        path: "bulkhead-killed-\(UUID().uuidString)"
      ).path
      defer { try? FileManager.default.removeItem(atPath: parent) }
      let microseconds = Int.random(in: 1...20_000, using: &generator)
      // The timer's signal ends the process as SIGKILL would: no handler, no clean-up, between any two instructions.
      await #expect(processExitsWith: .signal(SIGALRM)) {
        [parent = parent as String, microseconds = microseconds as Int] in
        let writer = try ResultsWriter(
          in: parent, createsParent: true, provenance: sampleProvenance())
        try writer.replace(sampleCells())
        var timer = itimerval()
        timer.it_value.tv_usec = microseconds
        unsafe setitimer(CInt(ITIMER_REAL.rawValue), &timer, nil)
        var round: Int64 = 0
        while true {
          try writer.append(sampleRounds(round..<round + 50))
          try writer.replace(sampleCells())
          round += 50
        }
      }
      let directory = "\(parent)/\(sampleProvenance().directoryName).partial"
      let results = try ResultSet(reading: directory)
      #expect(results.isPartial)
      #expect(results.cells == sampleCells())
      #expect(results.rounds == sampleRounds(0..<Int64(results.rounds.count)))
      #expect(!ResultSet.verify(directory).isEmpty, "attempt \(attempt)")
      rowsSeen += results.rounds.count
    }
    #expect(rowsSeen > 0, "seed \(generator.seed)")
  }
}
