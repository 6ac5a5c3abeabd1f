/// A group of threads that share a class: the root of the file system or a folder in it. Reads only.
public struct ResctrlGroup: Sendable, Equatable {
  public let path: String

  public init(path: String) { self.path = path }

  public func schemata() throws(ResctrlError) -> Schemata {
    guard let text = file("schemata").text else {
      throw ResctrlError("\(path)/schemata", "cannot be read")
    }
    return try Schemata(text, path: "\(path)/schemata")
  }

  /// The threads in it, by their kernel ids.
  public var tasks: Set<Int32> {
    Set(file("tasks").text?.split(whereSeparator: \.isNewline).compactMap { Int32($0) } ?? [])
  }

  /// The CPUs whose threads of the default group it takes, as a list such as `0-3`; empty when none.
  public var cpuList: String { file("cpus_list").line ?? "" }

  /// `shareable`, `exclusive`, `pseudo-locksetup` or `pseudo-locked`.
  public var mode: String? { file("mode").line }

  /// What the masks of a resource come to in bytes, over all domains; `nil` where the kernel does not say.
  public func bytes(of resource: String) -> UInt64? {
    // The file has the form of `schemata` with sizes, always in decimal.
    let lines = file("size").text?.split(whereSeparator: \.isNewline) ?? []
    guard let line = lines.first(where: { $0.trimmed.hasPrefix("\(resource):") }) else {
      return nil
    }
    let parts = line.trimmed.dropFirst(resource.count + 1).split(separator: ";")
    let sizes = parts.compactMap {
      $0.split(separator: "=").dropFirst().first.flatMap { UInt64($0.trimmed) }
    }
    return sizes.isEmpty || sizes.count != parts.count ? nil : sizes.reduce(0, &+)
  }

  /// What the group's ways of a level come to in bytes, over all its caches, a way that is both code's and data's once.
  ///
  /// - Returns: `nil` where the kernel does not say, or the level is not divided.
  public func bytes(ofLevel level: Int) throws(ResctrlError) -> UInt64? {
    let lines = try schemata().lines.filter { $0.resource.hasPrefix("L\(level)") }
    guard let first = lines.first, let bytes = bytes(of: first.resource) else { return nil }
    let ways = first.values.values.reduce(0) { $0 + $1.nonzeroBitCount }
    guard ways > 0 else { return 0 }
    let masks = lines.reduce(into: [:]) { $0.merge($1.values, uniquingKeysWith: |) }
    return bytes / UInt64(ways) * UInt64(masks.values.reduce(0) { $0 + $1.nonzeroBitCount })
  }

  /// A counter over all caches of the machine.
  public func reading(_ event: MonitorEvent) -> MonitorReading {
    let domains = file("mon_data").names.filter { $0.hasPrefix("mon_L3_") }
    return MonitorReading.sum(
      domains.map { MonitorReading(file("mon_data/\($0)/\(event.rawValue)").text) })
  }

  private func file(_ name: String) -> ProcFile { ProcFile("\(path)/\(name)") }
}
