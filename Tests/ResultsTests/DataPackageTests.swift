import Foundation
import Results
import Testing

@Suite("datapackage.json")
struct DataPackageTests {
  private func committed(in parent: String) throws -> String {
    let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
    try writer.replace(sampleCells())
    try writer.append(sampleRounds(0..<20))
    try writer.append([SummaryRow(), SummaryRow()])
    try writer.append([WindowRow()])
    var bin = HistogramRow()
    bin.upperNanoseconds = 1
    try writer.append([bin])
    try writer.append([EventRow()])
    try writer.write("env/topology.xml", Array("<topology/>\n".utf8))
    try writer.write("plan.json", Array("{}\n".utf8))
    try writer.write("suite.yaml", Array("a: 1\n".utf8))
    try writer.write("derived/report.html", Array("<html>".utf8))
    return try writer.commit()
  }

  @Test("Every file but the derived ones is listed with its bytes and its known SHA-256")
  func resources() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent)
      let json = try #require(
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: URL(filePath: "\(directory)/datapackage.json")))
          as? [String: Any])
      #expect(json["$schema"] as? String == "https://datapackage.org/profiles/2.0/datapackage.json")
      #expect(json["schemaVersion"] as? Int == schemaVersion)
      let resources = try #require(json["resources"] as? [[String: Any]])
      #expect(
        resources.compactMap { $0["path"] as? String }
          == rowTypes.map { $0.file }.sorted()
          + ["env/provenance.json", "env/topology.xml", "plan.json", "suite.yaml"])
      let suite = try #require(resources.last)
      #expect(suite["bytes"] as? Int == 5)
      // printf 'a: 1\n' | sha256sum
      #expect(
        suite["hash"] as? String
          == "sha256:37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae")

      let cells = try #require(
        resources.first { $0["path"] as? String == CellRow.file }?["schema"] as? [String: Any])
      #expect(cells["missingValues"] as? [String] == [""])
      let fields = try #require(cells["fields"] as? [[String: Any]])
      #expect(fields.compactMap { $0["name"] as? String } == CellRow.header)
      let condition = try #require(fields.first { $0["name"] as? String == "condition" })
      let constraints = try #require(condition["constraints"] as? [String: Any])
      #expect(constraints["enum"] as? [String] == ["solo", "corun"])
      #expect(constraints["required"] as? Bool == true)
      let window = try #require(fields.first { $0["name"] as? String == "window_ns" })
      #expect(window["type"] as? String == "integer")
      let bounds = try #require(window["constraints"] as? [String: Any])
      #expect(bounds["minimum"] as? Int == -(1 << 53) && bounds["maximum"] as? Int == 1 << 53)
      #expect(bounds["required"] == nil)
    }
  }

  @Test("The same run is described by the same bytes")
  func deterministic() throws {
    func package() throws -> [UInt8] {
      try withTemporaryDirectory { try contents("\(committed(in: $0))/datapackage.json") }
    }
    let first = try package()
    #expect(try package() == first)
  }

  @Test(
    "frictionless accepts the data set, and catches an altered byte and a wrong word",
    .enabled(if: frictionlessIsInstalled(), "python3 has no module frictionless"))
  func frictionless() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent)
      let accepted = try validate(directory)
      #expect(accepted.status == 0, "\(accepted.output)")

      let path = "\(directory)/data/cells.csv"
      let original = try contents(path)
      let text = String(decoding: original, as: UTF8.self)
      try overwrite(path, with: Array(text.replacing("baseline", with: "baselina").utf8))
      #expect(try validate(directory).status != 0)
      try overwrite(path, with: original)
      #expect(try validate(directory).status == 0)

      try overwrite(path, with: Array(text.replacing(",solo,", with: ",alone,").utf8))
      let wrongWord = try validate(directory)
      #expect(wrongWord.status != 0)
      #expect(wrongWord.output.contains("alone"))
    }
  }
}

private func frictionlessIsInstalled() -> Bool {
  (try? python(["-c", "import frictionless"], in: "/"))?.status == 0
}

private func validate(_ directory: String) throws -> (status: Int32, output: String) {
  try python(["-m", "frictionless", "validate", "datapackage.json", "--json"], in: directory)
}

private func python(
  _ arguments: [String], in directory: String
) throws -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3"] + arguments
  process.currentDirectoryURL = URL(filePath: directory)
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
