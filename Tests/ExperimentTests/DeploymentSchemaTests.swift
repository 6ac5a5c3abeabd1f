import Foundation
import Scheduling
import Testing
import Yams

@testable import Experiment

/// The shipped JSON Schema against the reader: what one takes, the other takes too.
struct DeploymentSchemaTests {
  let schema: JSONSchema

  init() throws { schema = JSONSchema(root: try JSONValue(parsing: DeploymentCatalogue.schema)) }

  @Test("The schema in the binary is the file that editors are pointed at")
  func shipped() throws {
    let path = "\(Package.benches)/deployments/deployment.schema.json"
    #expect(try String(contentsOfFile: path, encoding: .utf8) == DeploymentCatalogue.schema)
  }

  @Test(
    "Every bundled deployment is valid, and names the schema", arguments: BundledDeployments.files)
  func bundled(file: String) throws {
    let source = try BundledDeployments.source(file)
    #expect(source.text.hasPrefix("# yaml-language-server: $schema=deployment.schema.json\n"))
    #expect(try schema.errors(in: value(source.text)).isEmpty)
  }

  @Test(
    "The keys of the schema are the reader's",
    arguments: [
      ("", Deployment.Key.allCases.map(\.rawValue)),
      ("hypervisor", Deployment.HypervisorKey.allCases.map(\.rawValue)),
      ("partition", Deployment.PartitionKey.allCases.map(\.rawValue)),
      ("application", Deployment.ApplicationKey.allCases.map(\.rawValue)),
      ("window", Deployment.WindowKey.allCases.map(\.rawValue)),
      ("separation", Deployment.SeparationKey.allCases.map(\.rawValue)),
      ("scheduler", [Deployment.SchedulerKey.roundRobin.rawValue]),
      ("healthMonitor", ["otherwise"] + Deployment.HealthMonitorTable.errors),
    ])
  func keys(definition: String, keys: [String]) throws {
    let object = definition.isEmpty ? schema.root : try #require(schema.root["$defs"]?[definition])
    #expect(try properties(of: object).sorted() == keys.sorted())
  }

  @Test("The keys of a fault are the reader's")
  func faultKeys() throws {
    let application = try #require(schema.root["$defs"]?["application"])
    let fault = try #require(application["properties"]?["fault"])
    #expect(
      try properties(of: fault).sorted() == Deployment.FaultKey.allCases.map(\.rawValue).sorted())
  }

  @Test("The words that the schema lists are the reader's")
  func words() throws {
    let defs = try #require(schema.root["$defs"])
    func words(_ schema: JSONValue?) -> [JSONValue] {
      if case .array(let values)? = schema?["enum"] { values } else { [] }
    }
    func texts(_ words: [String]) -> [JSONValue] { words.map { .string($0) } }
    let partition = defs["partition"]?["properties"]
    #expect(
      words(defs["hypervisorType"]) == texts(Deployment.HypervisorType.allCases.map(\.rawValue)))
    #expect(
      words(defs["healthAction"]) == texts(Deployment.HealthAction.allCases.map(\.rawValue)))
    #expect(words(partition?["criticality"]) == texts(Deployment.Criticality.names.map(\.text)))
    #expect(
      words(partition?["backend"]) == texts(Deployment.Vocabulary.current(faults: []).backends))
    #expect(
      words(defs["separation"]?["properties"]?["not_sharing"]?["items"])
        == texts(Deployment.Separation.resources))
  }

  /// Mistakes of names that depend on each other or on the machine, and of sums, are the reader's alone.
  @Test("The schema refuses mistakes of form", arguments: formMistakes)
  func refused(broken: Broken) throws {
    #expect(try !schema.errors(in: value(broken.text)).isEmpty)
  }

  /// The mistakes of keys that are YAML at all and not about a text as a whole.
  static let formMistakes = BrokenDeploymentTests.keys.filter { broken in
    guard let node = try? Yams.compose(yaml: broken.text) else { return false }
    return node.mapping != nil
  }

  @Test("The deployment that mistakes are made in is valid")
  func valid() throws {
    #expect(try schema.errors(in: value(twoPartitions)).isEmpty)
    #expect(Self.formMistakes.count > 15)
  }

  @Test("A keyword that the validator does not know is not passed over")
  func unknownKeyword() throws {
    let strange = JSONSchema(root: .object(["multipleOf": .number(2)]))
    #expect(throws: JSONSchema.UnknownKeyword.self) { try strange.errors(in: .number(3)) }
  }

  /// The keys of an object's schema, or of the one object among its alternatives.
  private func properties(of schema: JSONValue) throws -> [String] {
    if case .object(let properties)? = schema["properties"] { return Array(properties.keys) }
    guard case .array(let alternatives)? = schema["oneOf"] else { return [] }
    return try alternatives.flatMap { try properties(of: $0) }
  }

  /// A YAML text as an editor sees it, with numbers and truth values.
  private func value(_ text: String) throws -> JSONValue {
    let node = try Yams.compose(yaml: text)
    return try value(of: #require(node))
  }

  private func value(of node: Node) throws -> JSONValue {
    switch node {
    case .mapping(let mapping):
      return .object(
        try Dictionary(
          uniqueKeysWithValues: mapping.map { key, member in
            (try #require(key.scalar?.string), try value(of: member))
          }))
    case .sequence(let sequence): return .array(try sequence.map { try value(of: $0) })
    case .scalar(let scalar):
      if let bool = node.bool { return .bool(bool) }
      if let number = node.float, scalar.style == .plain { return .number(number) }
      return .string(scalar.string)
    case .alias: throw JSONSchema.UnknownKeyword(name: "alias")
    }
  }
}
