import Glibc

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

  /// As it was written last.
  public internal(set) var provenance: Provenance
  /// What was cut off the ends of files that were found torn, in bytes by file; empty for a new directory.
  public internal(set) var tornBytes: [String: Int] = [:]

  /// Whether the directory is that of an earlier process.
  public let isResumed: Bool

  let parent: String
  private var lock: File?
  var tables: [String: Table] = [:]
  var otherFiles: Set<String> = [ResultSet.provenanceFile]
  /// Folders whose entries have changed since they were last made durable.
  private var changedFolders: Set<String> = []
  var isOpen = true

  /// A CSV file that is open for appending.
  final class Table {
    let file: File
    var length: Int
    var needsSynchronising = true

    init(_ path: String, bytes: [UInt8]) throws(ResultsError) {
      file = try File(path, for: .replacing)
      length = bytes.count
      try file.append(bytes)
    }

    /// A table that a killed run left.
    init(whole file: consuming File, length: Int) {
      self.file = file
      self.length = length
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

  static let lockFile = ".lock"
  private static let folders = ["data", "env"]
  /// What a run needs to go on after it was killed; gone when it is complete.
  static let progressFolder = "progress"
  static let progressRowTypes: [any Row.Type] = [
    StepRow.self, TallyRow.self, RegisterRoundRow.self,
  ]

  /// Creates the directory, named after the run.
  ///
  /// - Parameters:
  ///   - parent: Where results go.
  ///   - createsParent: Whether to make `parent` if it is missing; its own parent has to be there.
  ///   - provenance: Written at once; `write(_:)` replaces it when the run has ended.
  ///   - contents: What is there from the first moment.
  /// - Throws: `ResultsError`: `parent` is missing, is not a directory or may not be written; the run's directory
  ///   exists or is being written by another process; the disk is full.
  public init(
    in parent: String, createsParent: Bool = false, provenance: Provenance,
    contents: ResultsContents = ResultsContents()
  ) throws(ResultsError) {
    let parent = File.withoutTrailingSlash(parent)
    self.parent = parent
    self.provenance = provenance
    isResumed = false
    let name = provenance.directoryName
    finalDirectory = "\(parent)/\(name)"
    directory = finalDirectory + ResultSet.partialSuffix
    if createsParent { _ = try File.makeDirectory(parent) }
    try Self.checkVacancy(of: finalDirectory, in: parent)

    // Everything is made under a name that no reader looks for, and appears at once.
    let nascent = "\(parent)/.\(name).new"
    guard try File.makeDirectory(nascent) else {
      throw ResultsError("another process is making this results directory", file: nascent)
    }
    do throws(ResultsError) {
      lock = try Self.takeLock(in: nascent)
      tables = try Self.makeFiles(in: nascent, provenance, contents)
      try File.rename(nascent, to: directory)
    } catch {
      Self.removeFiles(in: nascent, contents)
      throw error
    }
    otherFiles.formUnion(contents.files.keys)
    changedFolders = Set(Self.folders(contents).map { "/\($0)" } + [""])
    try synchronise()
    try File(parent, for: .directory).synchronise()
  }

  /// Takes over the directory of a run that was killed or interrupted, and cuts what was torn off the ends of its tables.
  ///
  /// Of a run that was killed after its last row, only `finish()` is left: see `isCommitted`.
  ///
  /// - Throws: `ResultsError`: there is no such unfinished run, another process is writing it, or it keeps no record of its steps.
  public init(resuming directory: String) throws(ResultsError) {
    let directory = File.withoutTrailingSlash(directory)
    try Self.checkUnfinished(directory)
    self.directory = directory
    isResumed = true
    finalDirectory = String(directory.dropLast(ResultSet.partialSuffix.count))
    parent = File.parent(of: directory)
    lock = try Self.takeLock(in: directory)
    provenance = try ResultSet.readProvenance(in: directory)
    if !isCommitted { try takeOverFiles() }
  }

  private static func folders(_ contents: ResultsContents) -> [String] {
    folders + (contents.isResumable ? [progressFolder] : [])
  }

  private static func makeFiles(
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
  private static func removeFiles(in directory: String, _ contents: ResultsContents) {
    let tables = (rowTypes + progressRowTypes).map { $0.file }
    for file in tables + contents.files.keys + [ResultSet.provenanceFile, lockFile] {
      try? File.remove("\(directory)/\(file)")
    }
    for folder in folders(contents) { try? File.removeDirectory("\(directory)/\(folder)") }
    try? File.removeDirectory(directory)
  }

  private static func checkVacancy(of final: String, in parent: String) throws(ResultsError) {
    _ = try File(parent, for: .directory)
    if File.exists(final) {
      throw ResultsError("cannot be written: it exists already", file: final)
    }
    let partial = final + ResultSet.partialSuffix
    guard File.exists(partial) else { return }
    _ = try takeLock(in: partial)
    throw ResultsError("cannot be written: an unfinished run is there already", file: partial)
  }

  /// Keeps other writers out for as long as the file is open, and tells them who does.
  ///
  /// - Throws: `ResultsError` that names the directory and the process that is writing it.
  private static func takeLock(in directory: String) throws(ResultsError) -> File {
    let lock = try File("\(directory)/\(lockFile)", for: .locking)
    guard try lock.lock() else {
      // Who holds it may not have said so yet.
      let holder = Int32(String(decoding: try lock.contents(), as: UTF8.self))
      throw ResultsError(
        "another process\(holder.map { " (pid \($0))" } ?? "") is writing this results directory",
        file: directory)
    }
    try lock.truncate(toBytes: 0)
    try lock.append(Array(String(getpid()).utf8))
    return lock
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
