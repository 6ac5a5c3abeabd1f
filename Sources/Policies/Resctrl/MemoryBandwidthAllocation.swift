public import Partitioning
public import Platform

/// A part of the memory bandwidth for the others, by the hardware.
public struct MemoryBandwidthAllocation: Policy {
  public let name = "mba"
  public let summary =
    "The others get a part of the memory bandwidth, held by the hardware or the kernel (resctrl)."
  public let limits =
    "Percentages are approximate and of each core, not of the group: more cores get more; siblings of a core get the lower of theirs. With mba_MBps the kernel corrects once a second and lets bursts through. Caches stay shared."
  public let aspect = PolicyAspect.bandwidth
  public let parameters = [
    PolicySetting(
      name: "bandwidth", meaning: "The part of the bandwidth that the others keep.", kind: .share,
      range: 0.01...1, defaultText: "10%")
  ]
  public let share: Double
  private let machine: ResctrlMachine

  /// More than asked for by up to this is in force: "approximate" is the manual's word (resctrl.rst).
  static let tolerance = 0.2

  public init(share: Double = 0.1, on machine: ResctrlMachine = ResctrlMachine()) {
    self.share = share
    self.machine = machine
  }

  public func configured(_ values: [String: Double]) -> any Policy {
    MemoryBandwidthAllocation(share: values["bandwidth"] ?? share, on: machine)
  }

  /// It is of cores that bandwidth is given, so that partitions that share one have the lower in common.
  public var base: (any Policy)? { Pinned() }

  public func probe(_ request: PolicyRequest) -> Availability {
    let need = ResctrlNeed(
      feature: "allocation of memory bandwidth (MBA)", flag: "mba",
      groups: max(0, request.partitions.count - 1))
    return need.probe(machine) { tree throws(ResctrlError) in
      try resource(tree) != nil
    }
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {}

  public func engage(
    _ arrangement: Arrangement, through changes: MachineChanges
  ) throws -> (any PolicyLever)? {
    var given: BandwidthResource?
    let lever = try ResctrlLever(name, machine, changes) { tree throws(ResctrlError) in
      let info = "\(tree.path)/info/MB"
      guard let resource = try resource(tree), let all = try tree.defaultGroup.schemata()["MB"]
      else { throw ResctrlError(info, "is not there") }
      given = resource
      return try arrangement.aggressors.map { number throws(ResctrlError) in
        let free = arrangement.partitions[number].freeMegabytesPerSecond
        if resource.unit != .percent, free == nil {
          throw ResctrlError(
            info,
            "is in \(resource.unit.rawValue), and \(ResctrlLever.role(number)) declares no traffic")
        }
        let value = UInt64(resource.value(share: share, of: free ?? 0))
        return (ResctrlLever.role(number), Schemata([.init("MB", all.mapValues { _ in value })]))
      }
    }
    lever.bandwidth = given
    return lever
  }

  /// The schemata read back were those asked for, and the others caused no more than that.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    var details: [String] = []
    for (number, partition) in observation.partitions.enumerated().dropFirst() {
      let role = ResctrlLever.role(number)
      guard let facts = ResctrlFacts(name, role, in: observation.readings) else {
        return Evidence(held: false, detail: "nothing was read back of \(role)'s group")
      }
      if let fault = facts.fault { return Evidence(held: false, detail: "\(role): \(fault)") }
      guard let (achieved, asked) = traffic(of: partition, facts) else {
        details.append("\(facts.asked) read back, \(role) causes no traffic to compare")
        continue
      }
      let text =
        "\(role) caused \(Int(achieved.rounded())) MB/s of \(Int(asked.rounded())) asked for"
      guard achieved <= asked * (1 + Self.tolerance) else {
        return Evidence(held: false, detail: "\(facts.asked) read back, but \(text)")
      }
      details.append("\(facts.asked) read back, \(text)")
    }
    return Evidence(held: true, detail: details.joined(separator: "; "))
  }

  /// A rate is held against the memory's own count where there is one. A percentage is of what the partition causes unhindered, by
  /// its own account both.
  private func traffic(
    of partition: PolicyObservation.Partition, _ facts: ResctrlFacts
  ) -> (achieved: Double, asked: Double)? {
    if let limit = facts.limitMegabytesPerSecond {
      return (facts.megabytesPerSecond ?? partition.megabytesPerSecond).map { ($0, limit) }
    }
    guard let percent = facts.limitPercent, let free = partition.freeMegabytesPerSecond, free > 0,
      let achieved = partition.megabytesPerSecond
    else { return nil }
    return (achieved, free * Double(percent) / 100)
  }

  private func resource(_ tree: ResctrlTree) throws(ResctrlError) -> BandwidthResource? {
    try tree.bandwidth(isAMD: machine.isAMD, hasController: machine.hasOption("mba_MBps"))
  }
}
