import HardwareTopology
import Partitioning

/// PUs in the order of what they share with the victim's, for placements that go by it.
struct Nearness {
  /// The victim's PU first, then the others, those that share most with it first; one to a core.
  let nearestFirst: [Int]
  /// Whether all others share the same with the victim, so that there is nothing to choose.
  let isUniform: Bool
  /// What the nearest of the others shares with the victim's; `nil` without others.
  let nearest: SharedResource?

  init(_ request: PolicyRequest) {
    guard let victim = request.cores.first else {
      (nearestFirst, isUniform, nearest) = ([], true, nil)
      return
    }
    let ranked = request.cores.dropFirst().map { pu in
      let sharing = try? request.topology.sharing(between: victim, and: pu)
      // A guest may have one node over several packages: then that is all they share.
      let isApart = sharing?.isExactly(.machine) ?? true
      return (pu: pu, closest: isApart ? .machine : sharing!.closest)
    }.sorted { ($0.closest.distance, $0.pu) < ($1.closest.distance, $1.pu) }
    nearestFirst = [victim] + ranked.map(\.pu)
    isUniform = Set(ranked.map(\.closest.distance)).count <= 1
    nearest = ranked.first?.closest
  }

  /// Whether a placement that goes by it can be had, and differs from any other.
  static func probe(_ request: PolicyRequest) -> Availability {
    let nearness = Nearness(request)
    let own = OwnCores.probe(request, cores: nearness.nearestFirst)
    guard own == .available, nearness.isUniform, let nearest = nearness.nearest else { return own }
    return .degraded(reason: "every core shares \(nearest) with the victim's: the same as pinned")
  }
}

extension SharedResource {
  /// How far apart two PUs are that have this in common and nothing closer.
  fileprivate var distance: Int {
    switch self {
    case .processingUnit: 0
    case .core: 1
    case .cache(let level): 1 + level
    case .numaNode: 10
    case .package: 11
    case .machine: 12
    }
  }
}
