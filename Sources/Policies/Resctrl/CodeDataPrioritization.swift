public import Partitioning
public import Platform

/// Ways of the L3 for the victim's code, its data and the others, each their own.
public struct CodeDataPrioritization: Policy {
  public let name = "cdp"
  public let summary =
    "The victim's code, its data and the others each fill their own ways of the L3, held by the hardware (resctrl)."
  public let limits =
    "As cat: new lines only, and the rest of the machine fills every way. Code and data in one line count as what fetched them; half as many classes are left."
  public let aspect = PolicyAspect.ways
  public let parameters = [
    PolicySetting(
      name: "ways", meaning: "The victim's part of the ways, code and data together.",
      kind: .share, range: 0.01...0.99, defaultText: "50%"),
    PolicySetting(
      name: "code", meaning: "The part of the victim's ways that is its code's.", kind: .share,
      range: 0.01...0.99, defaultText: "25%"),
  ]
  public let share: Double
  public let code: Double
  private let machine: ResctrlMachine
  private static let option = "cdp"

  public init(
    share: Double = 0.5, code: Double = 0.25, on machine: ResctrlMachine = ResctrlMachine()
  ) {
    self.share = share
    self.code = code
    self.machine = machine
  }

  public func configured(_ values: [String: Double]) -> any Policy {
    CodeDataPrioritization(
      share: values["ways"] ?? share, code: values["code"] ?? code, on: machine)
  }

  public var base: (any Policy)? { Pinned() }

  public func probe(_ request: PolicyRequest) -> Availability {
    let need = ResctrlNeed(
      feature: "allocation of L3 ways to code and data apart (CDP)", flag: "cdp_l3",
      options: [Self.option], groups: request.partitions.count)
    return need.probe(machine) { tree throws(ResctrlError) in
      try ways.canDivide(tree, shares(request.partitions.count))
    }
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {}

  public func engage(
    _ arrangement: Arrangement, through changes: MachineChanges
  ) throws -> (any PolicyLever)? {
    let count = arrangement.partitions.count
    return try ResctrlLever(
      name, machine, options: [Self.option], changes
    ) { tree throws(ResctrlError) in
      let masks = try ways.masks(tree, tree.caches(level: 3), shares(count))
      return (0..<count).map { number in
        // The first mask is the victim's code, the second its data; then one for each of the others.
        let lines = [("L3CODE", number == 0 ? 0 : number + 1), ("L3DATA", number + 1)]
        return (
          ResctrlLever.role(number),
          Schemata(lines.map { name, index in Schemata.Line(name, masks.mapValues { $0[index] }) })
        )
      }
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    ways.evidence(observation, partitions: Array(observation.partitions.indices))
  }

  private var ways: WayAllocation { WayAllocation(policy: name, level: 3, machine: machine) }

  private func shares(_ partitions: Int) -> [Double] {
    [share * code, share * (1 - code)]
      + (1..<max(2, partitions)).map { _ in (1 - share) / Double(max(1, partitions - 1)) }
  }
}
