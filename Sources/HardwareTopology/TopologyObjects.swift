/// A processor package: what is plugged into one socket.
public struct Package: Sendable, Hashable, Encodable {
  /// hwloc's number, `L#`: counts from 0 in the order of the machine's layout.
  public let logicalIndex: Int
  /// The operating system's number, `P#`; absent when it has none.
  public let osIndex: Int?
  /// The processor's name as it gives it, for instance `AMD EPYC 9654 96-Core Processor`.
  public let model: String?
  public let pus: PUSet
}

/// A NUMA node: one bank of memory, and the PUs that are closest to it.
public struct NUMANode: Sendable, Hashable, Encodable {
  public let logicalIndex: Int
  /// The operating system's number, the one `numactl` takes.
  public let osIndex: Int
  public let memoryBytes: UInt64
  public let pus: PUSet
}

/// One cache and the PUs that share it.
public struct Cache: Sendable, Hashable, Encodable {
  public enum Kind: String, Sendable, Encodable {
    case data, instruction, unified
  }

  public enum Ways: Sendable, Hashable, Encodable, CustomStringConvertible {
    case count(Int)
    case fullyAssociative
    case unknown

    /// `8`, `full`, or nothing when unknown.
    public var description: String {
      switch self {
      case .count(let ways): "\(ways)"
      case .fullyAssociative: "full"
      case .unknown: ""
      }
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .count(let ways): try container.encode(ways)
      case .fullyAssociative: try container.encode(description)
      case .unknown: try container.encodeNil()
      }
    }
  }

  public let level: Int
  public let kind: Kind
  /// Counts from 0 among the caches of the same level and kind.
  public let logicalIndex: Int
  /// Size in bytes; absent when the machine does not tell.
  public let bytes: UInt64?
  public let lineBytes: Int?
  public let ways: Ways
  public let pus: PUSet

  /// The name in the field's spelling: `L1d`, `L1i`, `L2`, `L3`.
  public var name: String {
    switch kind {
    case .data: "L\(level)d"
    case .instruction: "L\(level)i"
    case .unified: "L\(level)"
    }
  }

  /// Whether loads and stores go through it. Instruction caches are listed but never decide what
  /// is "closest": all workloads here attack with data.
  public var holdsData: Bool { kind != .instruction }
}

/// A core: one set of execution units, with one PU, or several under SMT.
public struct Core: Sendable, Hashable, Encodable {
  /// Counts from 0 over the whole machine.
  public let logicalIndex: Int
  /// The operating system's number; it may repeat in another package.
  public let osIndex: Int?
  public let pus: PUSet
}

/// A processing unit: what the operating system calls a CPU.
public struct ProcessingUnit: Sendable, Hashable, Encodable {
  /// The operating system's number, the one `taskset` takes.
  public let osIndex: Int
  public let logicalIndex: Int
  /// Logical index of its core.
  public let core: Int?
  /// Logical index of its package.
  public let package: Int?
  /// OS index of its closest NUMA node.
  public let numaNode: Int?
  /// Whether the cpuset (cgroup) of this process lets it run there.
  public let isAllowed: Bool
}

/// PUs of one make, on a machine that mixes several: performance and efficiency cores.
public struct CPUKind: Sendable, Hashable, Encodable {
  /// Rank from 0, the least powerful; absent when hwloc can't rank them.
  public let efficiency: Int?
  /// What hwloc knows of them, for instance `CoreType` = `IntelAtom`.
  public let infos: [String: String]
  public let pus: PUSet
}

/// Distances between objects as the firmware states them: latencies in its own relative unit, or
/// bandwidths in MiB/s.
public struct DistanceMatrix: Sendable, Hashable, Encodable {
  public enum Meaning: String, Sendable, Encodable {
    case latency, bandwidth, other
  }

  /// hwloc's name of it, for instance `NUMALatency`.
  public let name: String
  public let meaning: Meaning
  /// The objects in the order of rows and columns, for instance `NUMANode 0`.
  public let objects: [String]
  /// `values[from][to]`.
  public let values: [[UInt64]]
}
