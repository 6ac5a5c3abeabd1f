import Foundation
import Results
import Testing

@testable import Reporting

@Suite("A deployment, told")
struct DeploymentReportTests {
  private let results = SyntheticDeployment().results()

  // MARK: The analysis

  @Test("The matrix tells concurrent from residual by case, and the tables go by its numbers")
  func text() {
    let text = AnalysisTable.text(results.analysis, width: 100, colour: false)
    #expect(text == Golden.analysis)
  }

  @Test("No line of the analysis is wider than asked", arguments: [60, 72, 80, 100, 132])
  func width(width: Int) {
    for sample in [SyntheticDeployment(), SyntheticDeployment(backend: "thread", violations: 0)] {
      let text = AnalysisTable.text(sample.analysis(), width: width, colour: false)
      for line in text.split(separator: "\n") where !line.hasPrefix("(too narrow") {
        #expect(line.count <= width, "\(line)")
      }
    }
  }

  @Test("A matrix that has no room is left out whole, and says so")
  func narrowMatrix() {
    var wide = SyntheticDeployment()
    wide.applications = (0..<30).map { ("nav/task\($0)", 0) }
    let text = AnalysisTable.text(wide.analysis(), width: 80, colour: false)
    #expect(text.hasPrefix("(the matrix of who can delay whom needs "))
  }

  @Test("The graph has every application in its partition and quotes what is not a word")
  func dot() {
    var hostile = SyntheticDeployment()
    hostile.applications[0].0 = "nav/gy\"ro\\"
    let text = DotText.text(hostile.analysis(), name: "made \"up\"")
    #expect(text.hasPrefix("graph \"made \\\"up\\\"\" {\n"))
    #expect(text.contains("\"nav/gy\\\"ro\\\\\" [label=\"gy\\\"ro\\\\\", style=rounded];"))
    #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
    #expect(text.contains("subgraph \"cluster_video\""))
    #expect(text.contains("[style=dashed, label=\"after "))
    #expect(text.contains("[style=solid, penwidth=2, label=\"at once "))
    // Quotes that are not escaped come in pairs.
    for line in text.split(separator: "\n") {
      let bare = line.replacing("\\\\", with: "").replacing("\\\"", with: "")
      #expect(bare.count { $0 == "\"" } % 2 == 0, "\(line)")
    }
  }

  @Test("The drawing has each application and shared resource, and a tip at every meeting")
  func drawing() throws {
    let figure = try #require(SystemDiagram.figure(results.analysis))
    let svg = try #require(ParsedSVG(figure.svg(.flat(.light))))
    let texts = svg.labels.map(\.text)
    for name in ["gyro", "filter", "logger", "decode", "scale", "L3 of cores 0-1", "core 1"] {
      #expect(texts.contains(name), "\(name)")
    }
    let meetings = svg.tips.filter { $0.contains(" at ") }
    #expect(
      meetings.contains(
        "nav/gyro at L3 of cores 0-1\nat once with video/decode, video/scale, up to 3.00\u{A0}ms of a frame"
      ))
    #expect(meetings.contains("nav/gyro at core of core 0\nafter nav/filter, io/logger"))
  }

  @Test("Lines of the drawing differ by more than their colour")
  func dashes() throws {
    let figure = try #require(SystemDiagram.figure(results.analysis))
    let svg = figure.svg(.flat(.light))
    #expect(svg.contains("stroke-dasharray"))
    #expect(figure.note.contains("dashed line"))
  }

  @Test("JSON has the three kinds of rows, numbers as numbers and no value as null")
  func json() throws {
    let json = results.analysis.json()
    #expect(json.contains("\"overlap_ns\": 3000000"))
    #expect(json.contains("\"source_line\": 12"))
    #expect(json.contains("\"contained\": true"))
    #expect(json.contains("\"failure_points\": ["))
    var none = results.analysis
    none.violations = []
    #expect(none.json().contains("\"violations\": []"))
  }

  // MARK: The register

  @Test("The terminal shows robust partitioning, the worst paths first, and what was not tested")
  func table() {
    let text = RegisterTable.text(results, width: 100, colour: false).replacing("\u{A0}", with: " ")
    #expect(text == Golden.register)
    for width in [60, 80, 100, 140] {
      let text = RegisterTable.text(results, width: width, colour: false)
      for line in text.split(separator: "\n") where !line.hasPrefix("(too narrow") {
        #expect(line.count <= width, "\(line)")
      }
    }
  }

  @Test("A generator without its proof is told at every width, in the sentence and by no green")
  func unproven() throws {
    var results = results
    results.register = results.register.map { row in
      var row = row
      if row.tested == .measured { row.verdict = .equivalent }
      return row
    }.filter { $0.tested == .measured }
    let findings = try #require(RegisterFindings(results))
    let count = findings.paths.count { $0.verified == .inconclusive }
    #expect(count > 1 && findings.unverified == count)
    #expect(
      findings.sentence.hasSuffix("; \(count) rest on a generator that did not prove itself."))
    #expect(findings.tone == .open)
    for width in [60, 80, 100, 0] {
      let text = RegisterTable.text(results, width: width, colour: false)
      #expect(text.components(separatedBy: "equivalent (1)").count - 1 == count, "\(width)")
      #expect(text.contains("(1) its generator did not prove"))
    }
    results.register = results.register.map { row in
      var row = row
      row.verified = .exercised
      return row
    }
    let proven = try #require(RegisterFindings(results))
    #expect(proven.tone == .good && !proven.sentence.contains("generator"))
    #expect(!RegisterTable.text(results, width: 80, colour: false).contains("(1)"))
  }

  @Test("What ran it is said before the first number, a debug build too")
  func machine() {
    var provenance = results.provenance
    provenance.tool.buildConfiguration = "debug"
    var debug = ResultSet(
      directory: "", isPartial: false, cells: [], rounds: [], summary: [], windows: [],
      histogram: [], events: [], provenance: provenance)
    debug.register = results.register
    let text = RegisterTable.text(debug, width: 0, colour: false)
    #expect(text.hasPrefix("node01, Intel(R)") && text.contains(", DEBUG BUILD\n"))
  }

  @Test("The page has the register to sort, the matrix, the drawing and the frame")
  func page() {
    let html = HTMLReport.html(results)
    for id in [
      "register", "register-matrix", "system", "major-frame", "failure-points", "violations",
    ] {
      #expect(html.contains("id=\"\(id)\""), "\(id)")
    }
    #expect(html.components(separatedBy: "<table class=\"sortable\">").count - 1 == 3)
    let rows = html.components(separatedBy: "<td>nav/gyro<td>A<td>").count - 1
    #expect(rows == 5)
    #expect(html.contains("Deployment report"))
  }

  @Test("A register without a measurement says so and shows no number")
  func unmeasured() {
    let results = SyntheticDeployment(isMeasured: false).results()
    let findings = RegisterFindings(results)
    #expect(findings?.sentence == "No path of the register was measured: not measured in this run.")
    #expect(findings?.robustness == "Robust partitioning was not tested.")
    #expect(findings?.tone == .open)
    #expect(!Figures.all(for: results).map(\.name).contains("major-frame"))
  }

  @Test("The frame that is shown is the one with the window that went worst")
  func frame() throws {
    let frame = try #require(MajorFrame(results))
    #expect(frame.number == 1)
    #expect(frame.windows.count == 3)
    let figure = try #require(MajorFrame.figure(results))
    #expect(
      figure.headline.replacing("\u{A0}", with: " ")
        == "Of 3 windows in this major frame 1 started late or never and 1 overran; the latest start is 90.0 µs off"
    )
  }

  @Test("Results without a deployment have nothing of it")
  func none() {
    let results = SyntheticResults(policies: ["baseline"]).results()
    #expect(RegisterFindings(results) == nil)
    #expect(!HTMLReport.html(results).contains("id=\"register\""))
    #expect(RegisterTable.text(results, width: 80, colour: false) == "the run has no register\n")
  }
}
