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
  /// - Throws: `MissingFeature` when the deployment asks for what cannot be had here.
  public init(
    for plan: DeploymentPlan, on machine: Machine, changes: MachineChanges
  ) throws {
    let (deployment, folding) = (plan.deployment, plan.folding)
    let choice = try Choice(for: plan)
    enforcer = choice.enforcer
    schedulingClass = choice.schedulingClass
    notes = [folding.text] + choice.notes
    if enforcer.usesRealTime(for: schedulingClass) {
      let throttling = RealTimeThrottling()
      notes +=
        deployment.hypervisor.liftsThrottling
        ? throttling.liftWherePossible(changes) : [throttling.text]
    }

    let shortest = folding.schedule?.table.windows.map(\.durationNanoseconds).min()
    var enforcement: [BackendKind: Enforcement] = [:]
    for backend in choice.backends {
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
