extension Topology {
  /// What a measurement depends on, fact by fact: which PUs there are, and what they share. Two machines of the same shape
  /// have equal ones; how much memory there is, and what else is plugged in, is left out.
  public var shape: [String: String] {
    var facts = [
      "PUs": pus.description,
      "packages": Self.list(packages.map(\.pus)),
      "NUMA nodes": Self.list(numaNodes.map(\.pus)),
      "cores": Self.list(cores.map(\.pus)),
    ]
    for (name, caches) in Dictionary(grouping: caches, by: \.name) {
      facts[name] = caches.map { cache in
        let size = cache.bytes.map { "\($0) B" } ?? "unknown size"
        return "\(size) in \(cache.ways) ways of CPU \(cache.pus)"
      }.joined(separator: ", ")
    }
    return facts
  }

  private static func list(_ sets: [PUSet]) -> String {
    "\(sets.count): " + sets.map(\.description).joined(separator: " ")
  }
}
