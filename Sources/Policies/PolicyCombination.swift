public import Partitioning
public import Platform

/// Policies that are in force together.
public struct PolicyCombination: Sendable {
  /// What they stand on included, in the order in which they are applied.
  public let policies: [any Policy]
  /// The policies that were asked for, such as `gang+flush`.
  public let name: String

  /// - Parameter values: parameters other than the defaults, for those of the policies that know them.
  /// - Throws: when two of them decide the same.
  public init(
    _ asked: [any Policy], _ values: [String: Double] = [:]
  ) throws(PolicyConflict) {
    var policies: [any Policy] = []
    for policy in asked {
      if let other = policies.first(where: { $0.aspect == policy.aspect }) {
        throw PolicyConflict(first: other.name, second: policy.name, aspect: policy.aspect)
      }
      policies.append(policy)
    }
    for policy in asked {
      guard let base = policy.base, !policies.contains(where: { $0.aspect == base.aspect }) else {
        continue
      }
      policies.append(base)
    }
    policies = policies.map { $0.configured(values) }
    let order = PolicyAspect.allCases
    self.policies = policies.sorted {
      order.firstIndex(of: $0.aspect)! < order.firstIndex(of: $1.aspect)!
    }
    name = asked.map(\.name).joined(separator: "+")
  }

  /// Whether partitions take turns in windows.
  public var takesTurns: Bool { windowNanoseconds != nil }

  /// Length of a partition's window; `nil` where partitions run all the time.
  public var windowNanoseconds: Int64? {
    policies.compactMap { ($0 as? any TurnPolicy)?.windowNanoseconds }.first
  }

  /// What partitions are made of.
  public var backend: BackendKind {
    policies.compactMap { ($0 as? OwnBackend)?.backend }.first ?? .thread
  }

  /// The name of the same combination without a limit on traffic.
  public var withoutBandwidth: String {
    let rest = policies.filter { $0.aspect != .bandwidth }
    return rest.isEmpty ? Baseline().name : rest.map(\.name).joined(separator: "+")
  }

  /// Whether it can be had here: not when one of its policies cannot, degraded when one of them is.
  ///
  /// What a policy finds depends on those below it, so the arrangement is made to see.
  public func probe(_ request: PolicyRequest) -> Availability {
    var reasons: [String] = []
    var arrangement = Arrangement(unpartitioned: request)
    for policy in policies {
      switch policy.probe(request) {
      case .available: break
      case .degraded(let reason): reasons.append(reason)
      case .unavailable(let reason): return .unavailable(reason: reason)
      }
      do {
        try policy.apply(to: &arrangement, request)
      } catch {
        return .unavailable(
          reason: "\(error)".split(separator: "\n").joined(separator: "; "))
      }
    }
    return reasons.isEmpty ? .available : .degraded(reason: reasons.joined(separator: "; "))
  }

  /// Where every thread goes, when it may run, and what its partition is made of.
  public func arrangement(_ request: PolicyRequest) throws -> Arrangement {
    var arrangement = Arrangement(unpartitioned: request)
    for policy in policies { try policy.apply(to: &arrangement, request) }
    return arrangement
  }

  /// The levers of those policies that change the machine; what was engaged before an error is released.
  public func engage(
    _ arrangement: Arrangement, through changes: MachineChanges
  ) throws -> [any PolicyLever] {
    var levers: [any PolicyLever] = []
    do {
      for policy in policies {
        if let lever = try policy.engage(arrangement, through: changes) { levers.append(lever) }
      }
    } catch {
      for lever in levers.reversed() { lever.release() }
      throw error
    }
    return levers
  }

  /// Held only when all of them held.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    let readings = policies.map { $0.evidence(observation) }
    return Evidence(
      held: readings.allSatisfy(\.held), detail: readings.map(\.detail).joined(separator: "; "))
  }
}

/// Two policies that cannot be in force together.
public struct PolicyConflict: Error, Equatable, CustomStringConvertible {
  public let first: String
  public let second: String
  public let aspect: PolicyAspect

  public init(first: String, second: String, aspect: PolicyAspect) {
    self.first = first
    self.second = second
    self.aspect = aspect
  }

  public var description: String {
    "\(first) and \(second) both decide \(aspect.meaning); choose one"
  }
}
