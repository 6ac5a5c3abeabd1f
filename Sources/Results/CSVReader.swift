/// Reads RFC 4180 records strictly, one at a time, straight from UTF-8 bytes.
///
/// Bytes and not `String`s, because "\r\n" is one `Character` in Swift and a split at "\n" finds nothing in a CRLF
/// file, and because a `String` per line costs ten times the whole scan. A field becomes a `String` when it is asked for.
///
/// Lines end with LF or CRLF. Everything else that RFC 4180 does not allow is an error with its line and column:
/// a quote inside an unquoted field, text after a closing quote, an unterminated quote, a lone carriage return,
/// a record with more or fewer fields than the header, a name that the header has twice, and bytes that are not UTF-8.
struct CSVReader {
  /// The names in the first record.
  private(set) var header: [String] = []
  /// Line of the current record, from 1.
  private(set) var line = 0

  private let bytes: [UInt8]
  private let file: String
  /// The reader ends here; a record ends here too.
  private let end: Int
  private var position = 0
  private var nextLine = 1
  private var lineStart = 0
  /// Where the current record's first line starts.
  private var recordStart = 0
  private var fields: [Field] = []

  /// Where a field's text lies, without its quotes. Its line and column are found when an error asks for them: they would
  /// double what is written for each field of a large file.
  private struct Field {
    var start: Int
    var end: Int
    var isQuoted = false
    var hasEscapedQuotes = false
  }

  /// Reads the header.
  ///
  /// - Parameter file: Name for messages.
  init(_ bytes: [UInt8], file: String) throws(ResultsError) {
    self.bytes = bytes
    self.file = file
    end = bytes.count
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw ResultsError(
        "starts with a byte-order mark; save it as plain UTF-8", file: file, line: 1, column: 1)
    }
    guard try scanRecord() else {
      throw ResultsError("is empty; a header was expected", file: file, line: 1, column: 1)
    }
    for index in fields.indices {
      let name = text(index)
      if name.isEmpty { throw error("column \(index + 1) has no name", at: index) }
      if header.contains(name) { throw error("column \(name) is there twice", at: index) }
      header.append(name)
    }
  }

  /// Goes on with one of the pieces of what `reader` has not read yet.
  init(_ piece: CSVPiece, of reader: CSVReader) {
    (bytes, file, header) = (reader.bytes, reader.file, reader.header)
    (position, end) = (piece.bytes.lowerBound, piece.bytes.upperBound)
    (lineStart, nextLine) = (position, reader.nextLine + piece.linesBefore)
  }

  /// What has not been read yet, in pieces that can be read side by side.
  func pieces(ofBytes size: Int) -> [CSVPiece] {
    CSVPiece.pieces(of: bytes, from: position, size: size)
  }

  /// Goes to the next record.
  ///
  /// - Returns: `false` at the end of the file.
  mutating func next() throws(ResultsError) -> Bool {
    guard try scanRecord() else { return false }
    guard fields.count == header.count else {
      let place = min(fields.count - 1, header.count)
      throw error("has \(fields.count) fields; the header has \(header.count)", at: place)
    }
    return true
  }

  /// The text of a field of the current record, unquoted.
  func text(_ index: Int) -> String {
    // The record was found to be UTF-8 when it was scanned, so nothing is repaired here.
    withBytes(of: index) { String(decoding: $0) }
  }

  /// Calls `body` with the bytes of a field of the current record, unquoted: valid UTF-8.
  @inline(__always)
  func withBytes<Answer>(of index: Int, _ body: (Span<UInt8>) -> Answer) -> Answer {
    let field = fields[index]
    guard field.hasEscapedQuotes else {
      return body(bytes.span.extracting(field.start..<field.end))
    }
    return body(unescaped(field).span)
  }

  private func unescaped(_ field: Field) -> [UInt8] {
    var unescaped: [UInt8] = []
    var index = field.start
    while index < field.end {
      unescaped.append(bytes[index])
      index += bytes[index] == .quote ? 2 : 1
    }
    return unescaped
  }

  /// An error at a field of the current record.
  func error(_ message: String, at index: Int) -> ResultsError {
    let (line, column) = place(of: fields[index].start - (fields[index].isQuoted ? 1 : 0))
    return ResultsError(message, file: file, line: line, column: column)
  }

  /// Line and column of a byte of the current record; a quoted field before it may span lines.
  private func place(of index: Int) -> (line: Int, column: Int) {
    let before = bytes[recordStart..<index]
    let start = before.lastIndex(of: .lineFeed).map { $0 + 1 } ?? recordStart
    return (line + before.count { $0 == .lineFeed }, index - start + 1)
  }
}

// MARK: - The state machine

extension CSVReader {
  private mutating func scanRecord() throws(ResultsError) -> Bool {
    guard position < end else { return false }
    fields.removeAll(keepingCapacity: true)
    line = nextLine
    recordStart = position
    // The OR of all bytes: its top bit tells whether the record needs a look at its UTF-8.
    var seen: UInt8 = 0
    var more = true
    while more {
      more =
        position < end && bytes[position] == .quote
        ? try scanQuotedField(&seen) : try scanPlainField(&seen)
    }
    if seen >= 0x80 { try checkUTF8() }
    return true
  }

  /// - Returns: Whether a comma follows, and with it another field of the record.
  private mutating func scanPlainField(_ seen: inout UInt8) throws(ResultsError) -> Bool {
    let (textEnd, bits) = endOfPlainText(from: position)
    if textEnd < end, bytes[textEnd] == .quote {
      throw failure("a quote inside an unquoted field; quote the field and double it", at: textEnd)
    }
    fields.append(Field(start: position, end: textEnd))
    seen |= bits
    position = textEnd
    return try scanDelimiter(after: "a field")
  }

  private func endOfPlainText(from start: Int) -> (end: Int, bits: UInt8) {
    let bytes = bytes.span
    var index = start
    var bits: UInt8 = 0
    while index < end {
      let byte = bytes[index]
      // Digits and letters, nearly all there is, lie above the comma and need one comparison.
      if byte <= .comma,
        byte == .comma || byte == .lineFeed || byte == .carriageReturn || byte == .quote
      {
        break
      }
      bits |= byte
      index += 1
    }
    return (index, bits)
  }

  private mutating func scanQuotedField(_ seen: inout UInt8) throws(ResultsError) -> Bool {
    let start = position + 1
    var field = Field(start: start, end: start, isQuoted: true)
    var index = start
    while true {
      guard index < end else {
        let (line, column) = place(of: position)
        throw ResultsError("a quote that is never closed", file: file, line: line, column: column)
      }
      let byte = bytes[index]
      if byte == .quote {
        guard index + 1 < end, bytes[index + 1] == .quote else { break }
        field.hasEscapedQuotes = true
        index += 2
        continue
      }
      seen |= byte
      index += 1
      if byte == .lineFeed {
        nextLine += 1
        lineStart = index
      }
    }
    field.end = index
    fields.append(field)
    position = index + 1
    return try scanDelimiter(after: "a closing quote")
  }

  /// Takes a comma, a line end or the end of the file.
  @inline(__always)
  private mutating func scanDelimiter(after what: String) throws(ResultsError) -> Bool {
    guard position < end else { return false }
    switch bytes[position] {
    case .comma:
      position += 1
      return true
    case .carriageReturn:
      guard position + 1 < end, bytes[position + 1] == .lineFeed else {
        throw failure("a carriage return without a line feed", at: position)
      }
      position += 2
    case .lineFeed:
      position += 1
    default:
      throw failure("text after \(what); a comma or a line end was expected", at: position)
    }
    nextLine += 1
    lineStart = position
    return false
  }

  private func checkUTF8() throws(ResultsError) {
    do {
      _ = try UTF8Span(validating: bytes.span.extracting(recordStart..<position))
    } catch {
      let (line, column) = place(of: recordStart + error.byteOffsets.lowerBound)
      throw ResultsError(
        "not UTF-8; save the file as UTF-8", file: file, line: line, column: column)
    }
  }

  private func failure(_ message: String, at index: Int) -> ResultsError {
    ResultsError(message, file: file, line: nextLine, column: index - lineStart + 1)
  }
}

extension UInt8 {
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
