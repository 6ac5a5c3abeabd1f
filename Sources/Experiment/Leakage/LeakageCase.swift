public import Policies
public import Workloads

/// A channel under a policy: what is measured by itself.
public struct LeakageCase: Sendable {
  public var channel: LeakageChannel
  public var combination: PolicyCombination
  public var sizes: LeakageSizes

  /// Its name in progress and messages: `l1 under sliced`.
  var text: String { "\(channel.rawValue) under \(combination.name)" }
}
