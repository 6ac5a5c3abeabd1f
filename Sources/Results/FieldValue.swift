/// A value that can stand in a CSV field.
public protocol FieldValue: Sendable {
  static var fieldType: FieldType { get }
  /// The allowed texts of an enumeration, or `nil`.
  static var allowedTexts: [String]? { get }
  /// The value as text, before quoting.
  var fieldText: String { get }
  init?(fieldText: String)
  /// The same from the bytes of the text, which are UTF-8.
  init?(fieldBytes: Span<UInt8>)
  /// Whether a column holds few values many times, such as names: then they are made once and shared.
  static var isRepetitive: Bool { get }
}

extension FieldValue {
  public static var allowedTexts: [String]? { nil }
  public static var isRepetitive: Bool { false }

  public init?(fieldBytes: Span<UInt8>) { self.init(fieldText: String(decoding: fieldBytes)) }

  /// The value of a field, shared with others of its column where that is worth it.
  init?(fieldBytes: Span<UInt8>, among recent: RecentValues<Self>?) {
    if let recent {
      guard let value = recent.value(fieldBytes) else { return nil }
      self = value
    } else {
      self.init(fieldBytes: fieldBytes)
    }
  }
}

extension String {
  /// Of bytes that are known to be UTF-8.
  init(decoding bytes: Span<UInt8>) {
    guard let valid = try? UTF8Span(validating: bytes) else { preconditionFailure("not UTF-8") }
    self.init(copying: valid)
  }
}

extension String: FieldValue {
  public static var isRepetitive: Bool { true }
  public static var fieldType: FieldType { .string }
  public var fieldText: String { self }
  public init?(fieldText: String) { self = fieldText }
}

extension Int64: FieldValue {
  public static var fieldType: FieldType { .integer }
  public var fieldText: String { String(self) }
  public init?(fieldText: String) { self.init(fieldBytes: Array(fieldText.utf8).span) }
  public init?(fieldBytes: Span<UInt8>) {
    if let number = DecimalDigits.integer(fieldBytes) {
      self = number
    } else {
      guard DecimalDigits.isDecimal(fieldBytes) else { return nil }
      self.init(String(decoding: fieldBytes))
    }
  }
}

extension Int: FieldValue {
  public static var fieldType: FieldType { .integer }
  public var fieldText: String { String(self) }
  public init?(fieldText: String) { self.init(fieldBytes: Array(fieldText.utf8).span) }
  public init?(fieldBytes: Span<UInt8>) {
    guard let number = Int64(fieldBytes: fieldBytes) else { return nil }
    self.init(number)
  }
}

/// Doubles are written in Swift's shortest form that reads back as the same value. What is not finite is no
/// measurement, so it is written as no value: an empty cell.
extension Double: FieldValue {
  public static var fieldType: FieldType { .number }
  public var fieldText: String { isFinite ? description : "" }
  public init?(fieldText: String) { self.init(fieldBytes: Array(fieldText.utf8).span) }
  public init?(fieldBytes: Span<UInt8>) {
    if let number = DecimalDigits.number(fieldBytes) {
      self = number
    } else {
      guard DecimalDigits.isDecimal(fieldBytes), let value = Double(String(decoding: fieldBytes)),
        value.isFinite
      else { return nil }
      self = value
    }
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
  public static var isRepetitive: Bool { true }
  public static var fieldType: FieldType { .string }
  public static var allowedTexts: [String]? { allCases.map(\.rawValue) }
  public var fieldText: String { rawValue }
  public init?(fieldText: String) { self.init(rawValue: fieldText) }
}
