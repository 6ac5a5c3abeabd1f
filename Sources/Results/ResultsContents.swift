/// What a results directory holds from its first moment: all that is known before anything is measured.
public struct ResultsContents: Sendable {
  /// Whether the run will mark its steps, so that it can be gone on with after it was killed.
  let isResumable: Bool
  /// Files that are no tables, by their paths inside the directory.
  private(set) var files: [String: [UInt8]] = [:]
  private var records: [String: [UInt8]] = [:]

  public init(isResumable: Bool = false) {
    self.isResumable = isResumable
  }

  /// - Parameter path: Inside the directory; only folders that every results directory has.
  public mutating func add(_ path: String, _ text: String) { add(path, Array(text.utf8)) }

  mutating func add(_ path: String, _ bytes: [UInt8]) { files[path] = bytes }

  public mutating func add<R: Row>(_ rows: [R]) { records[R.file, default: []] += R.encode(rows) }

  /// A table as it begins.
  func bytes<R: Row>(of _: R.Type) -> [UInt8] { R.encodedHeader() + records[R.file, default: []] }
}
