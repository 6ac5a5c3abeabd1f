import FoundationEssentials

/// JSON as the results directory has it: keys sorted, so that the same values are the same bytes.
enum JSON {
  static func encode(_ value: some Encodable, file: String) throws(ResultsError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(value)) + [.lineFeed]
    } catch {
      throw ResultsError("cannot be written as JSON: \(reason(error))", file: file)
    }
  }

  static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], file: String
  ) throws(ResultsError) -> Value {
    guard !bytes.isEmpty else {
      throw ResultsError("is empty; JSON was expected", file: file, line: 1, column: 1)
    }
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw ResultsError("is not the JSON that was expected: \(reason(error))", file: file)
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      "\(path(context.codingPath + [key])) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      "\(path(context.codingPath)): \(context.debugDescription)"
    case EncodingError.invalidValue(let value, let context):
      "\(path(context.codingPath)): \(value) has no JSON form"
    default: "\(error)"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.isEmpty ? "the file" : keys.map(\.stringValue).joined(separator: ".")
  }
}
