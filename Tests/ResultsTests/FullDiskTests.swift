import Foundation
import Glibc
import Testing

@testable import Results

@Suite("On a full disk")
struct FullDiskTests {
  @Test("The error says that no space is left")
  func noSpace() throws {
    // /dev/full refuses every write with ENOSPC.
    let error = #expect(throws: ResultsError.self) {
      try File("/dev/full", for: .replacing).append([1])
    }
    #expect(error?.description == "/dev/full: cannot write: no space left on the disk")
  }

  @Test("An append that is only partly taken is taken back, and the run can go on to close")
  func tornAppend() async throws {
    await #expect(processExitsWith: .success) {
      try withTemporaryDirectory { parent in
        let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
        try writer.append(sampleRounds(0..<1))
        let path = "\(writer.directory)/data/rounds.csv"
        let before = try contents(path)
        let error = withFiles(limitedToBytes: before.count + 100) {
          #expect(throws: ResultsError.self) { try writer.append(sampleRounds(1..<50)) }
        }
        #expect(error?.file.hasSuffix("/data/rounds.csv") == true)
        #expect(
          error?.message == "cannot write: the file would be larger than the limit (ulimit -f)")
        #expect(try contents(path) == before)
        try writer.close()
        #expect(try ResultSet(reading: writer.directory).rounds == sampleRounds(0..<1))
      }
    }
  }

  @Test("A replacement that fails leaves the old rows and no temporary file")
  func tornReplacement() async throws {
    await #expect(processExitsWith: .success) {
      try withTemporaryDirectory { parent in
        let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
        try writer.replace(sampleCells())
        withFiles(limitedToBytes: 1000) {
          _ = #expect(throws: ResultsError.self) {
            try writer.replace(Array(repeating: sampleCells()[0], count: 100))
          }
        }
        #expect(try ResultSet(reading: writer.directory).cells == sampleCells())
        #expect(try !entries("\(writer.directory)/data").contains { $0.hasSuffix(".tmp") })
      }
    }
  }

  @Test("A directory that cannot be filled is not left behind")
  func tornCreation() async throws {
    await #expect(processExitsWith: .success) {
      try withTemporaryDirectory { parent in
        withFiles(limitedToBytes: 10) {
          _ = #expect(throws: ResultsError.self) {
            _ = try ResultsWriter(in: parent, provenance: sampleProvenance())
          }
        }
        let left = try entries(parent)
        #expect(left == [])
      }
    }
  }
}

/// Makes every write beyond `length` of a file come back short and then fail, as a full disk does.
///
/// For the whole process, and so only in an exit test.
private func withFiles<Answer>(limitedToBytes length: Int, _ body: () throws -> Answer) rethrows
  -> Answer
{
  signal(SIGXFSZ, SIG_IGN)
  func limit(_ bytes: rlim_t) {
    var limit = rlimit(rlim_cur: bytes, rlim_max: .max)
    let status = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    precondition(status == 0)
  }
  limit(rlim_t(length))
  defer { limit(.max) }
  return try body()
}
