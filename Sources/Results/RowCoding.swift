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
  static func decode(_ bytes: [UInt8], file: String) throws(ResultsError) -> [Self] {
    var reader = try CSVReader(bytes, file: file)
    // The bare closures beside the columns: copying a whole column per field would double the time of a large file.
    var known: [(column: Column<Self>, index: Int)] = []
    for column in columns {
      if let index = reader.header.firstIndex(of: column.name) {
        known.append((column, index))
      } else if !column.isOptional {
        throw ResultsError(
          "column \(column.name) is missing from the header", file: file, line: 1, column: 1)
      }
    }
    let reads = known.map { (read: $0.column.read, index: $0.index) }
    var rows: [Self] = []
    rows.reserveCapacity(bytes.count { $0 == .lineFeed })
    while try reader.next() {
      var row = Self()
      for place in reads.indices {
        let text = reader.text(reads[place].index)
        guard reads[place].read(text, &row) else {
          let (column, index) = known[place]
          throw reader.error(
            "column \(column.name): \"\(text)\" is not \(column.rightful)", at: index)
        }
      }
      rows.append(row)
    }
    return rows
  }
}

extension Column {
  /// What a text of the column has to be, to end "is not …".
  fileprivate var rightful: String {
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
