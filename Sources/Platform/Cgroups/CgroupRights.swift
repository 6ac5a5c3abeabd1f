import Glibc

extension CgroupMap {
  /// What a group is wanted for.
  public enum Purpose: String, Sendable, CaseIterable {
    case cpus = "cpuset"
    case memory
    case freezing = "freezer"
    case processes = "pids"
  }

  /// Where to make a group for a purpose, or why that cannot be done.
  public enum Place: Sendable, Equatable {
    case hierarchy(Hierarchy)
    case unavailable(reason: String)
  }

  /// The place where this process may make a group for a purpose.
  ///
  /// - Parameter version: only this one; `nil`: the newer one where both do.
  public func place(for purpose: Purpose, version: Hierarchy.Version? = nil) -> Place {
    var reasons: [String] = []
    for hierarchy in [v2, v1(purpose.rawValue)].compactMap({ $0 })
    where version == nil || hierarchy.version == version {
      guard let reason = Self.obstacle(to: purpose, in: hierarchy) else {
        return .hierarchy(hierarchy)
      }
      reasons.append(reason)
    }
    return .unavailable(
      reason: reasons.isEmpty
        ? "no \(version.map { "version \($0.rawValue) " } ?? "")control group hierarchy for \(purpose.rawValue) is mounted"
        : reasons.joined(separator: "; "))
  }

  /// What stands against a group for the purpose below the process's own; `nil` when nothing does.
  static func obstacle(to purpose: Purpose, in hierarchy: Hierarchy) -> String? {
    let own = hierarchy.ownGroup
    if hierarchy.version == .v2, purpose != .freezing {
      // Freezing is part of version 2 itself; all else must be handed down by every group above (cgroup-v2.rst).
      let handedDown = ProcFile("\(own)/cgroup.subtree_control").line?.words ?? []
      guard handedDown.contains(purpose.rawValue) else {
        return "\(own)/cgroup.subtree_control does not hand \(purpose.rawValue) down"
      }
    }
    // To move a process, one must be able to write to the group that it leaves for both, too.
    let isOurs =
      unsafe access(own, W_OK) == 0 && (geteuid() == 0 || access("\(own)/cgroup.procs", W_OK) == 0)
    guard !isOurs else { return nil }
    let delegation =
      hierarchy.version == .v2
      ? ": start it with systemd-run --user --scope -p Delegate=yes" : ": it takes root"
    return "\(own) is not this user's\(delegation)"
  }
}
