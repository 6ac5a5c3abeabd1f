/// How the memory of a partition's buffers is to be had; what is `nil` is left to the workload.
public struct MemorySetting: Sendable, Hashable {
  /// The size of pages.
  public var pages: Arena.Wish?
  /// The NUMA nodes that pages come from.
  public var nodes: NodeBinding?
  /// The page colours of the core's own L2; with these, pages are of the base size and from the core's own node.
  public var colours: ColourShare?

  public init() {}
}

/// The NUMA nodes that the pages of a buffer come from.
public enum NodeBinding: Sendable, Hashable {
  /// Any of these and no other.
  case bind([Int])
  /// All of these in turn.
  case interleave([Int])

  var nodes: [Int] {
    switch self {
    case .bind(let nodes), .interleave(let nodes): nodes
    }
  }

  /// Whether pages that were found on these nodes, by node, are where they were to be.
  public func holds(_ pagesByNode: [Int: Int]) -> Bool {
    let found = Set(pagesByNode.filter { $0.value > 0 }.keys)
    switch self {
    case .bind(let nodes): return found.isSubset(of: nodes)
    case .interleave(let nodes):
      // A buffer of fewer pages than nodes cannot be on all of them.
      let pages = pagesByNode.values.reduce(0, +)
      return found.isSubset(of: nodes) && found.count >= min(pages, Set(nodes).count)
    }
  }
}

/// Where, in what pages and in which colours a buffer was found.
public struct MemoryReading: Sendable, Equatable {
  public var bytes: Int
  /// As smaps has it.
  public var pages: Arena.Pages
  /// How many of the pages that were looked at were on which NUMA node, as move_pages(2) has it; empty where the kernel does not say.
  public var pagesByNode: [Int: Int]
  /// A second look at its pages' colours; `nil` where these were not chosen.
  public var colours: ColourReading?

  public init(
    bytes: Int, pages: Arena.Pages, pagesByNode: [Int: Int], colours: ColourReading? = nil
  ) {
    self.bytes = bytes
    self.pages = pages
    self.pagesByNode = pagesByNode
    self.colours = colours
  }
}
