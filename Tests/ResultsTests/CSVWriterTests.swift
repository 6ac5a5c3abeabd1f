import Testing

@testable import Results

@Suite("Written CSV")
struct CSVWriterTests {
  @Test(
    "Quotes stand only where they are needed, and a line break becomes a space",
    arguments: [
      (["a", "b"], "a,b\n"),
      (["", ""], ",\n"),
      ([""], "\"\"\n"),
      (["x,y", "z"], "\"x,y\",z\n"),
      (["say \"hi\""], "\"say \"\"hi\"\"\"\n"),
      ([" a ", "#!$%&'()*+"], " a ,#!$%&'()*+\n"),
      (["a\nb", "c\rd", "e\r\nf", "g\n\nh"], "a b,c d,e f,g  h\n"),
      (["a,\r\n\"b\""], "\"a, \"\"b\"\"\"\n"),
      (["naïve 🧱"], "naïve 🧱\n"),
    ])
  func record(fields: [String], expected: String) {
    var writer = CSVWriter()
    writer.append(fields)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
  }

  @Test("Whatever is written reads back as it was, and one record is one line")
  func roundTrip() throws {
    var generator = SeededGenerator()
    let pieces = [
      "\"", "\"\"", ",", " ", "\t", "a", "é", "e\u{301}", "🧱", "\u{0}", "\u{7F}", "\u{FEFF}", "'",
      ";", "=1+1", "NA", "-0", "1e5", "\u{2028}", "\u{85}", "\u{10FFFF}",
    ]
    for _ in 0..<500 {
      let width = Int.random(in: 1...6, using: &generator)
      let records = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        (0..<width).map { _ in
          (0..<Int.random(in: 0...5, using: &generator))
            .map { _ in pieces.randomElement(using: &generator)! }.joined()
        }
      }
      var writer = CSVWriter()
      writer.append((0..<width).map { "column \($0)" })
      for record in records { writer.append(record) }
      #expect(writer.bytes.count { $0 == .lineFeed } == records.count + 1)

      var reader = try CSVReader(writer.bytes, file: "seed \(generator.seed)")
      for record in records {
        #expect(try reader.next())
        #expect(
          (0..<width).map { Array(reader.text($0).utf8) } == record.map { Array($0.utf8) },
          "seed \(generator.seed)")
      }
      #expect(try !reader.next())
    }
  }
}
