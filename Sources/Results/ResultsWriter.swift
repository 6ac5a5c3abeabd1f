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
  var lock: File?
  var tables: [String: Table] = [:]
  var otherFiles: Set<String> = [ResultSet.provenanceFile]
  /// Folders whose entries have changed since they were last made durable.
  var changedFolders: Set<String> = []
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
  static let folders = ["data", "env"]
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

  /// Locks the directory of a run that was killed or interrupted, and changes nothing else in it: that is for `takeOver()`, once it
  /// is known that the run is to be gone on with.
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
  }
}
