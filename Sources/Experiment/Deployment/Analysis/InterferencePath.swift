import Results

/// The chain of shared resources through which one application can delay another.
struct InterferencePath: Sendable {
  let victim: PlacedApplication
  let aggressor: PlacedApplication
  /// The closest channel first.
  let links: [Link]

  /// One channel of the path.
  struct Link: Sendable {
    let channel: InterferenceChannel
    /// The one thing on this machine that both use.
    let resource: String
    /// The deployment's cores that have it.
    let cores: [Int]
    let kind: InterferenceKind
    /// Time in each major frame in which both may run at once there; `nil` where no schedule limits it.
    let overlapNanoseconds: Int64?
    /// What in the deployment lessens it.
    let mitigations: [String]
  }

  /// The strongest kind among the links.
  var kind: InterferenceKind {
    InterferenceKind.allCases.first { kind in links.contains { $0.kind == kind } } ?? .none
  }

  /// The closest link of the strongest kind; `nil` when nothing that matters is shared.
  var leading: Link? { kind == .none ? nil : links.first { $0.kind == kind } }

  /// Of the same pair in every analysis of the same file: `victim.partition<aggressor.partition`.
  var id: String { "\(victim.id)<\(aggressor.id)" }
}

/// Finds the links between two applications.
struct PathFinder: Sendable {
  let deployment: Deployment
  let hardware: SharedHardware
  let timetable: Timetable

  func path(to victim: PlacedApplication, from aggressor: PlacedApplication) -> InterferencePath {
    let meetings = meetings(victim, aggressor)
    var links = hardware.elements.compactMap { hardwareLink($0, meetings) }
    links += softwareLinks(victim, aggressor, meetings)
    return InterferencePath(
      victim: victim, aggressor: aggressor, links: links.sorted { $0.channel < $1.channel })
  }

  /// A core of the one and a core of the other, and whether both may run at once there.
  private struct Meeting {
    let cores: (victim: Int, aggressor: Int)
    let isOnePU: Bool
    let coincidence: Timetable.Coincidence
  }

  private func meetings(
    _ victim: PlacedApplication, _ aggressor: PlacedApplication
  ) -> [Meeting] {
    let (first, second) = (victim.partition.name, aggressor.partition.name)
    return victim.cores.flatMap { core in
      aggressor.cores.compactMap { other in
        guard timetable.runs(first, on: core), timetable.runs(second, on: other) else { return nil }
        let isOnePU = hardware.isOnePU(core, other)
        return Meeting(
          cores: (core, other), isOnePU: isOnePU,
          coincidence: isOnePU
            ? .never : timetable.coincidence(of: first, on: core, and: second, on: other))
      }
    }
  }

  /// Both run at once, and for how long at most on one pair of cores; else what is left behind, where anything is.
  private func timing(
    _ meetings: [Meeting], leavesResidue: Bool
  ) -> (kind: InterferenceKind, overlap: Int64?) {
    var longest: Int64 = 0
    var isConcurrent = false
    for meeting in meetings {
      guard case .perFrame(let nanoseconds) = meeting.coincidence else { continue }
      guard let nanoseconds else { return (.concurrent, nil) }
      isConcurrent = true
      longest = max(longest, nanoseconds)
    }
    return (isConcurrent ? .concurrent : leavesResidue ? .residual : .none, longest)
  }

  // MARK: Hardware

  private func hardwareLink(
    _ element: SharedHardware.Element, _ meetings: [Meeting]
  ) -> InterferencePath.Link? {
    let here = meetings.filter {
      element.cores.contains($0.cores.victim) && element.cores.contains($0.cores.aggressor)
    }
    // Of two PUs of one core the other one is what they share; a PU with itself is no sibling.
    guard !here.isEmpty, element.channel != .smt || here.contains(where: { !$0.isOnePU }) else {
      return nil
    }
    // The interconnect carries what goes from node to node.
    if element.channel == .interconnect, !here.contains(where: liesAcrossNodes) { return nil }
    let (kind, overlap) = timing(here, leavesResidue: element.channel.keepsState)
    return InterferencePath.Link(
      channel: element.channel, resource: element.name, cores: element.cores, kind: kind,
      overlapNanoseconds: overlap,
      mitigations: kind == .concurrent ? [] : [Mitigation.notAtOnce])
  }

  private func liesAcrossNodes(_ meeting: Meeting) -> Bool {
    !hardware.elements.contains {
      $0.channel == .node && $0.cores.contains(meeting.cores.victim)
        && $0.cores.contains(meeting.cores.aggressor)
    }
  }

  // MARK: Software

  private func softwareLinks(
    _ victim: PlacedApplication, _ aggressor: PlacedApplication, _ meetings: [Meeting]
  ) -> [InterferencePath.Link] {
    guard !meetings.isEmpty else { return [] }
    let isOnePartition = victim.partition.name == aggressor.partition.name
    let together = meetings.filter(\.isOnePU)
    return [
      isOnePartition ? guestScheduler(victim, aggressor, together) : nil,
      addressSpace(victim, aggressor, meetings),
      isOnePartition ? nil : partitionScheduler(victim, aggressor, together),
      hostOS(victim, aggressor, meetings),
    ].compactMap(\.self)
  }

  /// Applications of one partition on one core are ready at the same time and take turns by its rules.
  private func guestScheduler(
    _ victim: PlacedApplication, _ aggressor: PlacedApplication, _ together: [Meeting]
  ) -> InterferencePath.Link? {
    guard let core = together.first?.cores.victim else { return nil }
    let partition = victim.partition
    return InterferencePath.Link(
      channel: .partition, resource: "guest scheduler of \(partition.name)", cores: partition.cores,
      kind: .concurrent, overlapNanoseconds: timetable.granted(partition.name, on: core),
      mitigations: Mitigation.byGuestScheduler(victim, aggressor))
  }

  private func addressSpace(
    _ victim: PlacedApplication, _ aggressor: PlacedApplication, _ meetings: [Meeting]
  ) -> InterferencePath.Link? {
    let isOnePartition = victim.partition.name == aggressor.partition.name
    guard
      isOnePartition
        || !victim.partition.hasOwnAddressSpace && !aggressor.partition.hasOwnAddressSpace
    else { return nil }
    let isPrivate = isOnePartition && victim.partition.hasOwnAddressSpace
    let cores =
      isPrivate ? victim.partition.cores : deployment.coresOfThreads
    let (kind, overlap) = timing(meetings, leavesResidue: true)
    return InterferencePath.Link(
      channel: .addressSpace,
      resource: isPrivate
        ? "address space of \(victim.partition.name)" : "address space of the harness process",
      cores: cores, kind: kind, overlapNanoseconds: overlap,
      mitigations: kind == .concurrent ? [] : [Mitigation.notAtOnce])
  }

  /// Two partitions on one core: the second can't begin before the first has been stopped.
  private func partitionScheduler(
    _ victim: PlacedApplication, _ aggressor: PlacedApplication, _ together: [Meeting]
  ) -> InterferencePath.Link? {
    guard let core = together.first?.cores.victim, timetable.majorFrameNanoseconds != nil else {
      return nil
    }
    return InterferencePath.Link(
      channel: .hypervisor, resource: "partition scheduler of core \(core)", cores: [core],
      kind: .residual, overlapNanoseconds: 0,
      mitigations: [Mitigation.notAtOnce] + Mitigation.byGuard(deployment.guardBand))
  }

  private func hostOS(
    _ victim: PlacedApplication, _ aggressor: PlacedApplication, _ meetings: [Meeting]
  ) -> InterferencePath.Link {
    // Without windows it is the host's scheduler that shares out a core both want.
    let competes =
      timetable.majorFrameNanoseconds == nil && meetings.contains(where: \.isOnePU)
    // Interrupts, timers and deferred work that one partition caused may be served in the next one's window.
    let (kind, overlap) = timing(meetings, leavesResidue: meetings.contains(where: \.isOnePU))
    let areGuests = victim.partition.backend == "vm" && aggressor.partition.backend == "vm"
    let entered = areGuests ? ", entered when a guest exits" : ""
    let scheduler = deployment.hypervisor.type == .type2 ? " and scheduler" : ""
    return InterferencePath.Link(
      channel: .hostOS, resource: "host kernel\(scheduler)\(entered)",
      cores: Array(0..<deployment.coreCount), kind: competes ? .concurrent : kind,
      overlapNanoseconds: competes ? nil : overlap,
      mitigations: kind == .concurrent || competes ? [] : [Mitigation.notAtOnce])
  }
}

extension InterferenceChannel {
  /// Whether what one application leaves there slows the next one down.
  fileprivate var keepsState: Bool {
    self == .core || self == .tlb || isCache
  }
}

extension Deployment {
  /// Cores of the partitions that are threads of the harness process.
  fileprivate var coresOfThreads: [Int] {
    Set(partitions.filter { !$0.hasOwnAddressSpace }.flatMap(\.cores)).sorted()
  }
}
