import Yams

/// The YAML below a suite or a deployment: text to a tree with marks, and Yams' errors to ours.
enum YAMLDocument {
  /// The mapping that a document is.
  static func root(
    of source: SourceText, as kind: DocumentKind
  ) throws(SuiteErrors) -> Node.Mapping {
    let node: Node?
    // libyaml only skips a byte order mark where it may guess the encoding.
    let hasMark = source.text.unicodeScalars.first == "\u{FEFF}"
    let text = hasMark ? String(source.text.unicodeScalars.dropFirst()) : source.text
    do {
      // No resolver: `on`, `1_000` or `2026-01-01` stay what was written, for our own types.
      node = try Yams.compose(yaml: text, .basic, .default, .utf8)
    } catch let error as YamlError {
      throw SuiteErrors([diagnostic(error, SourceText(file: source.file, text: text), kind)])
    } catch {
      throw SuiteErrors([Diagnostic(file: source.file, message: "YAML: \(error)")])
    }
    guard let node, !isNothing(node) else {
      throw SuiteErrors([
        Diagnostic(
          file: source.file, message: "is empty; a \(kind.noun) needs at least \(kind.required)")
      ])
    }
    guard case .mapping(let mapping) = node else {
      throw SuiteErrors([
        Diagnostic(
          file: source.file, line: node.mark?.line, column: node.mark?.column,
          message: "a \(kind.noun) is lines of `key: value`, not \(Self.kind(of: node))")
      ])
    }
    return mapping
  }

  /// Whether a node is the absence of a value: nothing after a colon, `~` or `null`.
  static func isNothing(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
    return ["", "~", "null"].contains(scalar.string)
  }

  /// What a node is, for messages.
  static func kind(of node: Node) -> String {
    switch node {
    case _ where isNothing(node): "nothing"
    case .scalar(let scalar):
      scalar.string.count <= 40 ? "`\(scalar.string)`" : "`\(scalar.string.prefix(40))...`"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  private static func diagnostic(
    _ error: YamlError, _ source: SourceText, _ kind: DocumentKind
  ) -> Diagnostic {
    func at(_ place: Place, _ key: String, _ message: String) -> Diagnostic {
      Diagnostic(
        file: source.file, line: place.line, column: place.column, key: key, message: message)
    }
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let found = Place(mark)
      let opened = context.map { Place($0.mark) }
      switch problem {
      // These are found where the text goes wrong for good; the mistake is where it began.
      case "could not find expected ':'":
        return at(opened ?? found, "YAML", "a key without its `:`; write `key: value`")
      case "found unexpected end of stream":
        return at(opened ?? found, "YAML", "the quote that opens here is never closed")
      case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
        let opening = problem.hasSuffix("']'") ? "list" : "mapping"
        return at(
          opened ?? found, "YAML", "the \(opening) that opens here lacks a comma or its end")
      default:
        let message = advice(
          problem, context?.text, found.character(in: source.text), kind)
        return at(found, "YAML", message)
      }
    case .reader(let problem, let offset, _, let text):
      let place = Place(ofCharacter: offset ?? 0, in: text)
      return at(place, "YAML", "\(problem); remove the character that stands here")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let key = duplicates.first ?? ""
      let first = Place(context.mark)
      guard let second = first.next(key, in: source.text) else {
        return at(first, key, "given twice; keep one of them")
      }
      return at(second, key, "given twice, first on line \(first.line); keep one of them")
    default:
      return Diagnostic(file: source.file, key: "YAML", message: "\(error)")
    }
  }

  /// libyaml's words where they are plain, and what would be right where they are not.
  private static func advice(
    _ problem: String, _ context: String?, _ character: Unicode.Scalar?, _ kind: DocumentKind
  ) -> String {
    switch problem {
    case "found character that cannot start any token":
      switch character {
      case "\t": return "a tab cannot indent; use spaces"
      case let character?: return "a value cannot start with `\(character)`; put it in quotes"
      case nil: return problem
      }
    case "mapping values are not allowed in this context":
      return "a `:` stands where no key can; check the indentation, or put the value in quotes"
    case "did not find expected key", "did not find expected '-' indicator":
      return "\(problem); check the indentation"
    case "found undefined alias":
      return "\(problem); its anchor (`&name`) must come before it"
    case "but found another document":
      return "a second document begins here; a \(kind.noun) is one document, so remove the `---`"
    case let problem where problem.hasPrefix("Maximum nesting level"):
      return "nested too deeply; a \(kind.noun) has \(kind.depth) levels"
    default:
      return context.map { "\($0), \(problem)" } ?? problem
    }
  }
}

/// A line and a column, both from 1, the column in Unicode scalars as libyaml counts it.
private struct Place {
  let line: Int
  let column: Int

  init(_ mark: Mark) { (line, column) = (mark.line, mark.column) }

  private init(line: Int, column: Int) { (self.line, self.column) = (line, column) }

  init(ofCharacter offset: Int, in text: String) {
    let before = text.prefix(offset).unicodeScalars
    line = before.count { $0 == "\n" } + 1
    column = before.reversed().prefix { $0 != "\n" }.count + 1
  }

  func character(in text: String) -> Unicode.Scalar? {
    Self.lines(of: text).dropFirst(line - 1).first?.dropFirst(column - 1).first
  }

  /// The twin of the key that stands here, when both are lines of one block mapping: the next line
  /// with the same key in the same column. Yams itself only tells where the first one stands.
  func next(_ key: String, in text: String) -> Place? {
    for (number, scalars) in Self.lines(of: text).enumerated().dropFirst(line) {
      let rest = scalars.dropFirst(column - 1)
      if rest.starts(with: key.unicodeScalars),
        rest.dropFirst(key.unicodeScalars.count).first == ":"
      {
        return Place(line: number + 1, column: column)
      }
    }
    return nil
  }

  private static func lines(of text: String) -> [Substring.UnicodeScalarView] {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
