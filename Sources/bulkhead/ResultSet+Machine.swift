import HardwareTopology
import Results

extension ResultSet {
  /// The results in a directory together with the machine that they come from, for what draws it.
  ///
  /// Only the drawing of the machine needs `env/topology.xml`: a directory without one, or with one
  /// that hwloc refuses, is read all the same.
  ///
  /// - Throws: `ResultsError` as `ResultSet(reading:)` does.
  init(drawing directory: String) throws(ResultsError) {
    try self.init(reading: directory)
    let path = "\(self.directory)/env/topology.xml"
    machine = (try? Topology(loading: .xmlFile(path: path))).map { MachineBox($0.outline) }
  }
}

extension MachineBox {
  init(_ outline: TopologyOutline) {
    self.init(
      title: outline.title, details: outline.details, pus: Array(outline.pus),
      children: outline.children.map(MachineBox.init))
  }
}
