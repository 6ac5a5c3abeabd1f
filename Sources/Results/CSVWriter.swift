/// Makes RFC 4180 records: UTF-8, LF, quotes only where they are needed.
struct CSVWriter {
  private(set) var bytes: [UInt8] = []

  /// Appends one record.
  ///
  /// A line break inside a field becomes a space: one record is one line, so that a file cut short by a crash is
  /// repaired by dropping what follows its last line feed, and so that `grep` and `wc -l` tell the truth.
  mutating func append(_ fields: some Sequence<String>) {
    var isFirst = true
    let start = bytes.count
    for field in fields {
      if !isFirst { bytes.append(.comma) }
      isFirst = false
      append(field: field)
    }
    // A record of one empty field would be an empty line, which is no record.
    if bytes.count == start { bytes += [.quote, .quote] }
    bytes.append(.lineFeed)
  }

  private mutating func append(field: String) {
    // Nearly every field is plain, and only bytes up to the comma can make one that is not.
    // A mark at the very start would be taken for a byte-order mark.
    let isMark = bytes.isEmpty && field.utf8.starts(with: [0xEF, 0xBB, 0xBF])
    if !isMark, field.utf8.allSatisfy({ $0 > .comma }) {
      bytes.append(contentsOf: field.utf8)
      return
    }
    let isQuoted = isMark || field.utf8.contains { $0 == .comma || $0 == .quote }
    if isQuoted { bytes.append(.quote) }
    var previous: UInt8 = 0
    for byte in field.utf8 {
      switch byte {
      case .quote: bytes += [.quote, .quote]
      case .lineFeed where previous == .carriageReturn: break  // its CR is a space already
      case .lineFeed, .carriageReturn: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
      previous = byte
    }
    if isQuoted { bytes.append(.quote) }
  }
}
