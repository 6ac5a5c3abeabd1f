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
      let path = "\(results.directory)/env/topology.xml"
      return Run(
        provenance: results.provenance, cells: results.cells,
        topology: try Topology(loading: .xmlFile(path: path)).shape)
    }
    self.init(old: try facts(old), new: try facts(new))
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

/// Two runs for a page, whatever kind they are of.
func sideBySide(_ a: ResultSet, _ b: ResultSet) throws -> TwoRuns {
  try checkAreTwo(a, b)
  return TwoRuns(a, b, comparability: try Comparability(a, b))
}
