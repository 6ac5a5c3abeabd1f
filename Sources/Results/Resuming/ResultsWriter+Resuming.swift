/// Taking over the directory of a run that did not come to its end.
extension ResultsWriter {
  /// - Throws: `ResultsError` that says why there is nothing to go on with.
  static func checkUnfinished(_ directory: String) throws(ResultsError) {
    guard File.exists(directory) else {
      let partial = directory + ResultSet.partialSuffix
      let complete =
        directory.hasSuffix(ResultSet.partialSuffix)
        ? String(directory.dropLast(ResultSet.partialSuffix.count)) : directory
      if File.exists(complete) {
        throw ResultsError(
          "cannot be resumed: the run is complete, in \(complete)", file: directory)
      }
      throw ResultsError(
        "cannot be resumed: there is no such directory"
          + (File.exists(partial) ? "; did you mean \(partial)?" : ""), file: directory)
    }
    let provenance = try ResultSet.readProvenance(in: directory)
    guard directory.hasSuffix(ResultSet.partialSuffix) else {
      throw ResultsError(
        File.exists("\(directory)/\(DataPackage.file)")
          ? "cannot be resumed: the run is complete"
          : "cannot be resumed: the name of an unfinished run ends in \(ResultSet.partialSuffix); give it back",
        file: directory)
    }
    guard provenance.schemaVersion == schemaVersion else {
      throw ResultsError(
        "cannot be resumed: its schema version is \(provenance.schemaVersion), and this Bulkhead writes \(schemaVersion)",
        file: directory)
    }
    if File.exists("\(directory)/\(DataPackage.file)") { return }
    guard File.exists("\(directory)/\(StepRow.file)") else {
      throw ResultsError(
        "cannot be resumed: it has no \(StepRow.file), which only runs of suites and deployments keep",
        file: directory)
    }
  }

  /// Makes the directory that of a run that goes on: cuts what was torn off the ends of its tables, forgets files that were about to
  /// replace others, and takes the end off the provenance of a run that was interrupted.
  ///
  /// - Throws: `ResultsError` when a file is missing or cannot be written.
  public func takeOver() throws(ResultsError) {
    precondition(isResumed && tables.isEmpty && !isCommitted, "nothing to take over")
    for rowType in rowTypes + Self.progressRowTypes {
      let file = rowType.file
      try File.remove("\(directory)/\(file).tmp")
      tables[file] = try wholeTable(file)
    }
    for path in [ResultSet.provenanceFile, "env/topology.xml", "suite.yaml", "plan.json"] {
      try File.remove("\(directory)/\(path).tmp")
      if File.exists("\(directory)/\(path)") { otherFiles.insert(path) }
    }
    try File.remove("\(directory)/\(DataPackage.file).tmp")
    guard provenance.endedUTC != nil else { return }
    var provenance = provenance
    provenance.endedUTC = nil
    try write(provenance)
  }

  private func wholeTable(_ path: String) throws(ResultsError) -> Table {
    let file = try File("\(directory)/\(path)", for: .appending)
    let bytes = try file.contents()
    let whole = bytes.lastIndex(of: .lineFeed).map { $0 + 1 } ?? 0
    if whole < bytes.count {
      try file.truncate(toBytes: whole)
      tornBytes[path] = bytes.count - whole
    }
    return Table(whole: file, length: whole)
  }

  /// The rows of a table as they are on the disk.
  public func rows<R: Row>(of _: R.Type = R.self) throws(ResultsError) -> [R] {
    let path = "\(directory)/\(R.file)"
    return try R.decode(try File(path, for: .reading).contents(), file: path)
  }

  /// Keeps of a table only the rows that belong, and says which they are.
  ///
  /// - Parameter dropped: gets the number of the others by file.
  public func keep<R: Row>(
    _: R.Type = R.self, dropped: inout [String: Int], where belongs: (R) -> Bool
  ) throws(ResultsError) -> [R] {
    let rows: [R] = try rows()
    let kept = rows.filter(belongs)
    if kept.count < rows.count {
      dropped[R.file, default: 0] += rows.count - kept.count
      try replace(kept)
    }
    return kept
  }

  /// A file that is not a table, as text.
  ///
  /// - Throws: `ResultsError` when it is not there.
  public func text(of path: String) throws(ResultsError) -> String {
    String(decoding: try File("\(directory)/\(path)", for: .reading).contents(), as: UTF8.self)
  }
}
