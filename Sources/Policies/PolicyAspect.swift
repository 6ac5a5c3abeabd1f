/// What of the partitions a policy decides. Two policies of one combination may not decide the same.
///
/// In the order in which they are applied: windows need to know the cores, switch hygiene needs windows.
public enum PolicyAspect: String, Sendable, CaseIterable {
  /// On which PUs partitions run.
  case placement
  /// When they run.
  case time
  /// What is done to the core between two of them.
  case hygiene
  /// What a partition is made of.
  case backend
  /// The size of their pages.
  case pages
  /// The NUMA nodes of their memory.
  case node
  /// The page colours of their memory.
  case colours
  /// The ways of the caches that they may fill.
  case ways
  /// How much memory traffic they may cause.
  case bandwidth

  /// What it is, in a few words.
  public var meaning: String {
    switch self {
    case .placement: "on which cores partitions run"
    case .time: "when partitions run"
    case .hygiene: "what is done to a core between two partitions"
    case .backend: "what a partition is made of"
    case .pages: "the size of pages"
    case .node: "the NUMA nodes of memory"
    case .colours: "the page colours of memory"
    case .ways: "the cache ways that partitions may fill"
    case .bandwidth: "how much memory traffic partitions may cause"
    }
  }
}
