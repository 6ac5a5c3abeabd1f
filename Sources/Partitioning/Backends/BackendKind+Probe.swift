import Platform

extension BackendKind {
  /// Whether partitions of this kind can be had by this process on this machine.
  public func probe() -> Availability {
    switch self {
    case .thread, .process: .available
    case .container: Self.probeContainer()
    case .vm: Self.probeGuest()
    }
  }

  private static func probeContainer() -> Availability {
    let namespaces = Namespaces.here
    guard !namespaces.isEmpty else { return .unavailable(reason: Namespaces.refusal()) }
    var lacks: [String] = []
    let absent = Namespaces.withRights.subtracting(namespaces).names
    if !absent.isEmpty { lacks.append("no \(absent.joined(separator: ", ")) namespace") }
    let map = CgroupMap.ofThisProcess()
    for purpose in [CgroupMap.Purpose.cpus, .memory, .processes] {
      if case .unavailable(let reason) = map.place(for: purpose) {
        lacks.append("no \(purpose.rawValue) limit (\(reason))")
      }
    }
    return lacks.isEmpty ? .available : .degraded(reason: lacks.joined(separator: "; "))
  }

  private static func probeGuest() -> Availability {
    GuestMachine.unavailable.map { .unavailable(reason: $0) } ?? .available
  }
}
