import Foundation
import Glibc
import Testing

/// docs/privileges.md against the binary, as somebody without rights: as `nobody` where the tests run as root.
@Suite(
  "What an ordinary user can have is what the documentation says", .serialized,
  .enabled(
    if: OrdinaryUser.canRun, "nobody may not run the binary where it stands, or there is no setpriv"
  ))
struct PrivilegeTests {
  /// A row of the table.
  struct Claim: Sendable, CustomStringConvertible {
    enum Verdict: String { case works, partly, depends, unavailable }
    let kind: String
    let name: String
    let verdict: Verdict
    let grants: String

    var description: String { "\(kind) \(name)" }
  }

  static let claims: [Claim] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/privileges.md")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { $0.hasPrefix("| ") }.compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 5, let verdict = Claim.Verdict(rawValue: cells[2]) else { return nil }
      return Claim(
        kind: cells[0], name: cells[1].replacing("`", with: ""), verdict: verdict,
        grants: cells[4])
    }
  }()

  @Test("The table has a verdict in every row, and says what would grant what is missing")
  func complete() {
    #expect(Set(Self.claims.map(\.kind)) == ["enforcer", "backend", "option"])
    #expect(Set(Self.claims.map(\.description)).count == Self.claims.count)
    for claim in Self.claims {
      #expect((claim.grants == "-") == (claim.verdict == .works), "\(claim)")
    }
  }

  @Test(
    "Every enforcer and backend is in the table, and is there or not as it says",
    arguments: ["enforcer", "backend"])
  func lists(kind: String) throws {
    let user = try OrdinaryUser()
    let ending = try user.run(["list", kind + "s"])
    #expect(ending.status == 0, "\(ending.errors)")
    for line in ending.outputLines {
      let name = try #require(line.split(separator: " ").first.map(String.init))
      let text = line.dropFirst(name.count).trimmingCharacters(in: .whitespaces)
      let claim = Self.claims.first { $0.kind == kind && $0.name == name }
      let verdict = try #require(claim, "\(kind) \(name) is not in docs/privileges.md").verdict
      let isMissing = text.hasPrefix("unavailable: ")
      if isMissing { #expect(text.count > "unavailable: ".count) }
      switch verdict {
      case .works, .partly: #expect(!isMissing, "\(line)")
      case .unavailable: #expect(isMissing, "\(line)")
      case .depends: break
      }
    }
  }

  @Test("Options do what the table says: end well, or with exit code 5 and what would grant them")
  func options() throws {
    let short: [String: [String]] = [
      "run": ["run", "tiny.yaml"], "run -P fifo:50": ["run", "tiny.yaml", "-P", "fifo:50"],
      "enforcers": ["enforcers", "-D", "1s", "--windows", "1ms", "-e", "timer"],
    ]
    for claim in Self.claims where claim.kind == "option" {
      let words = claim.name.split(separator: " ").map(String.init)
      let arguments =
        short[claim.name] ?? words + (words.contains("jitter") ? ["-D", "300ms"] : ["-D", "1s"])
      let user = try OrdinaryUser()
      try user.folder.write("tiny.yaml", tinySuite(more: "controls: false"))
      let ending = try user.run(arguments)
      let expected: Int32 = claim.verdict == .unavailable ? 5 : 0
      #expect(ending.status == expected, "\(claim.name): \(ending.errors)")
      if expected == 5 { #expect(ending.errors.contains("root"), "\(ending.errors)") }
    }
  }

  @Test("Doctor names the missing right, and the command that would grant it")
  func doctor() throws {
    let ending = try OrdinaryUser().run(["doctor", "--quick"])
    let lines = ending.outputLines
    let right = try #require(lines.firstIndex { $0.contains("privileges ") }, "\(ending.output)")
    #expect(lines[right].hasPrefix("warn"))
    #expect(lines[right...].prefix(3).contains { $0.contains("prlimit --pid $$ --rtprio=99") })
  }
}

/// Somebody without rights, in a folder of their own.
private struct OrdinaryUser {
  let folder: Folder

  init() throws {
    folder = try Folder()
    guard geteuid() == 0 else { return }
    try FileManager.default.setAttributes(
      [.ownerAccountID: Self.nobody], ofItemAtPath: folder.url.path)
  }

  private static let nobody = 65534

  static let canRun = ((try? OrdinaryUser().run(["--version"]))?.status == 0)

  /// From root the way down is setpriv's (util-linux); who has no rights needs none taken away.
  func run(_ arguments: [String]) throws -> Executable.Ending {
    guard geteuid() == 0 else { return try Executable.run(arguments, in: folder) }
    let lowered =
      "exec setpriv --reuid \(Self.nobody) --regid \(Self.nobody) --clear-groups --no-new-privs \"$0\" \"$@\""
    return try Running(arguments, in: folder, shell: "ulimit -r 0; \(lowered)").wait()
  }
}
