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

  /// `file:line:column: message`, as editors and terminals link it, without what would steer a terminal: a message may quote a
  /// file that somebody else made.
  public var description: String {
    let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
    return Self.printable("\(file)\(place): \(message)")
  }

  private static func printable(_ text: String) -> String {
    // Nearly always there is nothing to replace.
    guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
    return text.unicodeScalars.map { scalar in
      isUnprintable(scalar)
        ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
    }.joined()
  }

  /// Controls such as the escape that begins a terminal's commands, and marks that turn the direction of writing.
  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    [.control, .format, .lineSeparator, .paragraphSeparator]
      .contains(scalar.properties.generalCategory)
  }
}
