/// A box of the drawing: everything that is the same set of PUs, with the smaller boxes inside.
struct Box {
  /// What gives its name to the box, then whatever else is the same PUs.
  let items: [BoxItem]
  let pus: PUSet
  var children: [Box]
  /// When it stands for several boxes of one shape: the PUs of each, itself first.
  var copies: [PUSet] = []

  /// Boxes of the same shape differ in nothing but their numbers and the size of their memory.
  var shape: String {
    let own = items.map { $0.kind == .numaNode ? "" : $0.noun + $0.quantity }
    return "\(pus.count)\(items.map(\.kind))\(own)(\(children.map(\.shape).joined(separator: " ")))"
  }

  var depth: Int { 1 + (children.map(\.depth).max() ?? 0) }

  /// The same tree, where siblings of one shape have become one box from a depth on.
  func collapsed(fromDepth depth: Int) -> Box {
    var result = self
    result.children = children.map { $0.collapsed(fromDepth: depth - 1) }
    guard depth <= 1 else { return result }
    var kept: [(shape: String, box: Box)] = []
    for (child, original) in zip(result.children, children) {
      let shape = original.shape
      if let index = kept.firstIndex(where: { $0.shape == shape }) {
        let first = kept[index].box
        kept[index].box.copies = (first.copies.isEmpty ? [first.pus] : first.copies) + [child.pus]
      } else {
        kept.append((shape, child))
      }
    }
    result.children = kept.map(\.box)
    return result
  }
}

/// One thing named in a box.
struct BoxItem {
  enum Kind: Int, Comparable {
    // In the order in which they give a box its name.
    case package, core, numaNode, cache, processingUnit, machine

    static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  let kind: Kind
  /// The name without a number: `Package`, `L2`.
  let noun: String
  /// None for a cache: it is known by its PUs, as the operating system gives it no number.
  let number: Int?
  /// A size in words; may be empty.
  let quantity: String
  let pus: PUSet

  var name: String { number.map { "\(noun) \($0)" } ?? noun }
}

extension Topology {
  /// The outermost box is the machine.
  func boxTree() -> Box {
    var items = packages.map {
      BoxItem(kind: .package, noun: "Package", number: $0.logicalIndex, quantity: "", pus: $0.pus)
    }
    items += cores.map {
      BoxItem(kind: .core, noun: "Core", number: $0.logicalIndex, quantity: "", pus: $0.pus)
    }
    items += numaNodes.map { node in
      BoxItem(
        kind: .numaNode, noun: "NUMA node", number: node.osIndex,
        quantity: Quantity.bytes(node.memoryBytes),
        // Memory without PUs of its own (an expander) is everybody's.
        pus: node.pus.isEmpty ? pus : node.pus)
    }
    let outward = caches.sorted { ($1.level, $0.name) < ($0.level, $1.name) }
    items += outward.map {
      BoxItem(
        kind: .cache, noun: $0.name, number: nil,
        quantity: $0.bytes.map(Quantity.bytes) ?? "?", pus: $0.pus)
    }
    items += processingUnits.filter { $0.core == nil }.map {
      BoxItem(kind: .processingUnit, noun: "PU", number: nil, quantity: "", pus: [$0.osIndex])
    }
    items.append(BoxItem(kind: .machine, noun: "Machine", number: nil, quantity: "", pus: pus))
    return Self.box(of: pus, items.filter { $0.pus.isSubset(of: pus) })
  }

  /// hwloc's objects form a tree: two sets are nested or disjoint.
  private static func box(of pus: PUSet, _ items: [BoxItem]) -> Box {
    let own = items.filter { $0.pus == pus }
    let inner = items.filter { $0.pus != pus }.sorted { $0.pus.count > $1.pus.count }
    var children: [Box] = []
    var covered = PUSet()
    for item in inner where item.pus.isDisjoint(with: covered) {
      covered = covered.union(item.pus)
      children.append(box(of: item.pus, inner.filter { $0.pus.isSubset(of: item.pus) }))
    }
    children.sort { $0.pus.first! < $1.pus.first! }
    let name = own.indices.min { own[$0].kind < own[$1].kind }!
    let others = own.indices.filter { $0 != name && own[$0].kind != .machine }
    return Box(items: [own[name]] + others.map { own[$0] }, pus: pus, children: children)
  }
}
