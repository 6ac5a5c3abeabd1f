import Partitioning

/// Every policy, by name.
public enum PolicyCatalogue {
  public static let all: [any Policy] = [
    Baseline(), Pinned(), Cluster(), Spread(), SMTExclusive(),
    Sliced(), SlicedGuard(), Gang(), Slack(), Flush(),
    HugePages(), NoHugePages(), NUMALocal(), NUMABind(), Interleave(),
    Coloured(),
    CacheAllocation(.l3), CacheAllocation(.l2), CodeDataPrioritization(),
    Budget(), MemoryBandwidthAllocation(),
    OwnBackend(.process), OwnBackend(.container), OwnBackend(.vm),
  ]

  /// The combinations that `--policies all` stands for: every policy by itself.
  public static var standard: [String] { all.map(\.name) }

  public static func named(_ name: String) -> (any Policy)? { all.first { $0.name == name } }

  /// The combination that a suite names, such as `gang+flush`; `nil` when one of the names is unknown.
  ///
  /// - Parameter values: parameters other than the defaults, for those of the policies that know them.
  public static func combination(
    named name: String, _ values: [String: Double] = [:]
  ) throws(PolicyConflict) -> PolicyCombination? {
    var policies: [any Policy] = []
    for part in name.split(separator: "+", omittingEmptySubsequences: false) {
      guard let policy = named(String(part)) else { return nil }
      policies.append(policy)
    }
    return try PolicyCombination(policies, values)
  }

  /// The parameters that a policy takes in a suite: its own, and those of what it stands on.
  public static func parameters(of name: String) -> [PolicySetting] {
    guard let policy = named(name) else { return [] }
    return policy.parameters + (policy.base?.parameters ?? [])
  }
}
