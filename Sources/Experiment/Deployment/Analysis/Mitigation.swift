import Results
import Scheduling

/// Properties of a deployment that lessen a path, in the words of the register.
enum Mitigation {
  static let notAtOnce = "never at once"
  static let ownAddressSpace = "own address space"

  static func byGuard(_ band: GuardBand) -> [String] {
    switch band {
    case .auto: ["guard band (calibrated)"]
    case .nanoseconds(0): []
    case .nanoseconds(let length): ["guard band of \(timeText(length))"]
    }
  }

  /// What keeps an application from taking the time of another of the same partition.
  static func byGuestScheduler(
    _ victim: PlacedApplication, _ aggressor: PlacedApplication
  ) -> [String] {
    switch victim.partition.guestScheduler {
    case .roundRobin(quantumNanoseconds: let quantum):
      return ["round robin, \(timeText(quantum)) each"]
    case .fixedPriority:
      if victim.application.priority < aggressor.application.priority { return ["higher priority"] }
      guard let budget = aggressor.application.budgetNanoseconds,
        let period = aggressor.application.periodNanoseconds
      else { return [] }
      return ["budget of \(timeText(budget)) in \(timeText(period))"]
    }
  }

  /// What the two do not share at all.
  static func bySeparation(_ path: InterferencePath, _ hardware: SharedHardware) -> [String] {
    let shared = Set(path.links.map(\.channel))
    let present = Set(hardware.elements.map(\.channel))
    let own = InterferenceChannel.allCases.filter { channel in
      let isPlace = channel == .core || channel == .node || channel.isCache
      return isPlace && present.contains(channel) && !shared.contains(channel)
    }
    var texts = own.map { $0 == .node ? "own memory node" : "own \($0.rawValue)" }
    if present.contains(.smt), shared.isDisjoint(with: [.smt, .core]) {
      texts.append("no SMT sibling")
    }
    if !shared.contains(.addressSpace) { texts.append(ownAddressSpace) }
    return texts
  }
}
