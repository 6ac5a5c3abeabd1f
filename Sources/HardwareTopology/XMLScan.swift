/// Looks through a topology file for what hwloc does not survive or can't name.
///
/// hwloc 2.9 dies of a null pointer on an object that has `cpuset` but no `complete_cpuset` (seen
/// in `hwloc_bitmap_compare_first` below `hwloc_topology_load`), also when a malformed attribute
/// hides the latter from it, and corrupts its heap on the bitmap `,x1`. It stops the process with an
/// assertion on a `memattr` that says what hwloc itself computes (`hwloc_internal_memattr_set_value`).
/// All were found by damaging files at random (`Scripts/fuzz xml`). Whatever hwloc refuses, it
/// refuses without saying where.
struct XMLScan {
  struct Fault: Error, Hashable {
    var line: Int?
    let reason: String
  }

  /// Names of the elements that are open.
  private var open: [Substring] = []

  /// Elements that nothing here asks for; what hwloc is not given can't harm it.
  private static let leftOut: Set<Substring> = ["memattr", "userdata"]

  /// The text without what hwloc need not read.
  ///
  /// - Throws: the first fault, with its line where there is one.
  static func checked(_ text: String) throws(Fault) -> String {
    guard !text.isEmpty else { throw Fault(reason: "it is empty") }
    guard !text.utf8.contains(0) else { throw Fault(reason: "it is not a text file") }
    guard text.contains("<topology") else {
      throw Fault(
        reason: "it has no <topology> element: hwloc XML comes from lstopo --of xml FILE")
    }
    guard text.contains("</topology>") else {
      throw Fault(reason: "it is cut short: </topology> is missing")
    }
    var scan = XMLScan()
    var line = 1
    var kept: [Substring] = []
    for (index, piece) in text.split(separator: "<", omittingEmptySubsequences: false).enumerated()
    {
      let isInside = scan.open.contains(where: leftOut.contains)
      do throws(Fault) {
        if index > 0 { try scan.check(tagOf: piece) }
      } catch {
        throw Fault(line: line, reason: error.reason)
      }
      let name = piece.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
      if !isInside, !leftOut.contains(name) { kept.append(piece) }
      line += piece.utf8.count { $0 == 0x0A }
    }
    return kept.joined(separator: "<")
  }

  private mutating func check(tagOf piece: Substring) throws(Fault) {
    guard let end = piece.firstIndex(of: ">") else { throw Fault(reason: "a tag has no end") }
    var tag = piece[..<end]
    if tag.hasPrefix("?") || tag.hasPrefix("!") { return }
    if tag.hasPrefix("/") {
      let name = tag.dropFirst()
      guard name == open.popLast() else { throw Fault(reason: "</\(name)> closes nothing") }
      return
    }
    let isClosed = tag.hasSuffix("/")
    if isClosed { tag.removeLast() }
    let name = tag.prefix { !$0.isWhitespace }
    let attributes = try Self.attributes(tag.dropFirst(name.count), of: name)
    if !isClosed { open.append(name) }
    for key in Self.bitmaps {
      if let text = attributes[key], !Self.isBitmap(text) {
        throw Fault(reason: "\(key)=\"\(text)\" is not a bitmap")
      }
    }
    if name == "object" { try Self.check(object: attributes) }
  }

  private static func attributes(
    _ text: Substring, of element: Substring
  ) throws(Fault) -> [Substring: Substring] {
    var attributes: [Substring: Substring] = [:]
    var rest = text.drop(while: \.isWhitespace)
    while !rest.isEmpty {
      let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      rest = rest.dropFirst(name.count)
      guard !name.isEmpty, rest.hasPrefix("=\""),
        let end = rest.dropFirst(2).firstIndex(of: "\"")
      else { throw Fault(reason: "<\(element)> has a malformed attribute") }
      let value = rest[..<end].dropFirst(2)
      guard attributes.updateValue(value, forKey: name) == nil else {
        throw Fault(reason: "<\(element)> has \(name) twice")
      }
      rest = rest[end...].dropFirst().drop(while: \.isWhitespace)
    }
    return attributes
  }

  /// Object types of hwloc 1.x and 2.x (`hwloc_obj_type_string`; `Cache`, `Socket` and `System` are
  /// the old names).
  private static let types: Set<Substring> = [
    "Machine", "System", "Package", "Socket", "Die", "Core", "PU", "Cache", "L1Cache", "L2Cache",
    "L3Cache", "L4Cache", "L5Cache", "L1iCache", "L2iCache", "L3iCache", "Group", "NUMANode",
    "MemCache", "Bridge", "PCIDev", "OSDev", "Misc",
  ]

  private static func check(object attributes: [Substring: Substring]) throws(Fault) {
    guard let type = attributes["type"] else { throw Fault(reason: "an object has no type") }
    guard types.contains(type) else { throw Fault(reason: "unknown object type \"\(type)\"") }
    // Devices and remarks alone are nowhere among the PUs.
    if !["Bridge", "PCIDev", "OSDev", "Misc"].contains(type), attributes["cpuset"] == nil {
      throw Fault(reason: "object \(type) has no cpuset")
    }
    for part: Substring in ["cpuset", "nodeset"]
    where attributes[part] != nil && attributes["complete_\(part)"] == nil {
      throw Fault(reason: "object \(type) has \(part) but no complete_\(part)")
    }
    if type == "PU" || type == "NUMANode" {
      // hwloc makes a set as long as the index, and without one reads it as the longest there is.
      guard let index = attributes["os_index"] else {
        throw Fault(reason: "object \(type) has no os_index")
      }
      guard let number = Int(index), (0..<1 << 16).contains(number) else {
        throw Fault(reason: "os_index=\"\(index)\" is not a number below 65536")
      }
    }
  }

  private static let bitmaps: [Substring] = [
    "cpuset", "complete_cpuset", "online_cpuset", "allowed_cpuset", "nodeset", "complete_nodeset",
    "allowed_nodeset",
  ]

  /// hwloc's format: words of 32 bits with commas between them, the highest first; an empty word is
  /// zero; `0xf...f` in front makes the set infinite (`hwloc_bitmap_snprintf`).
  private static func isBitmap(_ text: Substring) -> Bool {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    return !words[0].isEmpty
      && words.enumerated().allSatisfy { index, word in
        if word.isEmpty || index == 0 && word == "0xf...f" { return true }
        let digits = word.dropFirst(2)
        return word.hasPrefix("0x") && (1...8).contains(digits.count)
          && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
      }
  }
}
