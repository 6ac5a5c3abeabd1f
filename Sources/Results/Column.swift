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
      meaning: meaning,
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
      meaning: meaning,
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
