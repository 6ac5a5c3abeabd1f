/// What a results directory holds from its first moment: all that is known before anything is measured.
public struct ResultsContents: Sendable {
  /// Whether the run will mark its steps, so that it can be gone on with after it was killed.
  public let isResumable: Bool
  /// Files that are no tables, by their paths inside the directory.
  private(set) var files: [String: [UInt8]] = [:]
  private var records: [String: [UInt8]] = [:]

  /// Nothing, to be added to.
  ///
  /// - Parameter isResumable: Whether the run will mark its steps: then its directory can be gone on with after a kill.
  public init(isResumable: Bool = false) {
    self.isResumable = isResumable
  }

  /// A file that is no table.
  ///
  /// - Parameter path: Inside the directory; its folders are made.
  public mutating func add(_ path: String, _ text: String) { add(path, Array(text.utf8)) }

  mutating func add(_ path: String, _ bytes: [UInt8]) { files[path] = bytes }

  /// Rows that are known beforehand; of a file that has some, behind them.
  public mutating func add<R: Row>(_ rows: [R]) { records[R.file, default: []] += R.encode(rows) }

  /// A table as it begins.
  func bytes<R: Row>(of _: R.Type) -> [UInt8] { R.encodedHeader() + records[R.file, default: []] }
}
