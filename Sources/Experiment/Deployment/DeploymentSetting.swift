import HardwareTopology
public import Partitioning
import Platform
import Scheduling
import Workloads

/// How the partitions of a deployment are held to their windows on this machine.
public struct DeploymentSetting: Sendable {
  public let enforcer: any Enforcer
  /// By what the partition is made of: a guest takes longer to enter than a thread.
  public let enforcement: [BackendKind: Enforcement]
  public let schedulingClass: SchedulingClass
  /// What a reader of the results should know about it.
  public var notes: [String]

  /// Chooses, and measures what the enforcer's work takes here.
  ///
  /// - Throws: `SuiteErrors` when the deployment asks for what cannot be had here.
  public init(
    for deployment: Deployment, folding: Folding, on machine: Machine
  ) throws {
    let backends = try Self.backends(of: deployment)
    enforcer = try Self.enforcer(of: deployment, backends)
    notes = [folding.text]
    var classNotes: [String] = []
    schedulingClass = Self.schedulingClass(of: deployment, notes: &classNotes)
    notes += classNotes

    let shortest = folding.schedule?.table.windows.map(\.durationNanoseconds).min()
    var base = Enforcement()
    if let shortest {
      base.wakeNanoseconds = Enforcement.defaultWake(windowNanoseconds: shortest)
      base.guardNanoseconds =
        switch deployment.guardBand {
        case .nanoseconds(let value): value
        case .auto: Enforcement.defaultGuard(windowNanoseconds: shortest)
        }
    }
    var enforcement: [BackendKind: Enforcement] = [:]
    for backend in backends {
      enforcement[backend] = try Self.calibrated(
        base, enforcer, backend, cpu: folding.pus[0], scale: machine.scale, notes: &notes)
    }
    self.enforcement = enforcement
  }

  private static func backends(of deployment: Deployment) throws(SuiteErrors) -> [BackendKind] {
    var found: [BackendKind] = []
    for (number, partition) in deployment.partitions.enumerated() {
      let backend = BackendKind(rawValue: partition.backend)!
      if case .unavailable(let reason) = backend.probe() {
        throw SuiteErrors([
          deployment.diagnostic(
            at: "partitions.\(number).backend", "\(backend.rawValue) cannot be had here: \(reason)")
        ])
      }
      if !found.contains(backend) { found.append(backend) }
    }
    return found
  }

  private static func enforcer(
    of deployment: Deployment, _ backends: [BackendKind]
  ) throws(SuiteErrors) -> any Enforcer {
    func obstacle(_ enforcer: any Enforcer) -> String? {
      for answer in [enforcer.probe()] + backends.map(enforcer.supports) {
        if case .unavailable(let reason) = answer { return reason }
      }
      return nil
    }
    guard let name = deployment.enforcer, let asked = EnforcerCatalogue.named(name) else {
      return EnforcerCatalogue.all.first { obstacle($0) == nil } ?? CooperativeEnforcer()
    }
    if let reason = obstacle(asked) {
      throw SuiteErrors([
        deployment.diagnostic(at: "enforcer", "\(name) does not work here: \(reason)")
      ])
    }
    return asked
  }

  /// Type 1 partitions rank above everything ordinary where that is allowed; type 2 partitions are ordinary threads.
  private static func schedulingClass(
    of deployment: Deployment, notes: inout [String]
  ) -> SchedulingClass {
    guard deployment.hypervisor.type == .type1 else { return .ordinary }
    let priority = deployment.hypervisor.realTimePriority
    if let obstacle = RealTimeRight.obstacle(priority: priority) {
      notes.append(
        "type 1 without real-time priority, so that other programs can take the cores: \(obstacle)")
      return .batch
    }
    return .realTime(priority: priority)
  }

  private static func calibrated(
    _ base: Enforcement, _ enforcer: any Enforcer, _ backend: BackendKind, cpu: Int,
    scale: TickScale, notes: inout [String]
  ) throws -> Enforcement {
    var enforcement = base
    guard
      let found = try Calibration.measure(
        enforcer: enforcer, cpu: cpu, scale: scale, backend: backend)
    else {
      notes.append(
        "\(backend.rawValue) not calibrated: too few windows ran; starts are the enforcer's stamps")
      return enforcement
    }
    enforcement.trimNanoseconds = found.returnP10
    enforcement.returnNanoseconds = found.returnP50
    enforcement.entryNanoseconds = found.entryP10
    notes.append(
      "enforcer \(enforcer.name), \(backend.rawValue): returns to the code in \(found.returnP50) ns and interrupts it in \(found.entryP10) ns"
    )
    return enforcement
  }
}

extension Deployment {
  /// A message about a value of the file, at its line where the file gives one.
  func diagnostic(at path: String, _ message: String) -> Diagnostic {
    locations[path]?.diagnostic(message) ?? Diagnostic(file: file, key: path, message: message)
  }
}

extension Deployment.Application {
  /// For fixed priority: the running time that it may have in each period.
  var reservation: GuestScheduler.Reservation? {
    guard let period = periodNanoseconds, let budget = budgetNanoseconds else { return nil }
    return GuestScheduler.Reservation(periodNanoseconds: period, budgetNanoseconds: budget)
  }
}
