extension Topology {
  static let csvColumns = [
    "kind", "level", "type", "os_index", "logical_index", "bytes", "line_bytes", "ways",
    "shared_by",
  ]

  /// One row per object, from packages to PUs. What is unknown or means nothing for a kind of
  /// object is an empty cell; `shared_by` is the list of its PUs.
  public func csv() -> String {
    var rows = [Self.csvColumns]
    func add(
      _ kind: String, level: Int? = nil, type: String = "", os: Int? = nil, logical: Int,
      bytes: UInt64? = nil, line: Int? = nil, ways: String = "", _ pus: PUSet
    ) {
      func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "" }
      rows.append([
        kind, text(level), type, text(os), "\(logical)", text(bytes), text(line), ways,
        pus.description,
      ])
    }
    for package in packages {
      add("package", os: package.osIndex, logical: package.logicalIndex, package.pus)
    }
    for node in numaNodes {
      add("numa", os: node.osIndex, logical: node.logicalIndex, bytes: node.memoryBytes, node.pus)
    }
    for cache in caches {
      add(
        "cache", level: cache.level, type: cache.kind.rawValue, logical: cache.logicalIndex,
        bytes: cache.bytes, line: cache.lineBytes, ways: cache.ways.description, cache.pus)
    }
    for core in cores { add("core", os: core.osIndex, logical: core.logicalIndex, core.pus) }
    for pu in processingUnits {
      add("pu", os: pu.osIndex, logical: pu.logicalIndex, [pu.osIndex])
    }
    // A list of PUs has commas, so RFC 4180 asks for quotes; nothing here has a quote in it.
    return rows.map { row in
      row.map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: ",") + "\n"
    }.joined()
  }
}
