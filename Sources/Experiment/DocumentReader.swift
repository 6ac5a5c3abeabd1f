import Yams

/// A value of a mapping or a list, and where it stands.
struct DocumentField {
  let node: Node
  let location: SourceLocation
}

/// Reads the values of a file that somebody wrote, and goes on after a mistake to find the next one.
///
/// What a suite and a deployment have in common: each value is what it should be, or a message says
/// where it stands and what would be right.
protocol DocumentReader {
  var file: String { get }
  var diagnostics: [Diagnostic] { get set }
  /// The workloads that may be named.
  var workloadNames: [String] { get }
}

extension DocumentReader {
  // MARK: Messages

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  mutating func report(_ location: SourceLocation, _ message: String) {
    diagnostics.append(location.diagnostic(message))
  }

  func location(of node: Node, _ key: String) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, key: key)
  }

  // MARK: Mappings, lists and names

  /// The values of a mapping by key, after every key was held against the known ones.
  mutating func fields(
    of mapping: Node.Mapping, under path: String, known: [String]
  ) -> [String: DocumentField] {
    var fields: [String: DocumentField] = [:]
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        report(location(of: key, path), "a key must be a word, not \(YAMLDocument.kind(of: key))")
        continue
      }
      let keyPath = path.isEmpty ? scalar.string : "\(path).\(scalar.string)"
      guard known.contains(scalar.string) else {
        let ending = DidYouMean.ending(for: scalar.string, among: known)
        report(location(of: key, keyPath), "unknown key; \(ending)")
        continue
      }
      fields[scalar.string] = DocumentField(node: value, location: location(of: value, keyPath))
    }
    return fields
  }

  /// The items of a list that must have at least one.
  mutating func items(_ field: DocumentField, such example: String) -> [DocumentField] {
    guard case .sequence(let sequence) = field.node else {
      let found = YAMLDocument.kind(of: field.node)
      report(field.location, "expected a list such as \(example), found \(found)")
      return []
    }
    if sequence.isEmpty { report(field.location, "is empty; list at least one, as in \(example)") }
    return sequence.map {
      DocumentField(node: $0, location: location(of: $0, field.location.key))
    }
  }

  /// Whether the name is a known one; if not, that is reported.
  @discardableResult
  mutating func checkName(
    _ name: String, _ kind: String, among known: [String], _ location: SourceLocation
  ) -> Bool {
    if known.contains(name) { return true }
    report(location, "unknown \(kind) `\(name)`; \(DidYouMean.ending(for: name, among: known))")
    return false
  }

  // MARK: Simple values

  /// The text of a scalar; `wanted` says what would be right where it is none.
  mutating func text(_ field: DocumentField, _ wanted: String) -> String? {
    guard case .scalar(let scalar) = field.node, !YAMLDocument.isNothing(field.node) else {
      report(field.location, "expected \(wanted), found \(YAMLDocument.kind(of: field.node))")
      return nil
    }
    return scalar.string
  }

  mutating func whole(_ field: DocumentField, _ range: ClosedRange<Int>) -> Int? {
    let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let text = text(field, wanted) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      report(field.location, "expected \(wanted), found `\(text)`")
      return nil
    }
    return value
  }

  /// A time in nanoseconds; a bare number counts microseconds.
  mutating func time(
    _ field: DocumentField, _ range: ClosedRange<Int64>, _ limits: String
  ) -> Int64? {
    guard let text = text(field, "a time such as 30ms") else { return nil }
    do throws(QuantityError) {
      let value = try Quantity.nanoseconds(text, bareUnit: .microseconds)
      if range.contains(value) { return value }
      let unit = Int(text) == nil ? "" : " (a number without a unit counts microseconds)"
      report(field.location, "`\(text)` is out of range\(unit); it may be \(limits)")
    } catch {
      report(field.location, error.description)
    }
    return nil
  }

  mutating func seed(_ field: DocumentField) -> UInt64? {
    let wanted = "a whole number from 0 to \(UInt64.max)"
    guard let text = text(field, wanted) else { return nil }
    guard let seed = UInt64(text) else {
      report(field.location, "expected \(wanted), found `\(text)`")
      return nil
    }
    return seed
  }

  mutating func guardBand(_ field: DocumentField) -> GuardBand? {
    if case .scalar(let scalar) = field.node, scalar.string == "auto" { return .auto }
    return time(field, 0...100_000_000, "auto, or 0 to 100ms").map { .nanoseconds($0) }
  }

  /// A name that can stand in ids, file names and CSV cells as it is.
  mutating func identifier(_ field: DocumentField) -> String? {
    let wanted = "a name of letters, digits, `-`, `_` and `.` that begins with a letter"
    guard let text = text(field, wanted) else { return nil }
    guard DocumentName.isIdentifier(text) else {
      report(field.location, "expected \(wanted), found \(YAMLDocument.kind(of: field.node))")
      return nil
    }
    return text
  }
}

/// Names in documents, and of documents.
enum DocumentName {
  static func isIdentifier(_ text: String) -> Bool {
    text.count <= 64 && text.first?.isLetter == true
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
  }

  /// The last component of a path without its extension, where that can be a name.
  static func stem(of file: String, otherwise name: String) -> String {
    let stem = String((file.split(separator: "/").last ?? "").prefix { $0 != "." })
    return isIdentifier(stem) ? stem : name
  }
}
