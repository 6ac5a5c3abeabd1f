@testable import Results

/// The JSON files of a results directory.
enum ResultsProperties {
  static func check(_ input: [UInt8]) throws {
    try survives(Provenance.self, input)
    try survives(DataPackage.self, input)
  }

  private static func survives<Value: Codable>(_: Value.Type, _ input: [UInt8]) throws {
    let value: Value
    do throws(ResultsError) {
      value = try JSON.decode(Value.self, from: input, file: "fuzz.json")
    } catch {
      // The key where there is one; Foundation on Linux does not say in which line JSON ends to be JSON.
      try claim("the error names the file", error.file == "fuzz.json")
      return
    }
    let written = try JSON.encode(value, file: "fuzz.json")
    let again = try JSON.decode(Value.self, from: written, file: "again.json")
    try claim("\(Value.self) survives", try JSON.encode(again, file: "again.json") == written)
  }
}
