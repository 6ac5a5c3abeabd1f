import Dispatch
import Synchronization

extension Row {
  /// The names of the columns, in the order in which they are written.
  public static var header: [String] { columns.map(\.name) }

  /// A whole CSV file: the header, and a record for each row.
  public static func csv(_ rows: [Self]) -> String {
    String(decoding: encodedHeader() + encode(rows), as: UTF8.self)
  }

  /// Rows as CSV records, without the header.
  static func encode(_ rows: [Self]) -> [UInt8] {
    var writer = CSVWriter()
    let texts = columns.map(\.text)
    for row in rows { writer.append(texts.lazy.map { $0(row) }) }
    return writer.bytes
  }

  /// The header as a CSV record.
  static func encodedHeader() -> [UInt8] {
    var writer = CSVWriter()
    writer.append(header)
    return writer.bytes
  }

  /// Rows from a CSV file's bytes; columns are matched by name, in any order.
  ///
  /// A column that the schema does not know is ignored, so that a newer file of the same schema version can be read;
  /// an optional one that the file does not have stays empty, so that an older one can.
  ///
  /// - Throws: `ResultsError` with line and column: not strict CSV, a column missing, or a value that is not of its type.
  static func decode(
    _ bytes: [UInt8], file: String, pieceBytes: Int = RowCoding.pieceBytes
  ) throws(ResultsError) -> [Self] {
    var reader = try CSVReader(bytes, file: file)
    var known: [KnownColumn] = []
    for column in columns {
      if let index = reader.header.firstIndex(of: column.name) {
        known.append((column, index))
      } else if !column.isOptional {
        throw ResultsError(
          "column \(column.name) is missing from the header", file: file, line: 1, column: 1)
      }
    }
    let pieces = reader.pieces(ofBytes: pieceBytes)
    guard pieces.count > 1 else {
      return try decode(&reader, known, count: pieces.first?.lines ?? 0)
    }
    return try decode(pieces, of: reader, known)
  }

  private typealias KnownColumn = (column: Column<Self>, index: Int)

  /// Reads the pieces on all cores, and puts their rows together in the order of the file.
  private static func decode(
    _ pieces: [CSVPiece], of reader: CSVReader, _ known: [KnownColumn]
  ) throws(ResultsError) -> [Self] {
    let read = Mutex([Result<[Self], ResultsError>](repeating: .success([]), count: pieces.count))
    DispatchQueue.concurrentPerform(iterations: pieces.count) { place in
      var reader = CSVReader(pieces[place], of: reader)
      let rows = Result { () throws(ResultsError) in
        try decode(&reader, known, count: pieces[place].lines)
      }
      read.withLock { $0[place] = rows }
    }
    var results = read.withLock { exchange(&$0, with: []) }
    var rows: [Self] = []
    rows.reserveCapacity(pieces.reduce(0) { $0 + $1.lines })
    // In order: after the first error of the file, pieces are not even cut where records end.
    for place in results.indices {
      rows += try results[place].get()
      // One by one, so that not all rows are in memory twice.
      results[place] = .success([])
    }
    return rows
  }

  private static func decode(
    _ reader: inout CSVReader, _ known: [KnownColumn], count: Int
  ) throws(ResultsError) -> [Self] {
    // The bare closures beside the columns: copying a whole column per field would double the time of a large file.
    let readers = known.map { (read: $0.column.reader(), index: $0.index) }
    let fields = readers.span
    var rows: [Self] = []
    rows.reserveCapacity(count)
    while try reader.next() {
      var row = Self()
      for place in fields.indices {
        let index = fields[place].index
        guard reader.withBytes(of: index, { fields[place].read($0, &row) }) else {
          let column = known[place].column
          throw reader.error(
            "column \(column.name): \"\(reader.text(index))\" is not \(column.rightful(reader.text(index)))",
            at: index)
        }
      }
      if let conflict = row.conflict {
        let index = reader.header.firstIndex(of: conflict.column)!
        throw reader.error(
          "column \(conflict.column): \(reader.text(index)) \(conflict.message)", at: index)
      }
      rows.append(row)
    }
    return rows
  }
}

/// How much of a file one core reads at a time: far more than what handing it out takes, and little beside a large file.
enum RowCoding {
  static let pieceBytes = 4 << 20
}

extension Column {
  /// What a text of the column has to be instead, to end "is not …".
  fileprivate func rightful(_ text: String) -> String {
    // Of a number that is too large or too small the bounds, of other texts that it has to be one.
    if let range, Int64(fieldText: text) != nil {
      return "from \(range.lowerBound) to \(range.upperBound)"
    }
    let kind =
      if let allowed {
        "one of \(allowed.joined(separator: ", "))"
      } else {
        switch type {
        case .string: "text"
        case .integer: "a whole number"
        case .number: "a finite number with a decimal point"
        case .boolean: "true or false"
        }
      }
    return isOptional ? "\(kind) or empty" : kind
  }
}
