import Foundation
import Testing

/// A file of golden vectors: cases that scipy and others have computed.
struct Golden: Decodable {
  struct Case: Decodable, CustomTestStringConvertible {
    var name: String
    var input: JSON
    var expected: JSON

    var testDescription: String { name }
  }

  var cases: [Case]

  /// The cases of one file; an empty file would make its test pass without testing, so it traps.
  static func cases(of file: String) -> [Case] {
    do {
      let url = try #require(
        Bundle.module.url(forResource: file, withExtension: "json", subdirectory: "Fixtures"))
      let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
      precondition(!golden.cases.isEmpty, "no cases in \(file)")
      return golden.cases
    } catch {
      fatalError("\(file): \(error)")
    }
  }
}

/// Thrown by a golden test for a case it has no computation for, so that none is skipped.
struct UnhandledCase: Error {
  var name: String
}

/// A JSON value, as far as golden vectors go.
enum JSON: Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  /// What our own code computed; no value stands for null.
  static func optional(_ value: (some BinaryFloatingPoint)?) -> JSON {
    value.map { .number(Double($0)) } ?? .null
  }

  static func optional(_ value: (some BinaryInteger)?) -> JSON {
    value.map { .number(Double($0)) } ?? .null
  }

  static func numbers(_ values: [some BinaryInteger]) -> JSON {
    .array(values.map { .number(Double($0)) })
  }

  static func numbers(_ values: [Double]) -> JSON { .array(values.map { .number($0) }) }
}

extension JSON: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }
}

extension JSON {
  struct Missing: Error {
    var wanted: String
    var found: JSON
  }

  subscript(key: String) -> JSON {
    get throws {
      guard case .object(let members) = self, let value = members[key] else {
        throw Missing(wanted: key, found: self)
      }
      return value
    }
  }

  func has(_ key: String) -> Bool { (try? self[key]) != nil }

  var number: Double {
    get throws {
      guard case .number(let value) = self else { throw Missing(wanted: "number", found: self) }
      return value
    }
  }

  var integer: Int { get throws { Int(try number) } }

  var array: [JSON] {
    get throws {
      guard case .array(let values) = self else { throw Missing(wanted: "array", found: self) }
      return values
    }
  }

  var object: [String: JSON] {
    get throws {
      guard case .object(let members) = self else { throw Missing(wanted: "object", found: self) }
      return members
    }
  }

  var numbers: [Double] { get throws { try array.map { try $0.number } } }
  var integers: [Int] { get throws { try array.map { try $0.integer } } }
}

/// Expects every expected member to be there, no other, and each number within `relative` of it
/// (within the same distance of zero where zero is expected).
func expect(
  _ actual: JSON, matches expected: JSON, relative: Double, at path: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  switch (actual, expected) {
  case (.number(let actual), .number(let expected)):
    let allowed = expected == 0 ? min(relative, 1e-15) : relative * abs(expected)
    #expect(
      abs(actual - expected) <= allowed, "\(path): \(actual) instead of \(expected)",
      sourceLocation: sourceLocation)
  case (.array(let actual), .array(let expected)):
    #expect(actual.count == expected.count, "\(path)", sourceLocation: sourceLocation)
    for (index, pair) in zip(actual, expected).enumerated() {
      expect(
        pair.0, matches: pair.1, relative: relative, at: "\(path)[\(index)]",
        sourceLocation: sourceLocation)
    }
  case (.object(let actual), .object(let expected)):
    #expect(Set(actual.keys) == Set(expected.keys), "\(path)", sourceLocation: sourceLocation)
    for (key, value) in expected {
      expect(
        actual[key] ?? .null, matches: value, relative: relative, at: "\(path).\(key)",
        sourceLocation: sourceLocation)
    }
  default:
    #expect(actual == expected, "\(path)", sourceLocation: sourceLocation)
  }
}
