public import Partitioning

/// Software regulation of memory traffic: the others work off a budget in each millisecond and then wait for the next.
public struct Budget: Policy {
  public let name = "budget"
  public let summary =
    "The others' memory traffic is held to a share of what they would cause unhindered, by their own account, each millisecond."
  public let limits =
    "Bounds what the others ask of caches and memory, not when inside a millisecond; they count their own accesses, so it holds only who cooperates."
  public let aspect = PolicyAspect.bandwidth
  public let parameters = [
    PolicySetting(
      name: "share", meaning: "The part of their free traffic that the others keep.", kind: .share,
      range: 0.001...1, defaultText: "25%")
  ]
  public let share: Double

  /// What was achieved may be off by so much of what was asked for.
  static let tolerance = 0.05

  public init(share: Double = 0.25) { self.share = share }

  public func configured(_ values: [String: Double]) -> any Policy {
    Budget(share: values["share"] ?? share)
  }

  public func probe(_ request: PolicyRequest) -> Availability {
    .available
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    for number in arrangement.aggressors { arrangement.partitions[number].trafficShare = share }
  }

  /// Neither the round nor any of its periods had more traffic than was asked for. Less is no offence: who is kept from its core
  /// cannot use its budget; the reading says how much it was.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    var held = true
    var details: [String] = []
    for partition in observation.partitions.dropFirst() {
      guard let free = partition.freeMegabytesPerSecond, free > 0,
        let achieved = partition.megabytesPerSecond
      else { continue }
      let asked = share * free
      let most = partition.periodMegabytesPerSecond.max() ?? achieved
      held =
        held && achieved <= asked * (1 + Self.tolerance) && most <= asked * (1 + Self.tolerance)
      details.append(
        "\(partition.name) caused \(Int(achieved.rounded())) MB/s of \(Int(asked.rounded())) asked for, at most \(Int(most.rounded())) in a period of \(partition.periodMegabytesPerSecond.count)"
      )
    }
    return Evidence(
      held: held,
      detail: details.isEmpty ? "nobody declares traffic" : details.joined(separator: "; "))
  }
}
