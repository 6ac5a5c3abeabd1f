extension ResultsWriter {
  /// Appends rows to their file with one write; never to be called inside a measured window.
  ///
  /// - Throws: `ResultsError`, with the file as it was before the call.
  public func append<R: Row>(_ rows: [R]) throws(ResultsError) {
    let table = table(of: R.self)
    let bytes = R.encode(rows)
    do {
      try table.file.append(bytes)
    } catch {
      // A full disk takes part of the bytes. If they cannot be cut off either, the reader drops the torn line.
      try? table.file.truncate(toBytes: table.length)
      throw error
    }
    table.length += bytes.count
    table.needsSynchronising = true
  }

  /// Replaces all rows of a file, at once.
  public func replace<R: Row>(_ rows: [R]) throws(ResultsError) {
    precondition(isOpen, "the results directory is closed")
    try withTemporary(R.file) { temporary throws(ResultsError) in
      let table = try Table(temporary, bytes: R.encodedHeader() + R.encode(rows))
      try table.file.synchroniseData()
      tables[R.file] = table
    }
  }

  /// Writes a file that is not a table, at once; replaces it if it is there.
  ///
  /// - Parameter path: Inside the directory, for instance `env/topology.xml`; its folders are made.
  public func write(_ path: String, _ bytes: [UInt8]) throws(ResultsError) {
    precondition(isOpen, "the results directory is closed")
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    precondition(
      !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." } && tables[path] == nil,
      "\(path) is not the path of a file of its own inside the results directory")
    for depth in 1..<parts.count {
      let folder = parts.prefix(depth).joined(separator: "/")
      if try File.makeDirectory("\(directory)/\(folder)") { noteChange(of: folder) }
    }
    try withTemporary(path) { temporary throws(ResultsError) in
      let file = try File(temporary, for: .replacing)
      try file.append(bytes)
      try file.synchroniseData()
    }
    otherFiles.insert(path)
  }

  /// Replaces the provenance, once more is known: the end of the run, notes.
  public func write(_ provenance: Provenance) throws(ResultsError) {
    precondition(
      provenance.directoryName == self.provenance.directoryName,
      "the provenance of another run")
    let path = ResultSet.provenanceFile
    try write(path, JSON.encode(provenance, file: "\(directory)/\(path)"))
    self.provenance = provenance
  }

  /// Makes all that was written survive a power cut; never to be called inside a measured window.
  public func synchronise() throws(ResultsError) {
    for table in tables.values where table.needsSynchronising {
      try table.file.synchroniseData()
      table.needsSynchronising = false
    }
    for folder in changedFolders { try File(directory + folder, for: .directory).synchronise() }
    changedFolders = []
  }

  /// Notes that the folder which holds `path` has another entry now.
  func noteChange(of path: String) {
    let folder = path.split(separator: "/").dropLast()
    changedFolders.insert(folder.map { "/\($0)" }.joined())
  }

  func table<R: Row>(of _: R.Type) -> Table {
    precondition(isOpen, "the results directory is closed")
    guard let table = tables[R.file] else { preconditionFailure("\(R.file) is no result file") }
    return table
  }

  /// Lets `fill` make a file beside `path` and then puts it in the place of `path`.
  private func withTemporary(
    _ path: String, fill: (String) throws(ResultsError) -> Void
  ) throws(ResultsError) {
    let temporary = "\(directory)/\(path).tmp"
    do {
      try fill(temporary)
      try File.rename(temporary, to: "\(directory)/\(path)")
      noteChange(of: path)
    } catch {
      try? File.remove(temporary)
      throw error
    }
  }
}
