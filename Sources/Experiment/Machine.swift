public import HardwareTopology
public import Platform
public import Workloads

/// The machine as a run uses it: which PUs it may use, which one it keeps for itself, and in which order partitions take the rest.
public struct Machine: Sendable {
  public let topology: Topology
  /// Every PU that the run may use.
  public let usable: PUSet
  /// PUs for the harness's own thread; empty when there are too few to spare one.
  public let housekeeping: PUSet
  /// PUs for partitions, one to a core where there are enough: the first holds the victim, the others share a
  /// last-level cache with it as far as they can.
  public let cores: [Int]
  public let scale: TickScale
  public let facts: MachineFacts
  /// Cache sizes that were measured; `nil` before, and then hwloc's count.
  public var effectiveCaches: EffectiveCaches?

  /// With fewer cores than this none is kept for the harness: it sleeps while cells run.
  public static let fewestForHousekeeping = 4

  /// Chooses PUs from the topology.
  ///
  /// - Parameters:
  ///   - asked: the PUs that the user allows; all that the process may use when `nil`.
  ///   - housekeeping: the PUs that the user reserves; chosen when `nil`.
  /// - Throws: `TopologyError` when the topology is not this machine or a PU is offline or outside the cpuset.
  public init(
    topology: Topology, asked: PUSet? = nil, housekeeping reserved: PUSet? = nil, scale: TickScale,
    facts: MachineFacts
  ) throws {
    try topology.requireThisSystem()
    if let asked { try topology.requireUsable(asked) }
    if let reserved { try topology.requireUsable(reserved) }
    self.init(
      planningOn: topology, asked: asked, housekeeping: reserved, scale: scale, facts: facts)
  }

  /// The same choice on any topology: a plan can be made where nothing can be run.
  init(
    planningOn topology: Topology, asked: PUSet? = nil, housekeeping reserved: PUSet? = nil,
    scale: TickScale, facts: MachineFacts
  ) {
    let usable = asked ?? topology.usable
    var housekeeping = reserved ?? PUSet()
    let coreCount = topology.cores.count { !$0.pus.isDisjoint(with: usable) }
    if reserved == nil, coreCount >= Self.fewestForHousekeeping, let first = usable.first {
      housekeeping =
        topology.processingUnit(first)?.core
        .flatMap { core in topology.cores.first { $0.logicalIndex == core }?.pus } ?? [first]
      housekeeping = housekeeping.intersection(usable)
    }
    self.topology = topology
    self.usable = usable
    self.housekeeping = housekeeping
    self.scale = scale
    self.facts = facts
    let rest = usable.subtracting(housekeeping)
    cores = Self.order(rest.isEmpty ? usable : rest, in: topology)
  }

  /// One PU of every core, starting with the victim's and those that share exactly its last-level cache.
  private static func order(_ candidates: PUSet, in topology: Topology) -> [Int] {
    var onePerCore: [Int] = []
    var taken = PUSet()
    for pu in candidates where !taken.contains(pu) {
      onePerCore.append(pu)
      let siblings = topology.cores.first { $0.pus.contains(pu) }?.pus ?? [pu]
      taken = taken.union(siblings)
    }
    // The largest group below one last-level cache comes first.
    var groups: [Int: PUSet] = [:]
    for pu in onePerCore {
      if let cache = topology.lastLevelCache(of: pu) {
        groups[cache.logicalIndex, default: []].insert(pu)
      }
    }
    guard
      let largest = groups.sorted(by: { $0.key < $1.key }).max(by: {
        $0.value.count < $1.value.count
      }),
      largest.value.count > 1, let first = largest.value.first,
      let cache = topology.lastLevelCache(of: first),
      let placement = try? topology.placement(
        aggressors: largest.value.count - 1, sharingExactly: .cache(level: cache.level),
        from: largest.value)
    else { return onePerCore }
    let group = [placement.victim] + placement.aggressors
    return group + onePerCore.filter { !group.contains($0) }
  }

  /// Data cache sizes in bytes by level, as the victim's core sees them and hwloc reports them.
  public var hwlocCaches: [Int: Int] {
    Dictionary(
      topology.dataCaches(of: cores[0]).compactMap { cache in
        cache.bytes.map { (cache.level, Int($0)) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The sizes that relative working sets go by.
  public var caches: CacheSizes {
    (effectiveCaches ?? EffectiveCaches(hwloc: hwlocCaches)).sizes
  }
}
