public import Partitioning
import Scheduling

/// Partitions behind walls: each in a process, a container or a guest of its own, where the harness's threads share an address
/// space.
public struct OwnBackend: Policy {
  public let backend: BackendKind
  public let aspect = PolicyAspect.backend

  public init(_ backend: BackendKind) { self.backend = backend }

  public var name: String { backend.rawValue }
  public var summary: String {
    switch backend {
    case .thread: "Every partition is threads of the harness, in one address space."
    case .process: "Every partition is a process with an address space of its own."
    case .container: "Every partition is a process in namespaces and a control group of its own."
    case .vm: "Every partition is a KVM guest in a process of its own."
    }
  }
  public var limits: String { "Isolates \(backend.isolated). Shared: \(backend.shared)." }

  public func probe(_ request: PolicyRequest) -> Availability { backend.probe() }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    for number in arrangement.partitions.indices {
      arrangement.partitions[number].backend = backend
    }
    guard let schedule = arrangement.schedule else { return }
    let shortest = schedule.table.windows.map(\.durationNanoseconds).min() ?? 0
    arrangement.guardNanoseconds = max(
      arrangement.guardNanoseconds,
      arrangement.guardNanoseconds == 0
        ? 0 : Enforcement.defaultGuard(windowNanoseconds: shortest, backend: backend))
  }

  /// Each was a process of its own that lived to its end, in namespaces of its own where it was to be.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    var held = !observation.partitions.isEmpty
    var details: [String] = []
    for partition in observation.partitions {
      held = held && partition.process != nil && partition.end == .finished
      var detail =
        "\(partition.name) \(partition.process == nil ? "was a thread" : "had a process of its own")"
      if partition.end != .finished { detail += ": \(partition.end)" }
      if backend == .container {
        let own = partition.container?.ownNamespaces ?? []
        held = held && !own.isEmpty
        detail += " with \(own.isEmpty ? "no namespace" : own.joined(separator: ", ")) of its own"
      }
      details.append(detail)
    }
    let processes = Set(observation.partitions.compactMap(\.process))
    held = held && processes.count == observation.partitions.count
    return Evidence(held: held, detail: details.joined(separator: "; "))
  }
}
