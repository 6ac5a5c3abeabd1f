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
}
