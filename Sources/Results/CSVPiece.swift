/// Some whole records of a CSV file, which can be read without what stands before them.
struct CSVPiece: Equatable {
  /// Where they lie.
  var bytes: Range<Int>
  /// Line feeds between where the first piece starts and this one.
  var linesBefore: Int
  /// Line feeds in it: as many as there are records, or more.
  var lines: Int

  /// Cuts the bytes from `start` to the end into pieces of about `size` bytes.
  ///
  /// A line feed ends a record unless it stands in a quoted field, and it stands in one when an odd number of quotes comes
  /// before it. That holds up to the first byte that is no strict CSV: the piece that has it starts where a record starts, and
  /// meets the same error as a reader of the whole file, whatever becomes of the pieces after it.
  static func pieces(of bytes: [UInt8], from start: Int, size: Int) -> [CSVPiece] {
    var pieces: [CSVPiece] = []
    var piece = CSVPiece(bytes: start..<start, linesBefore: 0, lines: 0)
    while piece.bytes.lowerBound < bytes.count {
      let from = piece.bytes.lowerBound
      let near = min(from + max(1, size), bytes.count)
      var (lines, quotes) = count(bytes.span.extracting(from..<near))
      var end = near
      // To the end of the record; a piece starts outside of quotes.
      while end < bytes.count, quotes % 2 == 1 || bytes[end - 1] != .lineFeed {
        if bytes[end] == .lineFeed { lines += 1 }
        if bytes[end] == .quote { quotes += 1 }
        end += 1
      }
      piece.bytes = from..<end
      piece.lines = lines
      pieces.append(piece)
      piece = CSVPiece(bytes: end..<end, linesBefore: piece.linesBefore + lines, lines: 0)
    }
    return pieces
  }

  private static func count(_ bytes: Span<UInt8>) -> (lines: Int, quotes: Int) {
    var (lines, quotes) = (0, 0)
    var index = 0
    while index < bytes.count {
      // As many as a byte can count: the compiler then compares 32 bytes at once.
      let end = min(index + 255, bytes.count)
      var (someLines, someQuotes) = (UInt8(0), UInt8(0))
      while index < end {
        someLines &+= bytes[index] == .lineFeed ? 1 : 0
        someQuotes &+= bytes[index] == .quote ? 1 : 0
        index += 1
      }
      lines += Int(someLines)
      quotes += Int(someQuotes)
    }
    return (lines, quotes)
  }
}
