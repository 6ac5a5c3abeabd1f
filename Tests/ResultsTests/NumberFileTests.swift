import Testing

@testable import Results

@Suite("Files of numbers")
struct NumberFileTests {
  private func parse(_ text: String, times factor: Int64 = 1) throws -> [Int64] {
    try NumberFile.parse(Array(text.utf8), file: "f", times: factor)
  }

  @Test("Numbers stand one on a line; comments, blank lines and carriage returns are left out")
  func lines() throws {
    #expect(try parse("# us\n12\n\n7 \r\n0") == [12, 7, 0])
    #expect(try parse("") == [])
  }

  @Test("Decimals are scaled before they are rounded")
  func decimals() throws {
    #expect(try parse("12.5\n1e3\n0.0004\n", times: 1000) == [12_500, 1_000_000, 0])
    #expect(try parse("1234567890123456789") == [1_234_567_890_123_456_789])
  }

  @Test(
    "What is no number from 0 is named with its line",
    arguments: ["x", "-1", "1 2", "0x10", "nan", "1e40"])
  func mistakes(text: String) {
    #expect(throws: ResultsError.self) { try parse("5\n\(text)\n") }
    do {
      _ = try parse("5\n\(text)\n")
    } catch let error as ResultsError {
      #expect(error.line == 2 && error.file == "f")
    } catch {
      Issue.record("another error: \(error)")
    }
  }

  @Test("A number that its unit takes beyond the range is refused")
  func overflow() {
    #expect(throws: ResultsError.self) { try parse("99999999999999999", times: 1_000_000_000) }
  }
}
