import Results

/// Rows of a file as text that a page can carry and its script unpacks: about half of what the CSV takes.
///
/// A line of names, kinds and meanings for each column, an empty line, then a line for each row; fields are parted by tabs. A field
/// that is the same as in the row above is left empty, and so are those that end a line; `\` alone is a field without a value
/// below one with a value. What a script element or a line cannot hold is written `\` and four hexadecimal digits.
struct PackedRows: Sendable {
  /// How a column is shown and sorted.
  enum Kind: String, Sendable {
    case number = "n"
    case integer = "i"
    case text = "t"
    /// Names another row; shown last, because it says little to a reader.
    case reference = "r"
    /// No row of the page has a value.
    case empty = "e"
  }

  let file: NumbersFile
  /// Rows that are in, from the first on.
  let count: Int
  let kinds: [Kind]
  private let lines: [String]

  /// - Parameter room: Bytes of rows at most; at least one row is taken.
  init(_ file: NumbersFile, room: Int) {
    self.file = file
    var lines: [String] = []
    var above = [String](repeating: "", count: file.columns.count)
    var isEmpty = [Bool](repeating: true, count: file.columns.count)
    var bytes = 0
    while lines.count < file.count {
      let fields = file.row(lines.count)
      let line = Self.line(fields, above: above)
      bytes += line.utf8.count + 1
      if bytes > room, !lines.isEmpty { break }
      for (place, field) in fields.enumerated() where !field.isEmpty { isEmpty[place] = false }
      lines.append(line)
      above = fields
    }
    self.lines = lines
    count = lines.count
    kinds = zip(file.columns, isEmpty).map { Self.kind($0, isEmpty: $1) }
  }

  var bytes: Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }
  var isWhole: Bool { count == file.count }

  /// The places of the columns in the order in which they are shown.
  var shownColumns: [Int] {
    let filled = kinds.indices.filter { kinds[$0] != .empty }
    return filled.filter { kinds[$0] != .reference } + filled.filter { kinds[$0] == .reference }
  }

  var text: String {
    let head = zip(file.columns, kinds).map { column, kind in
      [column.name, kind.rawValue, column.meaning].map(Self.escaped).joined(separator: "\t")
    }
    return head.joined(separator: "\n") + "\n\n" + lines.joined(separator: "\n")
  }

  private static func kind(_ column: ColumnDescription, isEmpty: Bool) -> Kind {
    if isEmpty { return .empty }
    return switch column.type {
    case .number: .number
    case .integer: .integer
    case .string, .boolean: column.name.hasSuffix("_id") ? .reference : .text
    }
  }

  private static func line(_ fields: [String], above: [String]) -> String {
    var line = ""
    var pending = 0
    for (field, before) in zip(fields, above) {
      if field != before {
        for _ in 0..<pending { line += "\t" }
        pending = 0
        line += field.isEmpty ? "\\" : escaped(field)
      }
      pending += 1
    }
    return line
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || special.contains($0) || $0 >= 0x7F }) else {
      return text
    }
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      // Angle brackets could end the element; the rest is what `Escape` keeps out of a page.
      case "\\", "<", ">", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}",
        "\u{2066}"..."\u{2069}", "\u{FFFE}", "\u{FFFF}":
        let digits = String(scalar.value, radix: 16)
        escaped += "\\" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static let special: [UInt8] = [0x5C, 0x3C, 0x3E]
}
