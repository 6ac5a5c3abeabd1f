/// What a group may use: a line for each resource, with a value for each domain (resctrl.rst, "Schemata files").
///
/// A domain is a cache, by its id. Caches have masks in hexadecimal, bandwidths are decimal numbers.
public struct Schemata: Sendable, Equatable, CustomStringConvertible {
  public struct Line: Sendable, Equatable, CustomStringConvertible {
    /// `L3`, `L3CODE`, `MB`…
    public var resource: String
    /// By domain; of caches the bits of the mask.
    public var values: [Int: UInt64]

    public init(_ resource: String, _ values: [Int: UInt64]) {
      self.resource = resource
      self.values = values
    }

    public init(_ resource: String, _ masks: [Int: CapacityMask]) {
      self.init(resource, masks.mapValues { UInt64($0.bits) })
    }

    /// Caches are the resources whose masks are hexadecimal; all else the kernel prints as `%u`.
    var isMask: Bool { resource.hasPrefix("L2") || resource.hasPrefix("L3") }

    /// As it is written into the file, without the end of the line.
    public var description: String {
      let parts = values.sorted { $0.key < $1.key }.map { domain, value in
        "\(domain)=\(isMask ? String(value, radix: 16) : String(value))"
      }
      return "\(resource):\(parts.joined(separator: ";"))"
    }
  }

  public var lines: [Line]

  public init(_ lines: [Line]) { self.lines = lines }

  public subscript(resource: String) -> [Int: UInt64]? {
    lines.first { $0.resource == resource }?.values
  }

  public func masks(_ resource: String) -> [Int: CapacityMask]? {
    self[resource]?.compactMapValues { UInt32(exactly: $0).map { CapacityMask($0) } }
  }

  public var description: String { lines.map(\.description).joined(separator: " ") }

  /// Reads the text of a file.
  ///
  /// - Parameter path: the file, for the error.
  public init(_ text: String, path: String = "schemata") throws(ResctrlError) {
    lines = []
    for text in text.split(whereSeparator: \.isNewline) where !text.trimmed.isEmpty {
      guard let line = Line(text) else {
        // A group that is being locked has `uninitialized` here (rdtgroup_schemata_show).
        throw ResctrlError(path, "`\(text.trimmed.prefix(80))` is no line of a schemata file")
      }
      guard self[line.resource] == nil else {
        throw ResctrlError(path, "\(line.resource) stands there twice")
      }
      lines.append(line)
    }
    if lines.isEmpty { throw ResctrlError(path, "is empty") }
  }

  /// What of `asked` is otherwise here: `L3:0 is ff, not f`. Empty when all of it is in force.
  public func differences(from asked: Schemata) -> [String] {
    asked.lines.flatMap { line in
      line.values.sorted { $0.key < $1.key }.compactMap { domain, value in
        let seen = self[line.resource]?[domain]
        guard seen != value else { return nil }
        let radix = line.isMask ? 16 : 10
        let found = seen.map { String($0, radix: radix) } ?? "missing"
        return "\(line.resource):\(domain) is \(found), not \(String(value, radix: radix))"
      }
    }
  }
}

extension Schemata.Line {
  /// From `    L3:0=fffff;1=fffff` or `MB:0= 100`: names and numbers are padded with blanks.
  init?(_ text: some StringProtocol) {
    let sides = text.split(separator: ":", omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    let resource = String(sides[0].trimmed)
    self.init(resource, [Int: UInt64]())
    guard !resource.isEmpty, resource.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
    else { return nil }
    for part in sides[1].split(separator: ";") {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false)
      guard pair.count == 2, let domain = Int(pair[0].trimmed), domain >= 0,
        let value = UInt64(pair[1].trimmed, radix: isMask ? 16 : 10), value <= UInt32.max,
        values.updateValue(value, forKey: domain) == nil
      else { return nil }
    }
    if values.isEmpty { return nil }
  }
}
