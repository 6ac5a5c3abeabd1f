/// The row types, in the order in which a reader should meet the files.
public let rowTypes: [any Row.Type] = ResultSet.TableFile.all.map(\.rowType)

/// One column of one result file, for people.
public struct ColumnDescription: Sendable, Equatable {
  /// Name in the header; the unit is its last word.
  public let name: String
  /// Path inside the results directory.
  public let file: String
  public let type: FieldType
  /// Whether a cell may be empty, which means that there is no value.
  public let isOptional: Bool
  /// The allowed texts, when the column is an enumeration.
  public let allowed: [String]?
  /// The smallest and the largest number that is one, when the column holds whole numbers.
  public let range: ClosedRange<Int64>?
  /// One sentence: what the value is and how it was obtained.
  public let meaning: String

  /// Every column of every file, in the files' order.
  public static let all: [ColumnDescription] = rowTypes.flatMap { $0.columnDescriptions }

  /// The columns of that name; a name such as `cell_id` stands in several files.
  public static func named(_ name: String) -> [ColumnDescription] {
    all.filter { $0.name == name }
  }
}

extension Row {
  /// The columns for people, in the order of the header.
  public static var columnDescriptions: [ColumnDescription] {
    columns.map {
      ColumnDescription(
        name: $0.name, file: file, type: $0.type, isOptional: $0.isOptional, allowed: $0.allowed,
        range: $0.range, meaning: $0.meaning)
    }
  }
}
