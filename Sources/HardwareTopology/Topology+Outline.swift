/// The machine as plain nested boxes, for whoever draws it.
public struct TopologyOutline: Sendable, Hashable {
  /// Number and name of the outermost thing that is this set of PUs: `Package 0`, `L3`.
  public let title: String
  /// What else is the same PUs, with sizes: `NUMA node 0 17.1 GiB`, `L2 1 MiB`.
  public let details: [String]
  public let pus: PUSet
  public let children: [TopologyOutline]
}

extension Topology {
  /// Everything from the machine down to its cores; what is the same set of PUs is one box.
  public var outline: TopologyOutline { TopologyOutline(boxTree()) }
}

extension TopologyOutline {
  /// A line for each box, those inside it indented.
  func lines(dot: String) -> [String] {
    [([title] + details + ["PUs \(pus)"]).joined(separator: dot)]
      + children.flatMap { $0.lines(dot: dot).map { "  " + $0 } }
  }

  init(_ box: Box) {
    let name = box.items[0]
    title = name.quantity.isEmpty ? name.name : "\(name.name) \(name.quantity)"
    details = box.items.dropFirst().map { item in
      item.quantity.isEmpty ? item.name : "\(item.name) \(item.quantity)"
    }
    pus = box.pus
    children = box.children.map(TopologyOutline.init)
  }
}
