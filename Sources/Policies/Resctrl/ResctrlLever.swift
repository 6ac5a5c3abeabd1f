import Platform

/// Holds the groups of one round, and looks at them at the end of each phase.
final class ResctrlLever: PolicyLever {
  private let policy: String
  private let session: ResctrlSession
  /// Where it is bandwidth that is given, how.
  var bandwidth: BandwidthResource?
  private var facts: [String: ResctrlFacts] = [:]

  /// - Parameter asking: what each partition gets, by its role.
  init(
    _ policy: String, _ machine: ResctrlMachine, options: [String] = [], _ changes: MachineChanges,
    asking: (ResctrlTree) throws(ResctrlError) -> [(partition: String, asked: Schemata)]
  ) throws(ResctrlError) {
    self.policy = policy
    session = try ResctrlSession(on: machine, options: options, changes)
    try session.establish(asking)
  }

  /// A partition by its place: the victim is the first.
  static func role(_ number: Int) -> String {
    number == 0 ? "victim" : number == 1 ? "aggressor" : "aggressor-\(number)"
  }

  /// Partitions come in the order of the arrangement; those without a group stay where they are.
  func admit(_ threads: [(partition: String, thread: Int32)]) throws {
    var names: [String] = []
    for (partition, _) in threads where !names.contains(partition) { names.append(partition) }
    try session.admit(
      threads.map { (Self.role(names.firstIndex(of: $0.partition)!), $0.thread) }
        .filter { session.partitions.contains($0.0) })
    look()
  }

  func observe() { look() }

  func readings() -> [String: String] {
    facts.reduce(into: [:]) { all, entry in
      all.merge(entry.value.coded(policy, entry.key)) { first, _ in first }
    }
  }

  func release() { session.release() }

  private func look() {
    let now = monotonicNanoseconds()
    for (role, reading) in session.readings() {
      facts[role, default: ResctrlFacts()].add(reading, at: now, bandwidth)
    }
  }
}
