/// Making a directory with everything in place, or not at all.
extension ResultsWriter {
  /// Every folder, each behind the one that it is in.
  static func folders(_ contents: ResultsContents) -> [String] {
    let ofFiles = contents.files.keys.flatMap { path in
      let parts = path.split(separator: "/").dropLast()
      return parts.indices.map { parts[...$0].joined(separator: "/") }
    }
    return Set(folders + ofFiles + (contents.isResumable ? [progressFolder] : [])).sorted()
  }

  static func makeFiles(
    in directory: String, _ provenance: Provenance, _ contents: ResultsContents
  ) throws(ResultsError) -> [String: Table] {
    for folder in folders(contents) { _ = try File.makeDirectory("\(directory)/\(folder)") }
    var files = contents.files
    let facts = ResultSet.provenanceFile
    files[facts] = try JSON.encode(provenance, file: "\(directory)/\(facts)")
    for (path, bytes) in files {
      let file = try File("\(directory)/\(path)", for: .replacing)
      try file.append(bytes)
      try file.synchroniseData()
    }
    var tables: [String: Table] = [:]
    for rowType in rowTypes + (contents.isResumable ? progressRowTypes : []) {
      tables[rowType.file] = try Table(
        "\(directory)/\(rowType.file)", bytes: contents.bytes(of: rowType))
    }
    // Before the directory has its name: what can be seen can be gone on with, also after a power cut.
    for table in tables.values {
      try table.file.synchroniseData()
      table.needsSynchronising = false
    }
    return tables
  }

  /// Takes back what `makeFiles` made before it failed.
  static func removeFiles(in directory: String, _ contents: ResultsContents) {
    let tables = (rowTypes + progressRowTypes).map { $0.file }
    for file in tables + contents.files.keys + [ResultSet.provenanceFile, lockFile] {
      try? File.remove("\(directory)/\(file)")
    }
    for folder in folders(contents).reversed() {
      try? File.removeDirectory("\(directory)/\(folder)")
    }
    try? File.removeDirectory(directory)
  }

  static func checkVacancy(of final: String, in parent: String) throws(ResultsError) {
    _ = try File(parent, for: .directory)
    if File.exists(final) {
      throw ResultsError("cannot be written: it exists already", file: final)
    }
    let partial = final + ResultSet.partialSuffix
    guard File.exists(partial) else { return }
    _ = try takeLock(in: partial)
    throw ResultsError("cannot be written: an unfinished run is there already", file: partial)
  }
}
