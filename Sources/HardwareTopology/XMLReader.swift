/// Reads the XML that hwloc writes: elements, attributes in double quotes, text in leaves. There
/// are no comments, declarations or sections inside, as hwloc's own reader takes none.
///
/// Bytes rather than characters: to hwloc a quotation mark ends a value whatever accent follows it.
struct XMLReader {
  /// hwloc and what checks for it descend by recursion. The deepest machines have some twenty
  /// levels.
  private static let depthMax = 64
  /// 8192 PUs with their cores and caches are some 50 000 elements.
  private static let elementsMax = 1 << 20

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var elements = 0

  /// - Returns: the element `topology`.
  static func topology(in bytes: [UInt8]) throws(XMLFault) -> XMLElement {
    guard !bytes.isEmpty else { throw XMLFault(reason: "it is empty") }
    guard !bytes.contains(0) else { throw XMLFault(reason: "it is not a text file") }
    var reader = XMLReader(bytes: bytes)
    try reader.skipHeaders()
    guard reader.skip("<"), reader.word() == "topology" else {
      throw XMLFault(
        reason: "it has no <topology> element: hwloc XML comes from lstopo --of xml FILE")
    }
    reader.position -= "topology".utf8.count
    return try reader.content()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ reason: String) -> XMLFault { XMLFault(line: line, reason: reason) }

  /// `<?xml …?>` and `<!DOCTYPE …>`, each in its line.
  private mutating func skipHeaders() throws(XMLFault) {
    skipSpaces()
    while skip("<?xml ") || skip("<!DOCTYPE ") {
      _ = upTo(UInt8(ascii: ">"))
      guard skip(">") else { throw fault("a tag has no end") }
      skipSpaces()
    }
  }

  /// From behind the `<` of `topology` to its end.
  private mutating func content() throws(XMLFault) -> XMLElement {
    var open: [XMLElement] = []
    while true {
      if skip("/") {
        let name = word()
        guard let last = open.last, last.name == name, skip(">") else {
          throw fault("</\(name)> closes nothing")
        }
        open.removeLast()
        if open.isEmpty { return last }
        open[open.count - 1].children.append(last)
      } else {
        let (element, isClosed) = try tag()
        guard open.count < Self.depthMax else {
          throw fault("its elements are more than \(Self.depthMax) deep")
        }
        elements += 1
        guard elements <= Self.elementsMax else {
          throw fault("it has more than \(Self.elementsMax) elements")
        }
        if !isClosed {
          open.append(element)
        } else if open.isEmpty {
          return element
        } else {
          open[open.count - 1].children.append(element)
        }
      }
      // Kept for leaves, the last of it: nothing that hwloc writes has text beside elements.
      open[open.count - 1].text = upTo(UInt8(ascii: "<"))
      guard skip("<") else { throw XMLFault(reason: "it is cut short: </topology> is missing") }
    }
  }

  /// From behind `<` to behind `>`.
  private mutating func tag() throws(XMLFault) -> (XMLElement, isClosed: Bool) {
    var element = XMLElement(name: word(), line: line)
    guard !element.name.isEmpty else { throw fault("there is neither an element nor its end here") }
    while true {
      skipSpaces()
      if skip("/>") { return (element, true) }
      if skip(">") { return (element, false) }
      guard let next, next != UInt8(ascii: "<") else {
        throw element.fault("a tag has no end")
      }
      let name = word()
      guard !name.isEmpty, skip("=\"") else {
        throw element.fault("<\(element.name)> has a malformed attribute")
      }
      let value = upTo(UInt8(ascii: "\""))
      guard skip("\""), Self.isValue(value) else {
        throw element.fault("<\(element.name)> has a malformed attribute")
      }
      guard element[name] == nil else {
        throw element.fault("<\(element.name)> has \(name) twice")
      }
      element.attributes.append((name, value))
    }
  }

  /// hwloc's reader knows these alone, and takes any other for the end of the attributes.
  private static let escapes = ["#9;", "#10;", "#13;", "quot;", "lt;", "gt;", "amp;"]

  private static func isValue(_ text: String) -> Bool {
    let bytes = text.utf8
    return !bytes.contains(UInt8(ascii: "<")) && !bytes.contains(UInt8(ascii: ">"))
      && bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).dropFirst()
        .allSatisfy { part in escapes.contains { part.starts(with: $0.utf8) } }
  }

  private mutating func word() -> String {
    let start = position
    while let next,
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= next || UInt8(ascii: "0")...UInt8(ascii: "9") ~= next
        || next == UInt8(ascii: "_")
    {
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipSpaces() {
    while let next, next == 0x20 || 0x09...0x0A ~= next || next == 0x0D {
      if next == 0x0A { line += 1 }
      position += 1
    }
  }

  /// The bytes before the next `end`, or all that are left.
  private mutating func upTo(_ end: UInt8) -> String {
    let start = position
    while let next, next != end {
      if next == 0x0A { line += 1 }
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skip(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }
}
