extension ResultsWriter {
  /// Declares the run complete: makes all files durable, writes `datapackage.json` and takes `.partial` off the name.
  ///
  /// - Returns: The directory's final path.
  /// - Throws: `ResultsError`; the directory then stays partial, and is closed.
  public func commit() throws(ResultsError) -> String {
    precondition(isOpen, "the results directory is closed")
    defer { isOpen = false }
    try synchronise()
    let described =
      rowTypes.map { $0.file } + otherFiles.filter { !$0.hasPrefix("derived/") }
    let package = try DataPackage(
      describing: described.sorted(), in: directory, provenance: provenance)
    try write(DataPackage.file, JSON.encode(package, file: "\(directory)/\(DataPackage.file)"))
    return try finish()
  }

  /// Whether the commit mark is there: then every row is, and `finish()` is all that is left to do.
  public var isCommitted: Bool { File.exists("\(directory)/\(DataPackage.file)") }

  /// Takes away what only an unfinished run needs, and `.partial` off the name.
  ///
  /// - Returns: The directory's final path.
  public func finish() throws(ResultsError) -> String {
    precondition(isCommitted, "\(directory) is not complete")
    for rowType in Self.progressRowTypes { try File.remove("\(directory)/\(rowType.file)") }
    try File.removeDirectory("\(directory)/\(Self.progressFolder)")
    try File.remove("\(directory)/\(Self.lockFile)")
    try File(directory, for: .directory).synchronise()
    try File.rename(directory, to: finalDirectory)
    try File(parent, for: .directory).synchronise()
    return finalDirectory
  }

  /// Ends writing and leaves the directory as it is, marked partial, to whoever goes on with it.
  public func close() throws(ResultsError) {
    guard isOpen else { return }
    defer {
      isOpen = false
      lock = nil
    }
    try synchronise()
  }
}
