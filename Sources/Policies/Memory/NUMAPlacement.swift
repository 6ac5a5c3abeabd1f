import HardwareTopology
public import Partitioning
import Platform

/// Memory on the node of the cores that use it.
public struct NUMALocal: Policy {
  public let name = "numa-local"
  public let summary = "Every buffer is bound to the NUMA node of the cores that use it."
  public let limits =
    "Takes away remote accesses and what other nodes' interconnect costs; partitions of one node share its memory controller."
  public let aspect = PolicyAspect.node

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    NodeEvidence.nodes(request).count > 1
      ? .available : .degraded(reason: "there is one NUMA node: all memory is local anyway")
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    for (number, threads) in arrangement.cpus.enumerated() {
      let node = request.topology.processingUnit(threads[0][0])?.numaNode ?? 0
      arrangement.partitions[number].memory.nodes = .bind([node])
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    NodeEvidence.reading(observation)
  }
}

/// A node of memory for each partition.
public struct NUMABind: Policy {
  public let name = "numa-bind"
  public let summary =
    "The memory of each partition is bound to a NUMA node that no other partition uses."
  public let limits =
    "Separates memory controllers and channels; cores reach remote nodes over an interconnect that stays shared."
  public let aspect = PolicyAspect.node

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    let nodes = NodeEvidence.nodes(request).count
    return nodes >= request.partitions.count
      ? .available
      : .unavailable(
        reason: "\(request.partitions.count) partitions need a NUMA node each; there are \(nodes)")
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    var free = NodeEvidence.nodes(request)
    for (number, threads) in arrangement.cpus.enumerated() {
      let own = request.topology.processingUnit(threads[0][0])?.numaNode ?? free[0]
      let node = free.contains(own) ? own : free[0]
      free.removeAll { $0 == node }
      arrangement.partitions[number].memory.nodes = .bind([node])
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    NodeEvidence.reading(observation)
  }
}

/// Memory in turn from all nodes.
public struct Interleave: Policy {
  public let name = "interleave"
  public let summary = "The pages of every buffer lie on all NUMA nodes in turn."
  public let limits =
    "Makes placement not matter and evens out the load of memory controllers; everybody shares all of them."
  public let aspect = PolicyAspect.node

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    NodeEvidence.nodes(request).count > 1
      ? .available : .unavailable(reason: "there is one NUMA node: nothing to interleave")
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    for number in arrangement.partitions.indices {
      arrangement.partitions[number].memory.nodes = .interleave(NodeEvidence.nodes(request))
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    NodeEvidence.reading(observation)
  }
}

/// What move_pages(2) says of the buffers.
private enum NodeEvidence {
  /// Nodes that have PUs of the request.
  static func nodes(_ request: PolicyRequest) -> [Int] {
    Set(request.usable.compactMap { request.topology.processingUnit($0)?.numaNode }).sorted()
  }

  /// Every page that was looked at lies on a node that was asked for, and on all of these.
  static func reading(_ observation: PolicyObservation) -> Evidence {
    var held = true
    var pages: [Int: Int] = [:]
    for partition in observation.partitions {
      guard let asked = partition.setting.memory.nodes else { continue }
      for buffer in partition.memory {
        pages.merge(buffer.pagesByNode, uniquingKeysWith: +)
        held = held && !buffer.pagesByNode.isEmpty && asked.holds(buffer.pagesByNode)
      }
    }
    let list = pages.sorted { $0.key < $1.key }.map { "\($0.value) pages on node \($0.key)" }
    return Evidence(
      held: held,
      detail: list.isEmpty
        ? "no buffer to look at" : "move_pages shows \(list.joined(separator: ", "))")
  }
}
