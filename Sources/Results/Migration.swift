/// Brings the results of an older schema version into the present one: as a new directory, so that the old one stays what it was.
///
/// Columns are matched by name, so a migration needs no steps between versions: what an older version did not have is absent, and what
/// the present one has no more is left out and named.
public struct Migration: Sendable, Equatable {
  /// The version of the results that were read.
  public let version: Int
  /// The directory that was made.
  public let directory: String
  /// `data/jitter.csv: release_jitter_ns` for each column that the present version does not have, and the path alone of each table
  /// that it does not have.
  public let leftOut: [String]

  /// - Parameters:
  ///   - directory: complete results of an older version.
  ///   - parent: where the new directory is made, under the same name; made if its own parent is there.
  /// - Throws: `ResultsError`: there is nothing to migrate, the results are unfinished or were changed, or `parent` has them already.
  public init(of directory: String, into parent: String) throws(ResultsError) {
    let directory = File.withoutTrailingSlash(directory)
    var provenance = try ResultSet.readProvenance(in: directory)
    version = provenance.schemaVersion
    guard version < schemaVersion else {
      throw ResultsError("is of schema version \(version) already", file: directory)
    }
    guard File.exists("\(directory)/\(DataPackage.file)") else {
      throw ResultsError(
        "is of an unfinished run; only complete results are migrated", file: directory)
    }
    if let problem = ResultSet.verify(directory).first {
      throw ResultsError(problem.message, file: "\(directory)/\(problem.file)")
    }
    var contents = ResultsContents()
    var leftOut: [String] = []
    for rowType in rowTypes {
      leftOut += try Self.add(rowType, of: directory, to: &contents)
    }
    for path in try Self.otherFiles(of: directory) {
      if path.hasSuffix(".csv") {
        leftOut.append(path)
      } else {
        contents.add(path, try File("\(directory)/\(path)", for: .reading).contents())
      }
    }
    self.leftOut = leftOut
    provenance.schemaVersion = schemaVersion
    provenance.notes.append("migrated from schema version \(version)")
    self.directory = try ResultsWriter(
      in: parent, createsParent: true, provenance: provenance, contents: contents
    ).commit()
  }

  /// - Returns: the columns that the row type does not have.
  private static func add<R: Row>(
    _: R.Type, of directory: String, to contents: inout ResultsContents
  ) throws(ResultsError) -> [String] {
    let path = "\(directory)/\(R.file)"
    guard File.exists(path) else { return [] }
    let bytes = try File(path, for: .reading).contents()
    let rows: [R] = try R.decode(bytes, file: path)
    contents.add(rows)
    return try CSVReader(bytes, file: path).header.filter { !R.header.contains($0) }
      .map { "\(R.file): \($0)" }
  }

  /// The files of the data package that are no tables of the schema, but for those that the writer makes itself.
  private static func otherFiles(of directory: String) throws(ResultsError) -> [String] {
    let path = "\(directory)/\(DataPackage.file)"
    let package = try JSON.decode(
      DataPackage.self, from: try File(path, for: .reading).contents(), file: path)
    let tables = Set(rowTypes.map { $0.file })
    return package.resources.map(\.path).filter {
      $0 != ResultSet.provenanceFile && !tables.contains($0)
    }
  }
}
