/// What a results directory says: every row of every file, and nothing from anywhere else.
public struct ResultSet: Sendable {
  public let directory: String
  /// Whether the run did not reach its end: the directory is called `….partial` or has no `datapackage.json`.
  public let isPartial: Bool
  public internal(set) var cells: [CellRow] = []
  public internal(set) var rounds: [RoundRow] = []
  public internal(set) var summary: [SummaryRow] = []
  public internal(set) var windows: [WindowRow] = []
  public internal(set) var histogram: [HistogramRow] = []
  public internal(set) var events: [EventRow] = []
  public var verification: [VerificationRow] = []
  public var contention: [ContentionRow] = []
  public var sweep: [SweepRow] = []
  public var caches: [CacheRow] = []
  public var jitter: [JitterRow] = []
  public var sentinel: [SentinelRow] = []
  public var faults: [FaultRow] = []
  public var paths: [PathRow] = []
  public var failurePoints: [FailurePointRow] = []
  public var violations: [ViolationRow] = []
  public var register: [RegisterRow] = []
  public var partitions: [PartitionRow] = []
  public var slices: [SliceRow] = []
  public var enforcers: [EnforcerRow] = []
  public var policies: [PolicyRow] = []
  public var leakage: [LeakageRow] = []
  public var leakageCounts: [LeakageCountRow] = []
  public var residue: [ResidueRow] = []
  public var residueSummary: [ResidueSummaryRow] = []
  public var precision: [PrecisionRow] = []
  public var drift: [DriftRow] = []
  public var worstCase: [WorstCaseRow] = []
  public var worstCaseTests: [WorstCaseTestRow] = []
  public var jobTimes: [JobTimeRow] = []
  /// The machine as `env/topology.xml` has it; `nil` until somebody who can read that puts it here.
  public var machine: MachineBox?
  public let provenance: Provenance

  public init(
    directory: String, isPartial: Bool, cells: [CellRow], rounds: [RoundRow],
    summary: [SummaryRow], windows: [WindowRow], histogram: [HistogramRow], events: [EventRow],
    provenance: Provenance
  ) {
    self.directory = directory
    self.isPartial = isPartial
    self.cells = cells
    self.rounds = rounds
    self.summary = summary
    self.windows = windows
    self.histogram = histogram
    self.events = events
    self.provenance = provenance
  }

  static let partialSuffix = ".partial"
  static let provenanceFile = "env/provenance.json"
}

extension ResultSet {
  /// Reads a results directory strictly; lengths are checked, and hashes are not: `verify(_:)` does that.
  ///
  /// Of a partial directory, a last line without its line feed is dropped, because a kill may have cut it, and
  /// `data/summary.csv`, which is made at the end, may be missing.
  ///
  /// - Throws: `ResultsError`: not a results directory, a file missing, a newer schema, or what is wrong in which
  ///   line and column.
  public init(reading directory: String) throws(ResultsError) {
    let path = File.withoutTrailingSlash(directory)
    provenance = try Self.readProvenance(in: path)
    let version = provenance.schemaVersion
    let isPartial =
      path.hasSuffix(Self.partialSuffix) || !File.exists("\(path)/\(DataPackage.file)")
    self.directory = path
    self.isPartial = isPartial
    if !isPartial { try Self.checkLengths(in: path) }
    for file in TableFile.all { try file.read(&self, version) }
  }

  static func readProvenance(in directory: String) throws(ResultsError) -> Provenance {
    do {
      _ = try File(directory, for: .directory)
    } catch {
      guard !File.isFile(directory) else {
        throw ResultsError(
          "not a results directory; it is a file: name the directory that holds datapackage.json",
          file: directory)
      }
      throw ResultsError("not a results directory; \(error.message)", file: directory)
    }
    let path = "\(directory)/\(provenanceFile)"
    guard File.exists(path) else {
      throw ResultsError("not a results directory; it has no \(provenanceFile)", file: directory)
    }
    let bytes = try File(path, for: .reading).contents()
    // The version first: the rest of a newer file need not be readable at all.
    let version = try JSON.decode(Version.self, from: bytes, file: path).schemaVersion
    guard version <= Results.schemaVersion else {
      throw ResultsError(
        "written by a newer Bulkhead: schema version \(version), and this one reads up to "
          + "\(Results.schemaVersion); update Bulkhead", file: path)
    }
    return try JSON.decode(Provenance.self, from: bytes, file: path)
  }

  private struct Version: Decodable {
    var schemaVersion: Int
  }

  static func rows<R: Row>(
    in directory: String, isPartial: Bool, mayBeMissing: Bool = false,
    version: Int = Results.schemaVersion
  ) throws(ResultsError) -> [R] {
    let path = "\(directory)/\(R.file)"
    if mayBeMissing || version < R.since, !File.exists(path) { return [] }
    var bytes = try File(path, for: .reading).contents()
    if isPartial {
      let wholeLines = bytes.lastIndex(of: .lineFeed).map { $0 + 1 } ?? 0
      bytes.removeSubrange(wholeLines...)
    }
    return try R.decode(bytes, file: path)
  }
}
