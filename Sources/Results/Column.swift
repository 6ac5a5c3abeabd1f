/// What a column's text is, in Frictionless Table Schema words.
public enum FieldType: String, Sendable, Equatable {
  case string, integer, number, boolean
}

/// One column of a row type: its name, its type, what it means, and how it moves between a row and text.
///
/// The same declaration serves the writer, the strict reader, `datapackage.json` and `bulkhead explain`, so that a
/// column is described once.
public struct Column<RowType>: Sendable {
  /// Column name; the unit is its last word (`latency_ns`, `steal_pct`).
  public let name: String
  public let type: FieldType
  /// Whether an empty cell is allowed; an empty cell means "no value", never zero.
  public let isOptional: Bool
  /// The allowed texts, when the column is an enumeration.
  public let allowed: [String]?
  /// The smallest and the largest number that is one, when the column holds whole numbers.
  public let range: ClosedRange<Int64>?
  /// One sentence for people: what the number is and how it was obtained.
  public let meaning: String
  let text: @Sendable (RowType) -> String
  /// Makes what reads the column's fields, from the top of a file to its end.
  let reader: @Sendable () -> FieldReader

  /// Puts the value of a field into a row.
  ///
  /// - Returns: `false` when the bytes, which are UTF-8, are no value of the column.
  typealias FieldReader = (Span<UInt8>, inout RowType) -> Bool
}

extension Column {
  /// A column that is never empty.
  public init<Value: FieldValue>(
    _ name: String, _ path: any WritableKeyPath<RowType, Value> & Sendable, _ meaning: String
  ) {
    self.init(
      name: name, type: Value.fieldType, isOptional: false, allowed: Value.allowedTexts,
      range: nil, meaning: meaning,
      text: { $0[keyPath: path].fieldText },
      reader: {
        let recent = Value.isRepetitive ? RecentValues<Value>() : nil
        return { bytes, row in
          guard let value = Value(fieldBytes: bytes, among: recent) else { return false }
          row[keyPath: path] = value
          return true
        }
      })
  }

  /// A column whose empty cell means that there is no value.
  public init<Value: FieldValue>(
    _ name: String, _ path: any WritableKeyPath<RowType, Value?> & Sendable, _ meaning: String
  ) {
    self.init(
      name: name, type: Value.fieldType, isOptional: true, allowed: Value.allowedTexts,
      range: nil, meaning: meaning,
      text: { $0[keyPath: path]?.fieldText ?? "" },
      reader: {
        let recent = Value.isRepetitive ? RecentValues<Value>() : nil
        return { bytes, row in
          if bytes.isEmpty {
            row[keyPath: path] = nil
            return true
          }
          guard let value = Value(fieldBytes: bytes, among: recent) else { return false }
          row[keyPath: path] = value
          return true
        }
      })
  }
}

extension Column {
  /// A column of whole numbers that is never empty.
  ///
  /// - Parameter range: What can be right: by its name's unit, where nothing is given.
  public init(
    _ name: String, _ path: any WritableKeyPath<RowType, Int64> & Sendable, _ meaning: String,
    in range: ClosedRange<Int64>? = nil
  ) {
    let range = range ?? WholeNumbers.range(of: name)
    self.init(
      name: name, type: .integer, isOptional: false, allowed: nil, range: range, meaning: meaning,
      text: { $0[keyPath: path].fieldText },
      reader: {
        { bytes, row in
          guard let value = Int64(fieldBytes: bytes), range.contains(value) else { return false }
          row[keyPath: path] = value
          return true
        }
      })
  }

  /// A column of whole numbers whose empty cell means that there is no value.
  ///
  /// - Parameter range: What can be right: by its name's unit, where nothing is given.
  public init(
    _ name: String, _ path: any WritableKeyPath<RowType, Int64?> & Sendable, _ meaning: String,
    in range: ClosedRange<Int64>? = nil
  ) {
    let range = range ?? WholeNumbers.range(of: name)
    self.init(
      name: name, type: .integer, isOptional: true, allowed: nil, range: range, meaning: meaning,
      text: { $0[keyPath: path]?.fieldText ?? "" },
      reader: {
        { bytes, row in
          if bytes.isEmpty {
            row[keyPath: path] = nil
            return true
          }
          guard let value = Int64(fieldBytes: bytes), range.contains(value) else { return false }
          row[keyPath: path] = value
          return true
        }
      })
  }
}

/// Which whole numbers a column can hold.
///
/// Within ±2⁵³ every one is a number of JSON, of R and of a spreadsheet, too (RFC 8259, section 6), and a few hundred of them can be
/// added up.
public enum WholeNumbers {
  static let most: Int64 = 1 << 53
  /// Of samples in a bin or of a matrix, of which there are thousands: a job in each nanosecond of a quarter of an hour.
  public static let counts: ClosedRange<Int64> = 0...1 << 40

  /// A time may lie before its plan; everything else is counted.
  static func range(of column: String) -> ClosedRange<Int64> {
    column.hasSuffix("_ns") ? -most...most : 0...most
  }
}
