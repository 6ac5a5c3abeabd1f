/// What is wrong with a results directory or one of its files, and where.
public struct ResultsError: Error, Equatable, CustomStringConvertible {
  /// What is wrong and what would be right, without the place.
  public let message: String
  /// The file or directory.
  public let file: String
  /// Line, from 1; `nil` when the whole file is meant.
  public let line: Int?
  /// Place in the line in bytes, from 1, as compilers count.
  public let column: Int?

  public init(_ message: String, file: String, line: Int? = nil, column: Int? = nil) {
    self.message = message
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column: message`, as editors and terminals link it.
  public var description: String {
    let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
    return "\(file)\(place): \(message)"
  }
}
