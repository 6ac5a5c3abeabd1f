import Foundation
import Testing

@Suite("What is written about figures")
struct DocumentationTests {
  @Test(
    "The figure in CONTRIBUTING.md is the one that compiles",
    arguments: ["StolenTime", "StolenTimeTests"])
  func worked(file: String) throws {
    let here = URL(filePath: #filePath).deletingLastPathComponent()
    let code = try String(
      contentsOf: here.appending(path: "WorkedExample/\(file).swift"), encoding: .utf8)
    let guide = try String(
      contentsOf: here.appending(path: "../../CONTRIBUTING.md"), encoding: .utf8)
    #expect(guide.contains("```swift\n\(code)```\n"), "\(file).swift is not what the guide shows")
  }
}
