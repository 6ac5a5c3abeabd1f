/// What two PUs have in common.
public struct Sharing: Sendable, Hashable, CustomStringConvertible {
  public let first: Int
  public let second: Int
  /// The core of both, when it is one core: two SMT threads, or one and the same PU.
  public let core: Core?
  /// The caches that both use, closest first; instruction caches are among them.
  public let caches: [Cache]
  /// The NUMA node that is closest to both.
  public let numaNode: NUMANode?
  public let package: Package?

  /// The closest thing that they share.
  ///
  /// Where a NUMA node and a package are the same PUs, the node counts as closer: its memory
  /// controller is what is then shared. Instruction caches don't count.
  public var closest: SharedResource {
    if first == second { return .processingUnit }
    if core != nil { return .core }
    if let cache = caches.first(where: \.holdsData) { return .cache(level: cache.level) }
    switch (numaNode, package) {
    case (let node?, let package?):
      return node.pus.count <= package.pus.count ? .numaNode : .package
    case (_?, nil): return .numaNode
    case (nil, _?): return .package
    case (nil, nil): return .machine
    }
  }

  /// Whether they share this resource and nothing closer.
  ///
  /// "Exactly the machine" means different packages without a common cache, also on a machine that
  /// has one NUMA node over all its packages, as guests often are.
  public func isExactly(_ resource: SharedResource) -> Bool {
    closest == resource || resource == .machine && closest == .numaNode && package == nil
  }

  /// One line, for instance `PU 0 and PU 2 share L2 (1 MiB), L3 (32 MiB), NUMA node 0, package 0`.
  public var description: String {
    if first == second { return "PU \(first) is one and the same PU" }
    var parts: [String] = []
    if let core { parts.append("core \(core.logicalIndex)") }
    parts += caches.map { cache in
      cache.bytes.map { "\(cache.name) (\(Quantity.bytes($0)))" } ?? cache.name
    }
    if let numaNode { parts.append("NUMA node \(numaNode.osIndex)") }
    if let package { parts.append("package \(package.logicalIndex)") }
    let shared = parts.isEmpty ? "only the machine" : parts.joined(separator: ", ")
    return "PU \(first) and PU \(second) share \(shared)"
  }
}

extension Topology {
  /// What two PUs share.
  /// - Throws: `unusablePU` when one of them is not part of the topology.
  public func sharing(between a: Int, and b: Int) throws(TopologyError) -> Sharing {
    for pu in [a, b] where !pus.contains(pu) {
      throw .unusablePU(index: pu, reason: "there is no such CPU (there are \(pus))")
    }
    return Surroundings(of: a, in: self).sharing(with: b)
  }
}

/// What lies around one PU, kept so that asking about every other PU of a large machine is quick.
struct Surroundings {
  private let pu: Int
  private let cores: [Core]
  private let caches: [Cache]
  private let numaNodes: [NUMANode]
  private let packages: [Package]

  init(of pu: Int, in topology: Topology) {
    self.pu = pu
    cores = topology.cores.filter { $0.pus.contains(pu) }
    caches = topology.caches.filter { $0.pus.contains(pu) }
    numaNodes = topology.numaNodes.filter { $0.pus.contains(pu) }
    packages = topology.packages.filter { $0.pus.contains(pu) }
  }

  func sharing(with other: Int) -> Sharing {
    Sharing(
      first: pu, second: other,
      core: cores.first { $0.pus.contains(other) },
      caches: caches.filter { $0.pus.contains(other) },
      numaNode: Topology.closest(of: numaNodes, to: other),
      package: packages.first { $0.pus.contains(other) })
  }
}
