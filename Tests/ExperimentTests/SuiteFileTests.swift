import Experiment
import Foundation
import Testing

struct SuiteFileTests {
  @Test("A file that is not there is named, with where to look")
  func missing() {
    #expect(
      message(reading: "no/such.yaml")
        == "no/such.yaml: no such file; `bulkhead list` shows the suites and deployments there are")
  }

  @Test("A directory given as a file is told from a file")
  func directory() {
    #expect(
      message(reading: Package.benches)
        == "\(Package.benches): is a directory; give the suite file in it, such as"
        + " \(Package.benches)/default.yaml")
  }

  @Test("A path through a file is an error of the system, in its words")
  func pathThroughFile() {
    let path = "\(Package.benches)/default.yaml/x"
    #expect(message(reading: path) == "\(path): cannot be read: Not a directory")
  }

  @Test("A file without end is not read to its end")
  func endless() {
    #expect(
      message(reading: "/dev/zero")
        == "/dev/zero: longer than 1 MiB; a suite file is a page of YAML")
  }

  @Test(
    "A byte that is not UTF-8 is found by line and column",
    arguments: [
      (Array("name: caf".utf8) + [0xE9], "1:10: byte 0xE9"),
      (Array("a: 1\n\u{E9}: ".utf8) + [0xFF, 0x0A], "2:4: byte 0xFF"),
      ([0xC3], "1:1: byte 0xC3"),
      (Array("a\n".utf8) + [0xED, 0xA0, 0x80], "2:1: byte 0xED"),
    ] as [([UInt8], String)])
  func notUTF8(bytes: [UInt8], place: String) throws {
    let path = try temporary(bytes)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(message(reading: path) == "\(path):\(place) is not UTF-8; save the file as UTF-8")
  }

  private func message(reading file: String) -> String? {
    do throws(SuiteErrors) {
      _ = try Suite.read(file, vocabulary: .bundled)
      return nil
    } catch {
      return error.description
    }
  }

  private func temporary(_ bytes: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/suite-\(UUID().uuidString).yaml"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }
}
