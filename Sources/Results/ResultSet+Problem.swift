extension ResultSet {
  /// A file that is not what `datapackage.json` says it is, or a row that cannot be right.
  public struct Problem: Sendable, Equatable, CustomStringConvertible {
    /// Path inside the results directory.
    public let file: String
    /// Line and place in it, from 1; `nil` when the whole file is meant.
    public var line: Int?
    public var column: Int?
    public let message: String

    init(file: String, line: Int? = nil, column: Int? = nil, message: String) {
      self.file = file
      self.line = line
      self.column = column
      self.message = message
    }

    /// `file:line:column: message`, as editors and terminals link it.
    public var description: String {
      ResultsError(message, file: file, line: line, column: column).description
    }
  }

  /// Compares the length of every file with `datapackage.json`: what is noticed without reading them.
  ///
  /// A file that is missing or cannot be read is left to whoever wants it.
  static func checkLengths(in directory: String) throws(ResultsError) {
    let path = "\(directory)/\(DataPackage.file)"
    let bytes = try File(path, for: .reading).contents()
    for resource in try JSON.decode(Lengths.self, from: bytes, file: path).resources {
      let file = "\(directory)/\(resource.path)"
      guard let length = File.length(of: file), length != resource.bytes else { continue }
      throw ResultsError(
        "was changed after the run: it has \(length) bytes, and \(resource.bytes) were written; "
          + "`bulkhead verify` says all that is wrong", file: file)
    }
  }

  /// Of `datapackage.json` no more than is asked.
  private struct Lengths: Decodable {
    struct Resource: Decodable {
      var path: String
      var bytes: Int
    }

    var resources: [Resource]
  }
}
