import Testing

@testable import Results

@Suite("CSV in pieces")
struct CSVPieceTests {
  @Test("Pieces of any size give the rows of the whole file, and the same error at the same place")
  func sameAsWhole() {
    var generator = SeededGenerator()
    let alphabet: [UInt8] = [0x22, 0x22, 0x2C, 0x0A, 0x0D, 0x61, 0x37, 0xC3, 0xFF]
    var (read, refused) = (0, 0)
    for _ in 0..<400 {
      var bytes = EventRow.encodedHeader() + records(using: &generator)
      // Every second file has a wrong byte, in most cases in one of the records.
      if Bool.random(using: &generator) {
        bytes[Int.random(in: bytes.indices, using: &generator)] =
          alphabet.randomElement(using: &generator)!
      }
      if Bool.random(using: &generator) { bytes.removeLast() }
      let whole = decode(bytes, pieceBytes: bytes.count)
      if case .success = whole { read += 1 } else { refused += 1 }
      for size in [1, 17, 100] {
        #expect(
          decode(bytes, pieceBytes: size) == whole, "seed \(generator.seed), pieces of \(size)")
      }
    }
    #expect(read > 0 && refused > 0)
  }

  /// Records with line feeds, commas and quotes inside of quotes.
  private func records(using generator: inout SeededGenerator) -> [UInt8] {
    let texts = [
      "", "x", "\"a,b\"", "\"1\n2\"", "\"say \"\"hi\"\"\n\n\"", "naïve", "\"\"\"\"", "\"\r\n\"",
    ]
    var text = ""
    for number in 0..<Int.random(in: 0...30, using: &generator) {
      let fields = (0..<3).map { _ in texts.randomElement(using: &generator)! }
      text += "\(number)," + fields.joined(separator: ",")
      text += Bool.random(using: &generator) ? "\n" : "\r\n"
    }
    return Array(text.utf8)
  }

  private func decode(_ bytes: [UInt8], pieceBytes: Int) -> Result<[EventRow], ResultsError> {
    Result { () throws(ResultsError) in
      try EventRow.decode(bytes, file: "t.csv", pieceBytes: pieceBytes)
    }
  }

  @Test(
    "Pieces lie side by side, and each but the first starts after a line feed outside of quotes")
  func boundaries() {
    let bytes = Array("1,a\n2,\"b\nc\"\n3,d\n4,\"e\n\n\"\n5".utf8)
    let pieces = CSVPiece.pieces(of: bytes, from: 0, size: 1)
    #expect(
      pieces.map { String(decoding: bytes[$0.bytes], as: UTF8.self) }
        == ["1,a\n", "2,\"b\nc\"\n", "3,d\n", "4,\"e\n\n\"\n", "5"])
    #expect(pieces.map(\.linesBefore) == [0, 1, 3, 4, 7])
    #expect(pieces.map(\.lines) == [1, 2, 1, 3, 0])
    #expect(CSVPiece.pieces(of: bytes, from: bytes.count, size: 1) == [])
  }
}
