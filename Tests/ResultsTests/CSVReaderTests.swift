import Testing

@testable import Results

@Suite("Strict CSV")
struct CSVReaderTests {
  private func records(_ bytes: [UInt8]) throws -> [[String]] {
    var reader = try CSVReader(bytes, file: "t.csv")
    var records = [reader.header]
    while try reader.next() { records.append(reader.header.indices.map(reader.text)) }
    return records
  }

  @Test(
    "What RFC 4180 allows is read",
    arguments: [
      ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
      ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
      ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
      ("a,b\r\n1,\n,2\r\n", [["a", "b"], ["1", ""], ["", "2"]]),
      ("a,b\n 1 ,\t2\n", [["a", "b"], [" 1 ", "\t2"]]),
      ("a,b\n\"1\",\"\"\n", [["a", "b"], ["1", ""]]),
      ("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", [["a", "b"], ["x,y", "say \"hi\""]]),
      ("a,b\n\"\"\"\",\"\"\"\"\"\"\n", [["a", "b"], ["\"", "\"\""]]),
      ("a,b\n\"1\n2\",\"3\r\n4\"\r\n5,6\n", [["a", "b"], ["1\n2", "3\r\n4"], ["5", "6"]]),
      ("a\n\n\"\"\n", [["a"], [""], [""]]),
      ("\"a\",\"b\"\"c\"\n1,2\n", [["a", "b\"c"], ["1", "2"]]),
      ("ä,🧱\nnaïve,e\u{301}\n", [["ä", "🧱"], ["naïve", "e\u{301}"]]),
      ("a,b\n", [["a", "b"]]),
      ("a", [["a"]]),
    ])
  func allowed(text: String, expected: [[String]]) throws {
    let read = try records(Array(text.utf8))
    // Scalars, because `String` calls an e with an accent and the one letter é equal.
    #expect(
      read.map { $0.map { Array($0.utf8) } } == expected.map { $0.map { Array($0.utf8) } })
  }

  struct Malformed: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var error: String
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ error: String) {
      self.init(name, Array(text.utf8), error)
    }

    init(_ name: String, _ bytes: [UInt8], _ error: String) {
      self.name = name
      self.bytes = bytes
      self.error = error
    }
  }

  static let malformed: [Malformed] = [
    Malformed("no byte at all", "", "t.csv:1:1: is empty; a header was expected"),
    Malformed(
      "byte-order mark", "\u{FEFF}a,b\n",
      "t.csv:1:1: starts with a byte-order mark; save it as plain UTF-8"),
    Malformed("unterminated quote", "a,b\n1,\"2\n3,4\n", "t.csv:2:3: a quote that is never closed"),
    Malformed(
      "unterminated quote after a record of two lines", "a,b\n\"1\n2\",\"3",
      "t.csv:3:4: a quote that is never closed"),
    Malformed(
      "unterminated quote that ends in a doubled one", "a\n\"1\"\"",
      "t.csv:2:1: a quote that is never closed"),
    Malformed(
      "text after a closing quote", "a,b\n\"1\"x,2\n",
      "t.csv:2:4: text after a closing quote; a comma or a line end was expected"),
    Malformed(
      "blank after a closing quote", "a,b\n1,\"2\" \n",
      "t.csv:2:6: text after a closing quote; a comma or a line end was expected"),
    Malformed(
      "quote inside an unquoted field", "a,b\n1,2\"3\n",
      "t.csv:2:4: a quote inside an unquoted field; quote the field and double it"),
    Malformed("too few fields", "a,b\n1,2\n3\n", "t.csv:3:1: has 1 fields; the header has 2"),
    Malformed("too many fields", "a,b\n1,2,33\n", "t.csv:2:5: has 3 fields; the header has 2"),
    Malformed("empty line", "a,b\n\n1,2\n", "t.csv:2:1: has 1 fields; the header has 2"),
    Malformed("a name twice", "a,b,a\n", "t.csv:1:5: column a is there twice"),
    Malformed("a column without a name", "a,,c\n", "t.csv:1:3: column 2 has no name"),
    Malformed(
      "lone carriage return", "a,b\n1\r,2\n",
      "t.csv:2:2: a carriage return without a line feed"),
    Malformed(
      "carriage return at the very end", "a,b\n1,2\r",
      "t.csv:2:4: a carriage return without a line feed"),
    Malformed(
      "lone continuation byte", Array("a,b\n1,2\n3,x".utf8) + [0x80, 0x0A],
      "t.csv:3:4: not UTF-8; save the file as UTF-8"),
    Malformed(
      "Latin-1", Array("a,b\nna".utf8) + [0xEF] + Array("ve,2\n".utf8),
      "t.csv:2:3: not UTF-8; save the file as UTF-8"),
    Malformed(
      "surrogate", Array("a\n".utf8) + [0xED, 0xA0, 0x80, 0x0A],
      "t.csv:2:1: not UTF-8; save the file as UTF-8"),
    Malformed(
      "overlong slash", Array("a\n".utf8) + [0xC0, 0xAF, 0x0A],
      "t.csv:2:1: not UTF-8; save the file as UTF-8"),
    Malformed(
      "character cut by the end", Array("a\nx".utf8) + [0xF0, 0x9F, 0xA7],
      "t.csv:2:2: not UTF-8; save the file as UTF-8"),
    Malformed(
      "bad byte in the header", [0x61, 0xFF, 0x0A], "t.csv:1:2: not UTF-8; save the file as UTF-8"),
    Malformed(
      "bad byte in the second line of a quoted field",
      Array("a,b\n1,\"x\nyz".utf8) + [0xFF] + Array("\"\n".utf8),
      "t.csv:3:3: not UTF-8; save the file as UTF-8"),
    Malformed(
      "bad byte in a column after one of two lines",
      Array("a,b\n\"x\ny\",".utf8) + [0xFF, 0x0A], "t.csv:3:4: not UTF-8; save the file as UTF-8"),
  ]

  @Test("What RFC 4180 does not allow is named with its line and column", arguments: malformed)
  func refused(input: Malformed) {
    let error = #expect(throws: ResultsError.self) { try records(input.bytes) }
    #expect(error?.description == input.error)
  }

  @Test("Any bytes are either read or refused, never a crash")
  func arbitraryBytes() {
    var generator = SeededGenerator()
    // Mostly the bytes that mean something, so that the state machine's every turn is taken.
    let alphabet: [UInt8] = [0x22, 0x22, 0x2C, 0x0A, 0x0D, 0x61, 0x20, 0xC3, 0xA9, 0xFF]
    var read = 0
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...12, using: &generator)
      let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator)! }
      if (try? records(bytes)) != nil { read += 1 }
    }
    #expect((1..<20_000).contains(read), "seed \(generator.seed)")
  }
}
