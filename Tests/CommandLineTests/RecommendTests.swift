import Foundation
import Results
import Testing

@Suite("Recommending a policy", .serialized, .timeLimit(.minutes(30)))
struct RecommendTests {
  /// The results of a run that is over in a second; what it measured is not asked.
  private func results(in folder: Folder) throws -> String {
    try folder.write(
      "tiny.yaml",
      tinySuite(policies: "baseline, pinned", more: "controls: false")
        .replacing("[alu]", with: "[chase@32KiB]"))
    let ending = try Executable.run(["run", "tiny.yaml", "--seed", "7", "-o", "out"], in: folder)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("policies, from what protects best at the least cost"))
    return try ending.paths().results
  }

  private func put(_ rows: [PolicyRow], into results: String, of folder: Folder) throws {
    try folder.write("\(results)/\(PolicyRow.file)", PolicyRow.csv(rows))
    // It would tell that the rows are not those of the run.
    try? FileManager.default.removeItem(atPath: folder.path("\(results)/datapackage.json"))
  }

  private func rows(_ verdict: PolicyRow.Verdict) -> [PolicyRow] {
    var baseline = PolicyRow()
    (baseline.policy, baseline.victim, baseline.aggressor) = ("baseline", "chase", "write")
    (baseline.verdict, baseline.slowdownVerdict) = (.reference, .worse)
    var gang = baseline
    (gang.policy, gang.verdict) = ("gang", verdict)
    (gang.protection, gang.protectionLow, gang.protectionHigh) = (0.97, 0.95, 0.99)
    (gang.lostPercent, gang.lostLowPercent, gang.lostHighPercent) = (52, 51, 53)
    var cat = baseline
    (cat.policy, cat.verdict, cat.reason) = ("cat", .unavailable, "no resctrl")
    return [baseline, gang, cat]
  }

  @Test("What the rows support is named with exit code 0, what they do not with 3")
  func verdicts() throws {
    let folder = try Folder()
    let results = try results(in: folder)
    try put(rows(.effective), into: results, of: folder)
    let found = try Executable.run(["recommend", results], in: folder)
    #expect(found.status == 0)
    #expect(found.errors.isEmpty)
    let text = found.output.replacing("\n", with: " ").replacing("\u{A0}", with: " ")
    #expect(
      text.contains(
        "gang protects chase best at the least cost: 97 % [95, 99] of the slowdown gone for 52 %"
          + " [51, 53] of everybody's work."))
    #expect(text.contains("unavailable: cat: no resctrl"))

    try put(rows(.inconclusive), into: results, of: folder)
    let open = try Executable.run(["recommend", results], in: folder)
    #expect(open.status == 3)
    #expect(open.errors.isEmpty)
    #expect(open.output.hasPrefix("No policy is shown to protect chase."))
  }

  @Test("Of several results a policy has to hold in every one; JSON says it to programs")
  func several() throws {
    let folder = try Folder()
    let results = try results(in: folder)
    try FileManager.default.copyItem(
      atPath: folder.path(results), toPath: folder.path("copy"))
    try put(rows(.effective), into: results, of: folder)
    try put(rows(.effective), into: "copy", of: folder)
    #expect(try Executable.run(["recommend", results, "copy"], in: folder).status == 0)
    try put(rows(.noEffect), into: "copy", of: folder)
    let ending = try Executable.run(
      ["recommend", results, "copy", "--json", "-"], in: folder)
    #expect(ending.status == 3)
    let answer = try #require(
      JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    #expect(answer["supported"] as? Bool == false)
    let victims = try #require(answer["victims"] as? [[String: Any]])
    #expect(victims.map { $0["outcome"] as? String } == ["none shown"])
    let policies = try #require(victims[0]["policies"] as? [[String: Any]])
    #expect(policies.contains { $0["verdict"] as? String == "no effect" })
  }

  @Test("Results that are older than the comparison are compared now")
  func older() throws {
    let folder = try Folder()
    let results = try results(in: folder)
    let provenance = folder.path("\(results)/env/provenance.json")
    let text = try String(contentsOfFile: provenance, encoding: .utf8)
    let old = text.replacing("\"schemaVersion\" : \(schemaVersion)", with: "\"schemaVersion\" : 3")
    try #require(old != text)
    try old.write(toFile: provenance, atomically: true, encoding: .utf8)
    try FileManager.default.removeItem(atPath: folder.path("\(results)/\(PolicyRow.file)"))
    let ending = try Executable.run(["recommend", results], in: folder)
    // Two short rounds say this or that, but about the victim.
    #expect([0, 3].contains(ending.status))
    #expect(ending.errors.isEmpty)
    #expect(ending.output.contains("chase@16KiB"))
    #expect(try Executable.run(["report", results], in: folder).status == 0)
  }

  @Test(
    "A mistake is one line and exit code 1",
    arguments: [
      (["recommend"], "Missing expected argument"),
      (["recommend", "nowhere"], "nowhere: not a results directory"),
      (["recommend", "folder"], "folder: not a results directory; it has no env/provenance.json"),
      (["recomend", "folder"], "unknown command 'recomend'; did you mean 'recommend'?"),
      (["run", "tiny.yaml", "--dry-run", "--policies", "al"], "unknown policy 'al'; did you mean"),
      (
        ["run", "tiny.yaml", "--dry-run", "--policies", "pinned+gagn"],
        "unknown policy 'gagn'; did you mean 'gang'?"
      ),
      (
        ["run", "tiny.yaml", "--dry-run", "--policies", "all,gang"], "--policies names gang twice"
      ),
    ])
  func mistakes(arguments: [String], says: String) throws {
    let folder = try Folder()
    try folder.makeFolder("folder")
    try folder.write("tiny.yaml", tinySuite())
    let ending = try Executable.run(arguments, in: folder)
    #expect(ending.status == 1)
    #expect(ending.output.isEmpty)
    try #require(ending.errorLines.count == 1, "\(ending.errors)")
    #expect(ending.errorLines[0].contains(says), "\(ending.errors)")
  }

  @Test("Results of another command have no policies to compare")
  func otherCommand() throws {
    let folder = try Folder()
    let results = try results(in: folder)
    try folder.write("\(results)/\(CellRow.file)", CellRow.csv([]))
    // Nothing then says how many bytes the file had.
    try FileManager.default.removeItem(atPath: folder.path("\(results)/datapackage.json"))
    let ending = try Executable.run(["recommend", results], in: folder)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("has no policies to compare"), "\(ending.errors)")
  }

  @Test("--policies all plans every policy, those that this machine lacks with the reason")
  func all() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite())
    let plan = try Executable.run(
      ["run", "tiny.yaml", "--dry-run", "--policies", "all"], in: folder)
    #expect(plan.status == 0, "\(plan.errors)")
    for name in ["baseline", "pinned", "gang", "sliced-guard"] {
      #expect(plan.output.contains(" \(name) "))
    }
  }
}
