import Reporting
import Results

/// The part of a results directory that can be rebuilt from the rest.
enum DerivedFiles {
  /// The path of a derived file; makes the folders it stands in.
  static func path(_ name: String, of results: String) throws -> String {
    let parts = name.split(separator: "/")
    return try folder(parts.dropLast().joined(separator: "/"), of: results) + "/" + parts.last!
  }

  /// The path of a derived folder, which is made with those that it stands in.
  static func folder(_ name: String, of results: String) throws -> String {
    var folder = results
    for part in ("derived/" + name).split(separator: "/") {
      folder += "/" + part
      try makeDirectory(folder)
    }
    return folder
  }

  /// Writes the report of results that were just made, and says where both are.
  ///
  /// - Parameter deadline: What the command itself held the job times to.
  static func finish(_ results: ResultSet, deadline: Deadline? = nil) throws {
    // First, because they are whole even where no report fits on the disk.
    print("results  \(results.directory)")
    let report = try path("report.html", of: results.directory)
    try write(HTMLReport.html(results, deadline: deadline), to: report)
    print("report   \(report)")
  }
}
