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
  let read: @Sendable (String, inout RowType) -> Bool
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
      read: { text, row in
        guard let value = Value(fieldText: text) else { return false }
        row[keyPath: path] = value
        return true
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
      read: { text, row in
        if text.isEmpty {
          row[keyPath: path] = nil
          return true
        }
        guard let value = Value(fieldText: text) else { return false }
        row[keyPath: path] = value
        return true
      })
  }
}

/// A value that can stand in a CSV field.
public protocol FieldValue: Sendable {
  static var fieldType: FieldType { get }
  /// The allowed texts of an enumeration, or `nil`.
  static var allowedTexts: [String]? { get }
  /// The value as text, before quoting.
  var fieldText: String { get }
  init?(fieldText: String)
}

extension FieldValue {
  public static var allowedTexts: [String]? { nil }
}

extension String: FieldValue {
  public static var fieldType: FieldType { .string }
  public var fieldText: String { self }
  public init?(fieldText: String) { self = fieldText }
}

extension Int64: FieldValue {
  public static var fieldType: FieldType { .integer }
  public var fieldText: String { String(self) }
  public init?(fieldText: String) { self.init(fieldText) }
}

extension Int: FieldValue {
  public static var fieldType: FieldType { .integer }
  public var fieldText: String { String(self) }
  public init?(fieldText: String) { self.init(fieldText) }
}

/// Doubles are written in Swift's shortest form that reads back as the same value. What is not finite is no
/// measurement, so it is written as no value: an empty cell.
extension Double: FieldValue {
  public static var fieldType: FieldType { .number }
  public var fieldText: String { isFinite ? description : "" }
  public init?(fieldText: String) {
    guard let value = Double(fieldText), value.isFinite else { return nil }
    self = value
  }
}

extension Bool: FieldValue {
  public static var fieldType: FieldType { .boolean }
  public var fieldText: String { self ? "true" : "false" }
  public init?(fieldText: String) {
    switch fieldText {
    case "true": self = true
    case "false": self = false
    default: return nil
    }
  }
}

extension FieldValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  public static var fieldType: FieldType { .string }
  public static var allowedTexts: [String]? { allCases.map(\.rawValue) }
  public var fieldText: String { rawValue }
  public init?(fieldText: String) { self.init(rawValue: fieldText) }
}
