/// Writes one run's results directory, so that a crash at any moment leaves files that parse.
///
/// The directory is called `….partial` until `commit()`. It comes into being by one rename with every CSV file and its
/// header already in place; rows are appended by one `write` per call; a file that is rewritten is replaced by
/// rename. A lock keeps a second writer out. Not `Sendable`: one thread writes.
public final class ResultsWriter {
  /// Where the files are now: `<parent>/<name>.partial`.
  public let directory: String
  /// Where they are after `commit()`.
  public let finalDirectory: String

  private let parent: String
  private let lock: File
  private var provenance: Provenance
  private var tables: [String: Table] = [:]
  private var otherFiles: Set<String> = [ResultSet.provenanceFile]
  /// Folders whose entries have changed since they were last made durable.
  private var changedFolders: Set<String>
  private var isOpen = true

  /// A CSV file that is open for appending.
  private final class Table {
    let file: File
    var length: Int
    var needsSynchronising = true

    init(_ path: String, bytes: [UInt8]) throws(ResultsError) {
      file = try File(path, for: .replacing)
      length = bytes.count
      try file.append(bytes)
    }
  }

  /// Says before a run whether results can be written to `parent`; makes nothing.
  ///
  /// - Parameter isMade: Whether a missing `parent` will be made; then its own parent counts.
  /// - Throws: `ResultsError` that says what stands in the way.
  public static func checkParent(_ parent: String, isMade: Bool) throws(ResultsError) {
    let parent = File.withoutTrailingSlash(parent)
    let isMissing = isMade && !File.exists(parent)
    try File.checkDirectoryIsWritable(isMissing ? File.parent(of: parent) : parent)
  }

  private static let lockFile = ".lock"
  private static let folders = ["data", "env"]

  /// Creates the directory, named after the run.
  ///
  /// - Parameters:
  ///   - parent: Where results go.
  ///   - createsParent: Whether to make `parent` if it is missing; its own parent has to be there.
  ///   - provenance: Written at once; `write(_:)` replaces it when the run has ended.
  /// - Throws: `ResultsError`: `parent` is missing, is not a directory or may not be written; the run's directory
  ///   exists or is being written by another process; the disk is full.
  public init(
    in parent: String, createsParent: Bool = false, provenance: Provenance
  ) throws(ResultsError) {
    let parent = File.withoutTrailingSlash(parent)
    self.parent = parent
    self.provenance = provenance
    changedFolders = Set(Self.folders.map { "/\($0)" } + [""])
    let name = provenance.directoryName
    finalDirectory = "\(parent)/\(name)"
    directory = finalDirectory + ResultSet.partialSuffix
    if createsParent { _ = try File.makeDirectory(parent) }
    try Self.checkVacancy(of: finalDirectory, in: parent)

    // Everything is made under a name that no reader looks for, and appears at once.
    let nascent = "\(parent)/.\(name).new"
    guard try File.makeDirectory(nascent) else { throw Self.busy(nascent) }
    do throws(ResultsError) {
      lock = try File("\(nascent)/\(Self.lockFile)", for: .locking)
      guard try lock.lock() else { throw Self.busy(nascent) }
      tables = try Self.makeFiles(in: nascent, provenance)
      try File.rename(nascent, to: directory)
    } catch {
      Self.removeFiles(in: nascent)
      throw error
    }
    try synchronise()
    try File(parent, for: .directory).synchronise()
  }

  private static func makeFiles(
    in directory: String, _ provenance: Provenance
  ) throws(ResultsError) -> [String: Table] {
    for folder in folders { _ = try File.makeDirectory("\(directory)/\(folder)") }
    let facts = "\(directory)/\(ResultSet.provenanceFile)"
    let file = try File(facts, for: .replacing)
    try file.append(JSON.encode(provenance, file: facts))
    try file.synchroniseData()
    var tables: [String: Table] = [:]
    for rowType in rowTypes {
      tables[rowType.file] = try Table(
        "\(directory)/\(rowType.file)", bytes: rowType.encodedHeader())
    }
    return tables
  }

  /// Takes back what `makeFiles` made before it failed.
  private static func removeFiles(in directory: String) {
    for file in rowTypes.map({ $0.file }) + [ResultSet.provenanceFile, lockFile] {
      try? File.remove("\(directory)/\(file)")
    }
    for folder in folders { try? File.removeDirectory("\(directory)/\(folder)") }
    try? File.removeDirectory(directory)
  }

  private static func checkVacancy(of final: String, in parent: String) throws(ResultsError) {
    _ = try File(parent, for: .directory)
    if File.exists(final) {
      throw ResultsError("cannot be written: it exists already", file: final)
    }
    let partial = final + ResultSet.partialSuffix
    guard File.exists(partial) else { return }
    guard try File("\(partial)/\(lockFile)", for: .locking).lock() else { throw busy(partial) }
    throw ResultsError("cannot be written: an unfinished run is there already", file: partial)
  }

  private static func busy(_ path: String) -> ResultsError {
    ResultsError("another process is writing this results directory", file: path)
  }
}

// MARK: - Writing

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
  private func noteChange(of path: String) {
    let folder = path.split(separator: "/").dropLast()
    changedFolders.insert(folder.map { "/\($0)" }.joined())
  }

  private func table<R: Row>(of _: R.Type) -> Table {
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

// MARK: - The end

extension ResultsWriter {
  /// Declares the run complete: makes all files durable, writes `datapackage.json` and takes `.partial` off the name.
  ///
  /// - Returns: The directory's final path.
  /// - Throws: `ResultsError`; the directory then stays partial, and is closed.
  public func commit() throws(ResultsError) -> String {
    precondition(isOpen, "the results directory is closed")
    defer { isOpen = false }
    try synchronise()
    let described = Array(tables.keys) + otherFiles.filter { !$0.hasPrefix("derived/") }
    let package = try DataPackage(
      describing: described.sorted(), in: directory, provenance: provenance)
    try write(DataPackage.file, JSON.encode(package, file: "\(directory)/\(DataPackage.file)"))
    try File.remove("\(directory)/\(Self.lockFile)")
    noteChange(of: Self.lockFile)
    try synchronise()
    try File.rename(directory, to: finalDirectory)
    try File(parent, for: .directory).synchronise()
    return finalDirectory
  }

  /// Ends writing and leaves the directory as it is, marked partial.
  public func close() throws(ResultsError) {
    guard isOpen else { return }
    defer { isOpen = false }
    try synchronise()
  }
}
