extension ResultSet {
  /// The texts that stand beside the tables, with their paths in the directory: what was asked, what was planned, and the
  /// topology; without those that the run does not have.
  ///
  /// - Throws: `ResultsError` where one is there and cannot be read.
  public func texts() throws(ResultsError) -> [(file: String, text: String)] {
    var texts: [(file: String, text: String)] = []
    for file in ["suite.yaml", "plan.json", "env/topology.xml"] {
      let path = "\(directory)/\(file)"
      guard File.exists(path) else { continue }
      let bytes = try File(path, for: .reading).contents()
      texts.append((file, String(decoding: bytes, as: UTF8.self)))
    }
    return texts
  }
}
