/// A part of the machine as nested boxes: everything that is one set of PUs, and what lies inside it.
///
/// A run's own topology is hwloc's XML in `env/topology.xml`; who can read that puts this value into
/// `ResultSet.machine`, so that nothing that draws a machine needs hwloc.
public struct MachineBox: Sendable, Equatable {
  /// The outermost thing that the box is, for instance `Package 0`.
  public let title: String
  /// What else is the same set of PUs, with sizes, for instance `L3 32 MiB`.
  public let details: [String]
  /// By the operating system's numbers.
  public let pus: [Int]
  public let children: [MachineBox]

  public init(title: String, details: [String], pus: [Int], children: [MachineBox] = []) {
    self.title = title
    self.details = details
    self.pus = pus
    self.children = children
  }

  /// The innermost box that holds all of the PUs; `nil` when this one does not.
  public func smallest(around wanted: Set<Int>) -> MachineBox? {
    guard wanted.isSubset(of: pus) else { return nil }
    return children.lazy.compactMap { $0.smallest(around: wanted) }.first ?? self
  }

  /// The boxes without boxes inside: cores as a rule.
  public var leaves: [MachineBox] { children.isEmpty ? [self] : children.flatMap(\.leaves) }
}
