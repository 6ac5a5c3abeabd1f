import Foundation
import HardwareTopology

/// Descriptions of machines, which libhwloc reads: it is fuzzed too, behind what guards it.
enum TopologyProperties {
  static func xml(_ input: [UInt8]) throws {
    try withFile(input) { try survives(.xmlFile(path: $0)) }
  }

  static func synthetic(_ input: [UInt8]) throws {
    // hwloc takes a C string.
    guard let text = String(validating: input, as: UTF8.self), !input.contains(0) else { return }
    try survives(.synthetic(text))
  }

  private static func survives(_ source: TopologySource) throws {
    let topology: Topology
    do throws(TopologyError) {
      topology = try Topology(loading: source)
    } catch {
      try claim("an error is told in a line", !"\(error)".isEmpty)
      return
    }
    // Thousands of PUs take seconds, and show no more than some do.
    guard topology.pus.count <= 256 else { return }
    _ = topology.drawing(width: 80)
    _ = topology.csv()
    _ = topology.json()
    // hwloc mends sets that contradict each other when it reads them, once: from then on nothing changes.
    let again = try exported(topology)
    let third = try exported(again)
    try claim(
      "the machine survives", again.csv() == third.csv(), "\(again.csv())\n\(third.csv())")
    if case .synthetic = source {
      try claim("nothing had to be mended", again.csv() == topology.csv())
    }
  }

  /// The topology from its own export.
  private static func exported(_ topology: Topology) throws -> Topology {
    try withFile([UInt8](topology.exportXML().utf8)) { path in
      do throws(TopologyError) {
        return try Topology(loading: .xmlFile(path: path))
      } catch {
        throw Violation("what was exported is refused: \(error)\n\(topology.exportXML())")
      }
    }
  }

  /// Runs `body` with the path of a file of its own, as targets are replayed side by side in a process.
  private static func withFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
    let file = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(bytes).write(to: file)
    return try body(file.path)
  }
}
