import Experiment
import HardwareTopology
import Yams

/// Suite and deployment files.
///
/// Bulkhead keeps a file as it is and writes none, so that the round trip is through Yams' own emitter: another text, the
/// same meaning.
enum DocumentProperties {
  private static let deployments = Deployment.Vocabulary.current(
    faults: ["overrun", "crash", "freeze"])

  private static let machine = try! Topology(loading: .synthetic("pack:2 l3:1 core:4 pu:1"))

  static func suite(_ input: [UInt8]) throws {
    try survives(input) { source throws(SuiteErrors) in
      try Suite.parse(source, vocabulary: .current)
    }
  }

  /// What is accepted can also be analysed, unless it does not fit the machine.
  static func deployment(_ input: [UInt8]) throws {
    let accepted = try survives(input) { source throws(SuiteErrors) in
      try Deployment.parse(source, vocabulary: deployments)
    }
    guard let accepted else { return }
    for count in [1, 4] {
      guard let folding = try? Folding(accepted, onto: Array(0..<count)) else { continue }
      _ = DeploymentAnalysis(accepted, folding, on: machine).rows
    }
  }

  @discardableResult
  private static func survives<Document>(
    _ input: [UInt8], _ read: (SourceText) throws(SuiteErrors) -> Document
  ) throws -> Document? {
    guard let text = String(validating: input, as: UTF8.self) else { return nil }
    let source = SourceText(file: "fuzz.yaml", text: text)
    let document: Document
    do throws(SuiteErrors) {
      document = try read(source)
    } catch {
      try arePlaced(error, in: text)
      return nil
    }
    let (plain, hadMark) = withoutMark(text)
    guard let node = try Yams.compose(yaml: plain, .basic, .default, .utf8) else {
      throw Violation("accepted, and no YAML")
    }
    guard let written = try? Yams.serialize(node: node, allowUnicode: true) else { return document }
    _ = hadMark
    let again: Document
    do throws(SuiteErrors) {
      again = try read(SourceText(file: "fuzz.yaml", text: written))
    } catch {
      throw Violation("written again as\n\(written)\nit is refused: \(error)")
    }
    try claim(
      "the meaning survives", shape(document) == shape(again),
      "\(written)\n\(shape(document))\n\(shape(again))")
    return document
  }

  private static func withoutMark(_ text: String) -> (String, Bool) {
    text.unicodeScalars.first == "\u{FEFF}"
      ? (String(text.unicodeScalars.dropFirst()), true) : (text, false)
  }

  /// Each mistake is one line, and names a line of the file, unless it is the file that is empty.
  private static func arePlaced(_ errors: SuiteErrors, in text: String) throws {
    try claim("a refusal has a reason", !errors.diagnostics.isEmpty)
    // A line more than there are: the end of the last one.
    let lines =
      text.unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) } + 2
    for diagnostic in errors.diagnostics {
      try claim(
        "a mistake is one line", !diagnostic.description.contains(where: \.isNewline),
        diagnostic.description)
      if diagnostic.message.hasPrefix("is empty;"), diagnostic.line == nil { continue }
      guard let line = diagnostic.line, let column = diagnostic.column else {
        throw Violation("no place: \(diagnostic)")
      }
      try claim("the place is there", (1...lines).contains(line) && column >= 1, "\(diagnostic)")
    }
  }
}
