/// A kind of thing that two PUs can share, from the closest to the furthest.
public enum SharedResource: Sendable, Hashable, CustomStringConvertible {
  case processingUnit
  /// One core under SMT: its execution units, its TLBs and all its caches.
  case core
  /// The data or unified cache of this level.
  case cache(level: Int)
  case numaNode
  case package
  case machine

  /// The name that `init(parsing:)` reads.
  public var description: String {
    switch self {
    case .processingUnit: "pu"
    case .core: "core"
    case .cache(let level): "L\(level)"
    case .numaNode: "numa"
    case .package: "package"
    case .machine: "machine"
    }
  }

  /// Reads `core`, `L1` to `L5`, `numa` (or `memory`), `package` or `machine`, in any case.
  public init(parsing text: String) throws(TopologyError) {
    switch text.lowercased() {
    case "core": self = .core
    case "numa", "memory": self = .numaNode
    case "package": self = .package
    case "machine": self = .machine
    case "l1", "l2", "l3", "l4", "l5": self = .cache(level: Int(text.dropFirst())!)
    default: throw .unknownResource(text: text)
    }
  }
}
