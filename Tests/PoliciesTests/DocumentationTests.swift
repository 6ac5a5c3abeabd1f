import Foundation
import Policies
import Testing

@Suite("What is written about policies")
struct DocumentationTests {
  private static func text(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    return try String(contentsOf: root.appending(path: name), encoding: .utf8)
  }

  @Test(
    "The worked example of CONTRIBUTING.md is the code that compiles",
    arguments: ["Apart", "ApartTests"])
  func example(file: String) throws {
    let code = try Self.text("Tests/PoliciesTests/WorkedExample/\(file).swift")
    let guide = try Self.text("CONTRIBUTING.md")
    #expect(guide.contains("```swift\n\(code)```\n"), "\(file).swift differs from its text")
  }

  /// The sections of docs/policies.md, by name of the policy.
  private static let sections: [String: String] = {
    let parts = ((try? text("docs/policies.md")) ?? "").components(separatedBy: "\n## ")
    let named = parts.dropFirst().map { part in
      let lines = part.split(separator: "\n", maxSplits: 1)
      return (String(lines[0]), lines.count > 1 ? String(lines[1]) : "")
    }
    return Dictionary(named, uniquingKeysWith: { first, _ in first })
  }()

  @Test(
    "Every policy has a section: mechanism, evidence, needs, limits, what was found, parameters",
    arguments: PolicyCatalogue.all.map(\.name))
  func section(name: String) throws {
    let text = try #require(Self.sections["`\(name)`"], "docs/policies.md has no section `\(name)`")
    let paragraphs = text.components(separatedBy: "\n\n").map {
      $0.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    for part in ["Mechanism", "Evidence", "Needs", "Limits", "Found here"] {
      let paragraph = paragraphs.first { $0.hasPrefix("**\(part).** ") }
      #expect(paragraph != nil, "\(name) says nothing under \(part)")
    }
    for parameter in try #require(PolicyCatalogue.named(name)).parameters {
      #expect(text.contains("`\(parameter.name)`"), "\(name) does not tell of `\(parameter.name)`")
      #expect(text.contains(parameter.defaultText), "\(name): \(parameter.defaultText)")
    }
  }
}
