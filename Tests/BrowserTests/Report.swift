import Browser
import Foundation
import HardwareTopology
import Results
import SyntheticRuns
import Testing

/// The runs whose reports are looked at: real ones of every kind, and made-up ones of a machine that nobody here has.
enum Sample: String, CaseIterable, CustomTestStringConvertible {
  case reference, policies, fourteenApps, leakage, residue
  /// A machine of 192 PUs: every hand-over between them, windows on all of them.
  case manyCores
  /// 1,440 cells.
  case manyCells

  var testDescription: String { rawValue }
}

/// A report as a file, and the results that it is about.
@MainActor
final class Report {
  let file: URL
  let results: URL

  private var read: [String: CSVText] = [:]

  init(_ sample: Sample, in folder: URL) throws {
    results = try Self.results(sample, in: folder)
    file = folder.appending(path: "\(sample.rawValue).html")
    let bulkhead = Process()
    bulkhead.executableURL = try Self.executable()
    bulkhead.arguments = ["report", results.path, "--output", file.path]
    bulkhead.standardOutput = FileHandle.nullDevice
    try bulkhead.run()
    bulkhead.waitUntilExit()
    guard bulkhead.terminationReason == .exit, bulkhead.terminationStatus == 0 else {
      throw BrowserError("bulkhead report \(results.path) failed")
    }
  }

  /// A file of the run.
  ///
  /// - Parameter name: without folder and ending, for instance `summary`.
  func csv(_ name: String) throws -> CSVText {
    if let text = read[name] { return text }
    let file = results.appending(path: "data/\(name).csv")
    let text = CSVText(try String(contentsOf: file, encoding: .utf8))
    read[name] = text
    return text
  }

  /// Every file that has rows, by name.
  func files() throws -> [String: CSVText] {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: results.appending(path: "data").path
    ).filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, try csv($0)) })
      .filter { !$0.value.rows.isEmpty }
  }

  /// The real one: beside the test bundle, or what `BULKHEAD_EXECUTABLE` names.
  private static func executable() throws -> URL {
    if let path = ProcessInfo.processInfo.environment["BULKHEAD_EXECUTABLE"] {
      return URL(filePath: path)
    }
    let places = [URL(filePath: "/proc/self/exe").resolvingSymlinksInPath(), Bundle.main.bundleURL]
    for place in places {
      let candidate = place.deletingLastPathComponent().appending(path: "bulkhead")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    // swift test runs a helper of the toolchain, which is given the path of the bundle.
    for argument in CommandLine.arguments where argument.contains(".build/") {
      let candidate = URL(filePath: argument).deletingLastPathComponent().appending(
        path: "bulkhead")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    throw BrowserError("no executable bulkhead beside the tests; run `swift build` first")
  }

  private static func results(_ sample: Sample, in folder: URL) throws -> URL {
    let real = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../results")
      .standardizedFileURL
    switch sample {
    case .fourteenApps: return real.appending(path: "fourteen-apps")
    case .reference, .policies, .leakage, .residue: return real.appending(path: sample.rawValue)
    case .manyCores: return try manyCores(in: folder)
    case .manyCells: return try manyCells(in: folder)
    }
  }

  private static func manyCores(in folder: URL) throws -> URL {
    var run = SyntheticRun()
    run.policies = ["baseline", "sliced"]
    run.victims = ["chase@16KiB", "read@2MiB", "chase@16MiB"]
    run.aggressors = ["write@64MiB", "nt-write@64MiB"]
    run.slowdown = { $0 < 6 ? 1 + 0.7 * Double($0) : 1.001 }
    let (cells, rounds) = run.rows
    let sliced = SyntheticRun.sliced(cells, under: "sliced")
    let coruns = sliced.filter { $0.windowNanoseconds != nil && $0.condition == .corun }
    return try write(run, in: folder) { writer in
      try writer.replace(sliced)
      try writer.append(rounds)
      try writer.append(SyntheticRun.wholeSummary(cells: sliced, rounds: rounds))
      try writer.append(run.windowRows(of: coruns[0], cpus: 0..<192, frames: 12))
      try writer.append(run.handOverRows(cpus: 192))
    }
  }

  private static func manyCells(in folder: URL) throws -> URL {
    var run = SyntheticRun()
    run.seed = 2
    run.policies = (0..<8).map { "policy-\($0)" }
    run.victims = (0..<9).map { "chase@\(16 << $0)KiB" }
    run.aggressors = (0..<10).map { "write@\(32 << $0)KiB" }
    run.controls = [:]
    run.slowdown = { 1 + 0.02 * Double($0 % 90) / Double($0 / 90 + 1) }
    let (cells, rounds) = run.rows
    return try write(run, in: folder) { writer in
      try writer.replace(cells)
      try writer.append(rounds)
      try writer.append(SyntheticRun.wholeSummary(cells: cells, rounds: rounds))
    }
  }

  private static func write(
    _ run: SyntheticRun, in folder: URL, _ fill: (ResultsWriter) throws -> Void
  ) throws -> URL {
    let machine = try Topology(loading: .synthetic("package:2 l3:12 l2:8 core:1 pu:1"))
    var provenance = run.provenance
    provenance.usableCPUs = "0-191"
    let writer = try ResultsWriter(in: folder.path, provenance: provenance)
    try writer.write("env/topology.xml", Array(machine.exportXML().utf8))
    try fill(writer)
    return URL(filePath: try writer.commit(), directoryHint: .isDirectory)
  }
}
