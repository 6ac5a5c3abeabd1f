import HardwareTopology
import Reporting
import Results
import Verdicts

extension Comparability {
  /// Of two results directories, with the shapes of their machines.
  ///
  /// - Throws: `TopologyError` when one has no readable `env/topology.xml`.
  init(_ old: ResultSet, _ new: ResultSet) throws {
    func facts(_ results: ResultSet) throws -> Run {
      let path = Self.topologyFile(results)
      return results.facts(shape: try Topology(loading: .xmlFile(path: path)).shape)
    }
    self.init(old: try facts(old), new: try facts(new))
  }

  fileprivate static func topologyFile(_ results: ResultSet) -> String {
    "\(results.directory)/env/topology.xml"
  }
}

/// Two names of one run are no two runs: that they agree says nothing.
func checkAreTwo(_ a: ResultSet, _ b: ResultSet) throws {
  let run = a.provenance.runID
  guard run == b.provenance.runID else { return }
  throw CommandFailure(
    message:
      "\(a.directory) and \(b.directory) are the same run (\(run)), and a comparison needs two",
    status: .usage)
}

/// Two runs for a page, whatever kind they are of; one whose machine cannot be read is shown all the same.
///
/// - Throws: `CommandFailure` when both are one run.
func sideBySide(_ a: ResultSet, _ b: ResultSet) throws -> TwoRuns {
  try checkAreTwo(a, b)
  let shapes = [a, b].map { results in
    try? Topology(loading: .xmlFile(path: Comparability.topologyFile(results))).shape
  }
  let names = zip(["A", "B"], shapes).compactMap { name, shape in shape == nil ? name : nil }
  let unknown =
    "the shape of the machine decides, and \(names.joined(separator: " and "))"
    + " \(names.count == 1 ? "has" : "have") no env/topology.xml that could be read"
  return TwoRuns(
    a, b,
    comparability: Comparability(
      old: a.facts(shape: shapes[0] ?? [:]), new: b.facts(shape: shapes[1] ?? [:])),
    unknown: names.isEmpty ? nil : unknown)
}

extension ResultSet {
  /// What decides whether the run can be compared, on a machine of that shape.
  fileprivate func facts(shape: [String: String]) -> Comparability.Run {
    Comparability.Run(provenance: provenance, cells: cells, topology: shape)
  }
}
