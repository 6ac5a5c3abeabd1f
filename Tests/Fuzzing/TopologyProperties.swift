import Foundation
import HardwareTopology

/// Descriptions of machines, which libhwloc reads: it is fuzzed too, behind what guards it.
enum TopologyProperties {
  static func xml(_ input: [UInt8]) throws {
    let path = "/dev/shm/bulkhead-fuzz-\(getpid()).xml"
    defer { unsafe unlink(path) }
    try Data(input).write(to: URL(fileURLWithPath: path))
    try survives(.xmlFile(path: path))
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
    let path = "/dev/shm/bulkhead-fuzz-again-\(getpid()).xml"
    defer { unsafe unlink(path) }
    try Data(topology.exportXML().utf8).write(to: URL(fileURLWithPath: path))
    do throws(TopologyError) {
      return try Topology(loading: .xmlFile(path: path))
    } catch {
      throw Violation("what was exported is refused: \(error)\n\(topology.exportXML())")
    }
  }
}
