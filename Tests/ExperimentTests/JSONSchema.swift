import Foundation

/// A JSON value.
indirect enum JSONValue: Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(parsing text: String) throws {
    self = try JSONDecoder().decode(Parsed.self, from: Data(text.utf8)).value
  }

  subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  private struct Parsed: Decodable {
    let value: JSONValue

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        value = .null
      } else if let bool = try? container.decode(Bool.self) {
        value = .bool(bool)
      } else if let number = try? container.decode(Double.self) {
        value = .number(number)
      } else if let string = try? container.decode(String.self) {
        value = .string(string)
      } else if let array = try? container.decode([Parsed].self) {
        value = .array(array.map(\.value))
      } else {
        value = .object(try container.decode([String: Parsed].self).mapValues(\.value))
      }
    }
  }
}

/// A validator for the part of JSON Schema (draft 2020-12) that the shipped schema uses.
///
/// A keyword it does not know is an error and not passed over: a schema never seems to check what
/// nobody checks.
struct JSONSchema {
  let root: JSONValue

  struct UnknownKeyword: Error {
    let name: String
  }

  /// What is wrong with a value, by its path; nothing when it is valid.
  func errors(in value: JSONValue) throws -> [String] { try errors(value, root, "") }

  private func errors(
    _ value: JSONValue, _ schema: JSONValue, _ path: String
  ) throws -> [String] {
    guard case .object(let keywords) = schema else {
      if case .bool(let isAllowed) = schema { return isAllowed ? [] : ["\(path): not allowed"] }
      throw UnknownKeyword(name: "\(schema)")
    }
    return try keywords.flatMap { keyword, argument in
      try errors(value, keyword, argument, keywords, path)
    }
  }

  private func errors(
    _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ siblings: [String: JSONValue],
    _ path: String
  ) throws -> [String] {
    func wrong(_ isWrong: Bool) -> [String] { isWrong ? ["\(path): \(keyword)"] : [] }
    switch (keyword, argument) {
    case ("$schema", _), ("$id", _), ("$defs", _), ("title", _), ("description", _): return []
    case ("$ref", .string(let reference)):
      return try errors(value, target(of: reference), path)
    case ("type", .string(let type)): return wrong(!has(value, type))
    case ("type", .array(let types)):
      return wrong(
        !types.contains { if case .string(let type) = $0 { has(value, type) } else { false } })
    case ("const", let constant): return wrong(value != constant)
    case ("enum", .array(let values)): return wrong(!values.contains(value))
    case ("oneOf", .array(let schemas)):
      return wrong(try schemas.count { try errors(value, $0, path).isEmpty } != 1)
    case ("anyOf", .array(let schemas)):
      return wrong(try !schemas.contains { try errors(value, $0, path).isEmpty })
    case ("allOf", .array(let schemas)): return try schemas.flatMap { try errors(value, $0, path) }
    case ("not", let schema): return wrong(try errors(value, schema, path).isEmpty)
    default: break
    }
    switch (value, keyword, argument) {
    case (.number(let number), "minimum", .number(let limit)): return wrong(number < limit)
    case (.number(let number), "maximum", .number(let limit)): return wrong(number > limit)
    case (.string(let text), "pattern", .string(let pattern)):
      return wrong(try text.firstMatch(of: Regex(pattern)) == nil)
    case (.array(let items), "minItems", .number(let limit)):
      return wrong(Double(items.count) < limit)
    case (.array(let items), "maxItems", .number(let limit)):
      return wrong(Double(items.count) > limit)
    case (.array(let items), "uniqueItems", .bool(true)):
      return wrong(items.indices.contains { items[..<$0].contains(items[$0]) })
    case (.array(let items), "items", let schema):
      return try items.enumerated().flatMap { try errors($1, schema, "\(path)/\($0)") }
    case (.object(let members), _, _):
      return try errors(members, keyword, argument, siblings, path)
    default:
      guard Self.known.contains(keyword) else { throw UnknownKeyword(name: keyword) }
      return []
    }
  }

  /// Keywords about objects.
  private func errors(
    _ members: [String: JSONValue], _ keyword: String, _ argument: JSONValue,
    _ siblings: [String: JSONValue], _ path: String
  ) throws -> [String] {
    switch (keyword, argument) {
    case ("properties", .object(let schemas)):
      return try members.flatMap { key, member in
        try schemas[key].map { try errors(member, $0, "\(path)/\(key)") } ?? []
      }
    case ("additionalProperties", let schema):
      guard case .object(let named) = siblings["properties"] ?? .object([:]) else { return [] }
      return try members.filter { named[$0.key] == nil }.flatMap { key, member in
        try errors(member, schema, "\(path)/\(key)")
      }
    case ("propertyNames", let schema):
      return try members.keys.flatMap { try errors(.string($0), schema, "\(path)/\($0)") }
    case ("required", .array(let keys)):
      return keys.compactMap { key in
        if case .string(let key) = key, members[key] == nil { "\(path): no \(key)" } else { nil }
      }
    case ("minProperties", .number(let limit)):
      return Double(members.count) < limit ? ["\(path): minProperties"] : []
    case ("maxProperties", .number(let limit)):
      return Double(members.count) > limit ? ["\(path): maxProperties"] : []
    default:
      guard Self.known.contains(keyword) else { throw UnknownKeyword(name: keyword) }
      return []
    }
  }

  /// Keywords that say nothing about values of other types than theirs.
  private static let known: Set = [
    "minimum", "maximum", "pattern", "minItems", "maxItems", "uniqueItems", "items", "properties",
    "additionalProperties", "propertyNames", "required", "minProperties", "maxProperties",
  ]

  private func has(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"),
      (.array, "array"), (.object, "object"):
      true
    case (.number(let number), "integer"): number == number.rounded()
    default: false
    }
  }

  /// `#/$defs/NAME`.
  private func target(of reference: String) throws -> JSONValue {
    let prefix = "#/$defs/"
    guard reference.hasPrefix(prefix),
      let target = root["$defs"]?[String(reference.dropFirst(prefix.count))]
    else { throw UnknownKeyword(name: reference) }
    return target
  }
}
