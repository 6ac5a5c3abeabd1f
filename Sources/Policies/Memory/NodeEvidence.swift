import HardwareTopology
import Platform

/// What move_pages(2) says of the buffers.
enum NodeEvidence {
  /// Nodes that have PUs of the request.
  static func nodes(_ request: PolicyRequest) -> [Int] {
    Set(request.usable.compactMap { request.topology.processingUnit($0)?.numaNode }).sorted()
  }

  /// Every page that was looked at lies on a node that was asked for, and on all of these.
  static func reading(_ observation: PolicyObservation) -> Evidence {
    var held = true
    var pages: [Int: Int] = [:]
    for partition in observation.partitions {
      guard let asked = partition.setting.memory.nodes else {
        held = false
        continue
      }
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
