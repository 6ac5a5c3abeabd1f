import Partitioning
import Platform

/// What the policies that give ways of a cache to partitions have in common.
struct WayAllocation {
  let policy: String
  let level: Int
  let machine: ResctrlMachine

  /// Hardware counts a group's lines and scales the count: some more than its ways hold is no proof of a leak.
  static let tolerance = 0.1

  /// Whether there are ways to divide; throws when they are too few.
  func canDivide(_ tree: ResctrlTree, _ shares: [Double]) throws(ResctrlError) -> Bool {
    let caches = try tree.caches(level: level)
    guard !caches.isEmpty else { return false }
    _ = try masks(tree, caches, shares)
    return true
  }

  /// Disjoint masks for the shares, by domain. Of caches with code and data apart, what is reserved for one is for both.
  func masks(_ tree: ResctrlTree, _ caches: [CacheResource], _ shares: [Double])
    throws(ResctrlError) -> [Int: [CapacityMask]]
  {
    let schemata = try tree.defaultGroup.schemata()
    guard let resource = caches.first, let domains = schemata[resource.name]?.keys else {
      throw ResctrlError("\(tree.path)/schemata", "has no line for L\(level)")
    }
    var masks: [Int: [CapacityMask]] = [:]
    for domain in domains.sorted() {
      var cache = resource.cache(domain: domain)
      for other in caches.dropFirst().map({ $0.cache(domain: domain) }) {
        cache.reserved = cache.reserved.union(other.reserved)
        cache.sharedWithHardware = cache.sharedWithHardware.union(other.sharedWithHardware)
      }
      do throws(WaySplit.NoRoom) {
        masks[domain] = try WaySplit.masks(shares, of: cache)
      } catch {
        throw ResctrlError("\(resource.name), cache \(domain)", error.description)
      }
    }
    return masks
  }

  /// The schemata read back were those asked for, every thread was in its group, and no group had more of the cache than its ways
  /// hold.
  func evidence(_ observation: PolicyObservation, partitions: [Int]) -> Evidence {
    var details: [String] = []
    for role in partitions.map(ResctrlLever.role) {
      guard let facts = ResctrlFacts(policy, role, in: observation.readings) else {
        return Evidence(held: false, detail: "nothing was read back of \(role)'s group")
      }
      if let fault = facts.fault { return Evidence(held: false, detail: "\(role): \(fault)") }
      // Occupancy is counted for the last level alone.
      let occupancy = level == 3 ? facts.occupancyBytes : nil
      if let occupancy, let part = facts.partBytes {
        let text = "\(occupancy >> 10) of \(part >> 10) KiB"
        guard Double(occupancy) <= Double(part) * (1 + Self.tolerance) else {
          return Evidence(
            held: false, detail: "\(role) held \(text): its lines lie in others' ways")
        }
        details.append("\(role) \(facts.asked), \(text) held")
      } else {
        details.append("\(role) \(facts.asked)")
      }
    }
    return Evidence(held: true, detail: "read back: " + details.joined(separator: "; "))
  }
}
