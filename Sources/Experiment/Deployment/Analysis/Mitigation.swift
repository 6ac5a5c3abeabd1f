import Results

/// Properties of a deployment that lessen a path, in the words of the register.
enum Mitigation {
  static let notAtOnce = "never at once"
  static let ownAddressSpace = "own address space"
  static let noSystemCalls = "no system calls inside a guest"

  static func byGuard(_ band: GuardBand) -> [String] {
    switch band {
    case .auto: ["guard band (calibrated)"]
    case .nanoseconds(0): []
    case .nanoseconds(let length): ["guard band of \(TimeText.text(length))"]
    }
  }

  /// What keeps an application from taking the time of another of the same partition.
  static func byGuestScheduler(
    _ victim: PlacedApplication, _ aggressor: PlacedApplication
  ) -> [String] {
    switch victim.partition.guestScheduler {
    case .roundRobin(let quantum): return ["round robin, \(TimeText.text(quantum)) each"]
    case .fixedPriority:
      if victim.application.priority < aggressor.application.priority { return ["higher priority"] }
      guard let budget = aggressor.application.budgetNanoseconds,
        let period = aggressor.application.periodNanoseconds
      else { return [] }
      return ["budget of \(TimeText.text(budget)) in \(TimeText.text(period))"]
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

/// Durations of a schedule as a person writes them: `250us`, `1.5ms`.
enum TimeText {
  static func text(_ nanoseconds: Int64) -> String {
    for (unit, size) in [("s", Int64(1_000_000_000)), ("ms", 1_000_000), ("us", 1_000)]
    where nanoseconds >= size {
      let whole = nanoseconds / size
      let thousandths = (nanoseconds % size) * 1_000 / size
      guard thousandths > 0 else { return "\(whole)\(unit)" }
      var digits = String(String(thousandths + 1_000).dropFirst())
      while digits.last == "0" { digits.removeLast() }
      return "\(whole).\(digits)\(unit)"
    }
    return "\(nanoseconds)ns"
  }
}
