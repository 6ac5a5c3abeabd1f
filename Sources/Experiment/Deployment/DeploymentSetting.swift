import HardwareTopology
public import Partitioning
public import Platform
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
  /// - Parameter changes: what is done to the machine for the deployment, and undone after it.
  /// - Throws: `SuiteErrors` when the deployment asks for what cannot be had here.
  public init(
    for deployment: Deployment, folding: Folding, on machine: Machine, changes: MachineChanges
  ) throws {
    let backends = try Self.backends(of: deployment)
    enforcer = try Self.enforcer(of: deployment, backends)
    notes = [folding.text]
    var classNotes: [String] = []
    schedulingClass = Self.schedulingClass(of: deployment, notes: &classNotes)
    notes += classNotes
    if case .realTime = schedulingClass {
      let throttling = RealTimeThrottling()
      notes +=
        deployment.hypervisor.liftsThrottling
        ? throttling.liftWherePossible(changes) : [throttling.text]
    }

    let shortest = folding.schedule?.table.windows.map(\.durationNanoseconds).min()
    var enforcement: [BackendKind: Enforcement] = [:]
    for backend in backends {
      var base = Enforcement()
      if let shortest {
        base.wakeNanoseconds = Enforcement.defaultWake(windowNanoseconds: shortest)
        base.guardNanoseconds =
          switch deployment.guardBand {
          case .nanoseconds(let value): value
          case .auto: Enforcement.defaultGuard(windowNanoseconds: shortest, backend: backend)
          }
      }
      let calibration = try Calibration.measure(
        enforcer: enforcer, cpu: folding.pus[0], scale: machine.scale, backend: backend,
        schedulingClass: schedulingClass)
      notes.append(Self.note(calibration, enforcer, backend))
      enforcement[backend] = base.calibrated(by: calibration)
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

  private static func note(
    _ calibration: Calibration?, _ enforcer: any Enforcer, _ backend: BackendKind
  ) -> String {
    guard let calibration else {
      return
        "\(backend.rawValue) not calibrated: too few windows ran; starts are the enforcer's stamps"
    }
    return
      "enforcer \(enforcer.name), \(backend.rawValue): returns to the code in \(calibration.returnP50) ns and interrupts it in \(calibration.entryP10) ns"
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
