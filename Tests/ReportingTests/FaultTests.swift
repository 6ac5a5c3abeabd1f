import Foundation
import Results
import Testing

@testable import Reporting

@Suite("Faults, told")
struct FaultTests {
  private func row(
    _ fault: String, _ backend: String, isContained: Bool?, detectedBy: String = "crash",
    detail: String = ""
  ) -> FaultRow {
    var row = FaultRow()
    row.fault = fault
    row.backend = backend
    row.enforcer = "timer"
    row.detail = detail
    guard let isContained else {
      row.status = .unavailable
      return row
    }
    row.rounds = 3
    row.isContained = isContained
    row.isSinglePointOfFailure = !isContained
    row.injectedFrame = 15
    row.detectedFrame = detectedBy == "none" ? nil : 16
    row.framesToDetect = detectedBy == "none" ? nil : 1
    row.detectedBy = detectedBy
    row.action = detectedBy == "none" ? "" : "stop-partition"
    row.windowsPlanned = 1267
    row.windowsLost = isContained ? 0 : 1267
    row.windowsLostHealthy = 2
    row.slowdownAfter = isContained ? 1.02 : nil
    row.slowdownAfterLower = isContained ? 0.98 : nil
    row.slowdownAfterUpper = isContained ? 1.07 : nil
    return row
  }

  private var results: ResultSet {
    var results = SyntheticResults(policies: [], hasControls: false).results()
    results.faults = [
      row("segv", "thread", isContained: false), row("exit", "thread", isContained: false),
      row("segv", "process", isContained: true),
      row("wild-writes", "process", isContained: true, detectedBy: "none"),
      row("segv", "vm", isContained: nil, detail: "no <kvm>"),
      row("exit", "vm", isContained: nil, detail: "no <kvm>"),
    ]
    return results
  }

  @Test("The table has every fault under its backend, and each reason once with all it holds for")
  func table() {
    let text = FaultTable.text(results, width: 0).replacing("\u{A0}", with: " ")
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.contains("process"))
    #expect(lines.contains { $0.contains("segv") && $0.contains("1,267 of 1,267") })
    #expect(lines.contains { $0.contains("wild-writes") && $0.contains("1.02× [0.98, 1.07]") })
    #expect(text.contains("unavailable: no <kvm> (segv on vm and exit on vm)\n"))
    #expect(
      text.hasSuffix(
        "2 of 4 faults were contained: thread 0 of 2 and process 2 of 2. "
          + "Single points of failure: thread (segv and exit).\n"))
    for line in FaultTable.text(results, width: 80).split(separator: "\n") {
      #expect(line.count <= 80)
    }
  }

  @Test("The page has a section with every row, its reasons escaped")
  func page() {
    let page = HTMLReport.html(results)
    #expect(page.contains("id=\"faults\""))
    #expect(page.contains("no &lt;kvm&gt;"))
    #expect(page.contains("single points of failure"))
    // The table of every number, further down, has them too.
    let card = page.components(separatedBy: "id=\"numbers\"")[0]
    #expect(card.split(separator: "<tr><td>segv").count == 4)
  }

  @Test("Results without faults have neither")
  func none() {
    let results = SyntheticResults(policies: ["baseline"]).results()
    #expect(!HTMLReport.html(results).contains("id=\"faults\""))
    #expect(FaultTable.text(results, width: 80) == "no fault was injected\n")
  }
}
