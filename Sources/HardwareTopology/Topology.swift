/// A machine as plain values: what there is, and who shares what with whom.
///
/// PUs are named by their OS index everywhere, as in `taskset` and `/proc`.
public struct Topology: Sendable {
  public let source: TopologySource
  /// Whether it describes the machine that this process runs on, as hwloc judges it.
  public let isThisSystem: Bool
  /// Version of the hwloc library that loaded it, for instance `2.9.0`.
  public let hwlocVersion: String
  /// The sign that the machine is a virtual one; nil without any.
  public let virtualMachine: VirtualMachine?

  public let packages: [Package]
  public let numaNodes: [NUMANode]
  /// Ordered by level, then data, instruction, unified, then logical index.
  public let caches: [Cache]
  public let cores: [Core]
  /// Ordered by OS index.
  public let processingUnits: [ProcessingUnit]
  public let cpuKinds: [CPUKind]
  public let distances: [DistanceMatrix]

  /// All PUs that have been described.
  public let pus: PUSet
  /// PUs that exist but are offline, so that nothing else is known of them.
  public let offline: PUSet
  /// The PUs that this process may use: its cpuset and, on this machine, its affinity.
  public let usable: PUSet

  let xml: String

  /// The topology in hwloc's own XML as it was when it was loaded. `Topology(loading: .xmlFile)`
  /// and every hwloc tool read it.
  public func exportXML() -> String { xml }

  /// The processor's name, when all packages have the same.
  public var model: String? {
    let models = Set(packages.map(\.model))
    return models.count == 1 ? models.first! : nil
  }

  /// PUs of the core that has the most: 1 without SMT.
  public var threadsPerCore: Int { cores.map(\.pus.count).max() ?? 1 }

  public func processingUnit(_ pu: Int) -> ProcessingUnit? {
    processingUnits.first { $0.osIndex == pu }
  }

  /// The data and unified caches in front of a PU, closest first.
  public func dataCaches(of pu: Int) -> [Cache] {
    caches.filter { $0.holdsData && $0.pus.contains(pu) }
  }

  /// Size in bytes of the data or unified cache of a level in front of a PU; nil when there is none
  /// or its size is unknown.
  public func bytes(ofCacheLevel level: Int, for pu: Int) -> UInt64? {
    dataCaches(of: pu).first { $0.level == level }?.bytes
  }

  /// The furthest cache in front of a PU.
  public func lastLevelCache(of pu: Int) -> Cache? { dataCaches(of: pu).last }

  /// - Throws: `notThisSystem` unless the topology describes the machine we run on. hwloc itself
  ///   does not refuse: binding to PU 31 of a synthetic machine "succeeds" and does nothing.
  public func requireThisSystem() throws(TopologyError) {
    guard isThisSystem else { throw .notThisSystem(source) }
  }

  /// - Throws: `unusablePU` for the lowest PU of the set that this process can't run on.
  public func requireUsable(_ set: PUSet) throws(TopologyError) {
    guard let index = set.subtracting(usable).first else { return }
    if offline.contains(index) {
      throw .unusablePU(
        index: index,
        reason: "it is offline (echo 1 > /sys/devices/system/cpu/cpu\(index)/online)")
    }
    let range = "usable here: \(usable)"
    throw pus.contains(index)
      ? .unusablePU(index: index, reason: "it is outside this process's cpuset (\(range))")
      : .unusablePU(index: index, reason: "there is no such CPU (\(range))")
  }
}
