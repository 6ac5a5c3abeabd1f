/// Where a value stands in a file that somebody wrote, and the key it belongs to.
///
/// References in a suite keep theirs, so that a check made much later (against the memory or the
/// cores of this machine, say) can still point at the line.
public struct SourceLocation: Sendable, Hashable {
  public let file: String
  /// Counted from 1.
  public let line: Int
  /// Counted from 1, in Unicode scalars.
  public let column: Int
  /// The keys that lead to the value, such as `victims.working_set`.
  public let key: String

  public init(file: String, line: Int, column: Int, key: String) {
    self.file = file
    self.line = line
    self.column = column
    self.key = key
  }

  /// The place of a value that an option of the command line gave instead of the suite.
  public static func commandLine(_ option: String) -> SourceLocation {
    SourceLocation(file: option, line: 0, column: 0, key: "")
  }

  /// A message about the value at this place.
  public func diagnostic(_ message: String) -> Diagnostic {
    guard line > 0 else { return Diagnostic(file: file, message: message) }
    return Diagnostic(file: file, line: line, column: column, key: key, message: message)
  }
}

/// One mistake in a file, as one line: `file:line:column: key: message`.
///
/// The message says what is wrong and what would be right.
public struct Diagnostic: Error, Sendable, Hashable, CustomStringConvertible {
  public let file: String
  /// Counted from 1; absent where the mistake is the file itself.
  public let line: Int?
  public let column: Int?
  public let key: String?
  public let message: String

  public init(
    file: String, line: Int? = nil, column: Int? = nil, key: String? = nil, message: String
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.key = key
    self.message = message
  }

  public var description: String {
    var text = file
    if let line { text += ":\(line)" }
    if let column { text += ":\(column)" }
    if let key, !key.isEmpty { text += ": \(key)" }
    return oneLine("\(text): \(message)")
  }
}

/// Every mistake found in a suite file, in the order of its lines; described one line each.
public struct SuiteErrors: Error, Sendable, Hashable, CustomStringConvertible {
  public let diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics.sorted {
      ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0)
    }
  }

  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

/// What was asked for is no mistake, but cannot be had on this machine or with the rights of this process.
public struct MissingFeature: Error, Sendable, Hashable, CustomStringConvertible {
  public let diagnostic: Diagnostic

  public init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

  public var description: String { diagnostic.description }
}

/// The text with its control characters replaced, so that what a file contains can neither break a
/// message into lines nor reach the terminal.
private func oneLine(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map {
        $0.properties.generalCategory == .control || $0 == "\u{2028}" || $0 == "\u{2029}" ? " " : $0
      }))
}
