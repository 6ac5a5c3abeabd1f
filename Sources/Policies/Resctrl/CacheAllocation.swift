public import Partitioning
public import Platform

/// Ways of a cache for each partition, by the hardware: L3 (`cat`) or L2 (`l2-cat`).
public struct CacheAllocation: Policy {
  public enum Level: Int, Sendable {
    case l2 = 2
    case l3
  }

  public let level: Level
  /// The victim's part of the ways.
  public let share: Double
  private let machine: ResctrlMachine

  public var name: String { level == .l3 ? "cat" : "l2-cat" }
  public var summary: String {
    "Each partition fills its own ways of the L\(level.rawValue) only, held by the hardware (resctrl)."
  }
  public var limits: String {
    "New lines only: what was in the cache before lasts until it is displaced, by the aggressors' warm-up. "
      + "The rest of the machine may still fill every way. "
      + (level == .l3
        ? "Bandwidth, the interconnect and private caches stay shared."
        : "Matters for partitions that share a core; the last-level cache stays shared.")
  }
  public let aspect = PolicyAspect.ways
  public let parameters = [
    PolicySetting(
      name: "ways", meaning: "The victim's part of the ways.", kind: .share, range: 0.01...0.99,
      defaultText: "50%")
  ]

  public init(
    _ level: Level, share: Double = 0.5, on machine: ResctrlMachine = ResctrlMachine()
  ) {
    self.level = level
    self.share = share
    self.machine = machine
  }

  public func configured(_ values: [String: Double]) -> any Policy {
    CacheAllocation(level, share: values["ways"] ?? share, on: machine)
  }

  /// An L2 is shared by those who take turns on its core, an L3 by those on cores of their own.
  public var base: (any Policy)? { level == .l3 ? Pinned() : SlicedGuard() }

  public func probe(_ request: PolicyRequest) -> Availability {
    let need = need(request.partitions.count)
    return need.probe(machine) { tree throws(ResctrlError) in
      try ways.canDivide(tree, shares(request.partitions.count))
    }
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {}

  public func engage(
    _ arrangement: Arrangement, through changes: MachineChanges
  ) throws -> (any PolicyLever)? {
    let count = arrangement.partitions.count
    return try ResctrlLever(name, machine, changes) { tree throws(ResctrlError) in
      let caches = try tree.caches(level: level.rawValue)
      let masks = try ways.masks(tree, caches, shares(count))
      return (0..<count).map { number in
        let lines = caches.map { Schemata.Line($0.name, masks.mapValues { $0[number] }) }
        return (ResctrlLever.role(number), Schemata(lines))
      }
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    ways.evidence(observation, partitions: Array(observation.partitions.indices))
  }

  private var ways: WayAllocation {
    WayAllocation(policy: name, level: level.rawValue, machine: machine)
  }

  private func need(_ groups: Int) -> ResctrlNeed {
    ResctrlNeed(
      feature: "allocation of L\(level.rawValue) ways (CAT)",
      flag: "cat_l\(level.rawValue)", groups: groups)
  }

  /// What the victim leaves, the others get in equal parts.
  private func shares(_ partitions: Int) -> [Double] {
    [share] + (1..<max(2, partitions)).map { _ in (1 - share) / Double(max(1, partitions - 1)) }
  }
}
