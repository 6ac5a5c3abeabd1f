/// Where to put a victim and its aggressors.
public struct Placement: Sendable, Hashable {
  public let victim: Int
  /// In order of preference: each on a core of its own as far as there are such cores.
  public let aggressors: [Int]
  /// What each aggressor shares with the victim, and nothing closer.
  public let resource: SharedResource
}

/// Why there is no such placement.
public enum PlacementError: Error, Hashable, CustomStringConvertible {
  case noAggressorAsked(Int)
  case victimNotUsable(Int, usable: PUSet)
  case noSuchCache(level: Int, present: [String])
  /// The best victim finds fewer aggressors than asked for.
  case tooFew(
    resource: SharedResource, asked: Int, found: Int, victim: Int?, usable: PUSet, hint: String)

  public var description: String {
    switch self {
    case .noAggressorAsked(let count):
      return "a placement needs at least 1 aggressor, not \(count)"
    case .victimNotUsable(let pu, let usable):
      return "the victim's CPU \(pu) is not usable here (usable: \(usable))"
    case .noSuchCache(let level, let present):
      let caches =
        present.isEmpty ? "no cache is known" : "it has \(present.joined(separator: ", "))"
      return "this machine has no L\(level) that holds data: \(caches)"
    case .tooFew(let resource, let asked, let found, let victim, let usable, let hint):
      let who = victim.map { "CPU \($0)" } ?? "no CPU"
      let found = found == 0 ? (victim == nil ? "any" : "none") : "only \(found)"
      return "\(who) shares exactly \(resource) with \(found) of the CPUs \(usable)"
        + (asked > 1 ? "; \(asked) asked for" : "") + (hint.isEmpty ? "" : " (\(hint))")
    }
  }
}

extension Topology {
  /// PUs for a victim and `count` aggressors that share a resource with the victim and nothing
  /// closer: exactly L3 means other cores below the same L3 that have no L2 in common with it.
  ///
  /// The answer depends on nothing but the arguments: the lowest PU that works is the victim unless
  /// one is given, and aggressors go up from the lowest, first to cores that hold none yet.
  ///
  /// - Parameter candidates: the PUs to choose from; the usable ones when nil.
  public func placement(
    victim: Int? = nil, aggressors count: Int, sharingExactly resource: SharedResource,
    from candidates: PUSet? = nil
  ) throws(PlacementError) -> Placement {
    let candidates = (candidates ?? usable).intersection(pus)
    guard count >= 1 else { throw .noAggressorAsked(count) }
    if let victim, !candidates.contains(victim) {
      throw .victimNotUsable(victim, usable: candidates)
    }
    if case .cache(let level) = resource, !caches.contains(where: { $0.isData(level) }) {
      throw .noSuchCache(level: level, present: cacheNames)
    }
    let coreOf = Dictionary(
      uniqueKeysWithValues: processingUnits.map { ($0.osIndex, $0.core ?? -1 - $0.osIndex) })
    var best: (victim: Int, aggressors: [Int], cores: Int)?
    for victim in victim.map({ [$0] }) ?? Array(candidates) {
      let around = Surroundings(of: victim, in: self)
      let neighbours = candidates.filter { around.sharing(with: $0).isExactly(resource) }
      let chosen = Array(Self.spread(neighbours, over: coreOf).prefix(count))
      let cores = Set(chosen.map { coreOf[$0] }).count
      if (chosen.count, cores) > (best?.aggressors.count ?? 0, best?.cores ?? 0) {
        best = (victim, chosen, cores)
        // Nobody can do better.
        if cores == count { break }
      }
    }
    guard let best, best.aggressors.count == count else {
      throw .tooFew(
        resource: resource, asked: count, found: best?.aggressors.count ?? 0,
        victim: victim ?? best?.victim, usable: candidates, hint: hint(resource))
    }
    return Placement(victim: best.victim, aggressors: best.aggressors, resource: resource)
  }

  /// One PU of each core in ascending order, then the second ones, and so on.
  private static func spread(_ pus: [Int], over coreOf: [Int: Int]) -> [Int] {
    var taken: [Int?: Int] = [:]
    let ranked = pus.map { pu in
      defer { taken[coreOf[pu], default: 0] += 1 }
      return (rank: taken[coreOf[pu], default: 0], pu: pu)
    }
    return ranked.sorted { ($0.rank, $0.pu) < ($1.rank, $1.pu) }.map(\.pu)
  }

  private var cacheNames: [String] {
    var names: [String] = []
    for cache in caches where cache.holdsData && !names.contains(cache.name) {
      names.append(cache.name)
    }
    return names
  }

  /// What in this machine rules the resource out, when one fact does.
  private func hint(_ resource: SharedResource) -> String {
    switch resource {
    case .processingUnit: return "a PU is shared by time only"
    case .core where threadsPerCore == 1:
      return "every core has one PU: no SMT, or it is off"
    case .cache(let level):
      let shared = caches.filter { $0.isData(level) }
      let isPrivate = shared.allSatisfy { cache in cores.contains { cache.pus.isSubset(of: $0.pus) }
      }
      return isPrivate ? "every L\(level) belongs to one core" : ""
    case .machine where packages.count == 1: return "the machine has one package"
    case .numaNode:
      let hasCommonCache = numaNodes.allSatisfy { node in
        node.pus.isEmpty || caches.contains { $0.holdsData && node.pus.isSubset(of: $0.pus) }
      }
      return hasCommonCache ? "PUs of one NUMA node always share a cache too" : ""
    default: return ""
    }
  }
}

extension Cache {
  fileprivate func isData(_ level: Int) -> Bool { holdsData && self.level == level }
}
