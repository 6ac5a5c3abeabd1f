import Foundation
import HardwareTopology
import Reporting
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
struct Report {
  let file: URL
  let results: URL

  @MainActor
  init(_ sample: Sample, in folder: URL) throws {
    let t0 = ContinuousClock.now
    results = try Self.results(sample, in: folder)
    let t1 = ContinuousClock.now
    let rs = try ResultSet(reading: results.path)
    print("TIMED", sample, "write", t1 - t0, "read", ContinuousClock.now - t1)
    let t2 = ContinuousClock.now
    _ = HTMLReport.html(rs)
    print("TIMED", sample, "html", ContinuousClock.now - t2)
    file = folder.appending(path: "\(sample.rawValue).html")
    let html = HTMLReport.html(try ResultSet(reading: results.path))
    try Data(html.utf8).write(to: file)
  }

  private static func results(_ sample: Sample, in folder: URL) throws -> URL {
    let real = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../results")
      .standardizedFileURL
    switch sample {
    case .reference:
      let runs = real.appending(path: "reference")
      let name = try FileManager.default.contentsOfDirectory(atPath: runs.path).sorted()[0]
      return runs.appending(path: name)
    case .fourteenApps: return real.appending(path: "fourteen-apps")
    case .policies, .leakage, .residue: return real.appending(path: sample.rawValue)
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
