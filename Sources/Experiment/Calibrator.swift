public import Partitioning
import Platform
import Policies

/// Chooses an enforcer and sets it for a run: the guard as asked or by window length, trim and return time as measured here.
public struct Calibrator {
  let machine: Machine
  let suite: Suite
  public let schedulingClass: SchedulingClass

  public init(machine: Machine, suite: Suite, schedulingClass: SchedulingClass = .batch) {
    self.machine = machine
    self.suite = suite
    self.schedulingClass = schedulingClass
  }

  /// What was chosen and found.
  public struct Outcome: Sendable {
    public let enforcer: any Enforcer
    public let enforcement: Enforcement
    /// The same for partitions that are no threads of the harness, where the suite has any that take turns.
    public let enforcements: [BackendKind: Enforcement]
    public let schedulingClass: SchedulingClass
    /// What a reader of the results should know about it.
    public let notes: [String]
  }

  /// The enforcer that the suite names, or the best that works here.
  ///
  /// - Throws: `MissingFeature` when the named one cannot be had here, `SuiteErrors` when it does not go with suites.
  public func enforcer() throws -> any Enforcer {
    guard let name = suite.enforcer else { return EnforcerCatalogue.preferred() }
    guard let enforcer = EnforcerCatalogue.named(name) else {
      preconditionFailure("the suite reader lets no unknown enforcer through")
    }
    // The partitions of suites are threads of the harness with one application each.
    let shape = PartitionShape(name: "of a suite", backend: .thread, applications: [1])
    try enforcer.check(for: [shape], in: schedulingClass) { suite.diagnostic(at: .enforcer, $0) }
    return enforcer
  }

  /// The enforcement before calibration: the guard as the suite has it, the rest by the shortest window.
  public func enforcement(shortestWindow: Int64) -> Enforcement {
    let band =
      switch suite.guardBand {
      case .nanoseconds(let value): value
      case .auto: Enforcement.defaultGuard(windowNanoseconds: shortestWindow)
      }
    return Enforcement(
      guardNanoseconds: band,
      wakeNanoseconds: Enforcement.defaultWake(windowNanoseconds: shortestWindow))
  }

  /// Measures the enforcer on the victim's core.
  public func calibrate(shortestWindow: Int64) throws -> Outcome {
    let enforcer = try enforcer()
    var enforcement = enforcement(shortestWindow: shortestWindow)
    var notes: [String] = []
    if schedulingClass != .batch {
      notes.append("partitions run in the scheduling class \(schedulingClass.text)")
    }
    guard
      let found = try Calibration.measure(
        enforcer: enforcer, cpu: machine.cores[0], scale: machine.scale,
        schedulingClass: schedulingClass)
    else {
      notes.append("enforcer not calibrated: too few windows ran; starts are the enforcer's stamps")
      return outcome(enforcer, enforcement, notes)
    }
    enforcement = enforcement.calibrated(by: found)
    let enforcements = try others(enforcer, enforcement, &notes)
    notes.append(
      "enforcer \(enforcer.name): returns to the code in \(found.returnP50) ns and interrupts it in \(found.entryP10) ns; timers wake \(found.wakeP50) ns (p50) to \(found.wakeMax) ns late, hidden by waking \(enforcement.wakeNanoseconds / 1000) us early"
    )
    if found.wakeMax > enforcement.wakeNanoseconds {
      notes.append(
        "timers can be later than that: some windows after an idle time will start late")
    }
    return outcome(enforcer, enforcement, notes, enforcements)
  }

  /// What is set otherwise for processes, containers and guests in windows.
  private func others(
    _ enforcer: any Enforcer, _ enforcement: Enforcement, _ notes: inout [String]
  ) throws -> [BackendKind: Enforcement] {
    var found: [BackendKind: Enforcement] = [:]
    for policy in suite.policies {
      let combination = try policy.combination()
      guard combination.takesTurns else { continue }
      let backend = combination.backend
      guard backend != .thread, found[backend] == nil, backend.probe().obstacle == nil,
        enforcer.supports(backend).obstacle == nil
      else { continue }
      guard
        let measured = try Calibration.measure(
          enforcer: enforcer, cpu: machine.cores[0], scale: machine.scale, backend: backend,
          schedulingClass: schedulingClass)
      else {
        notes.append("\(backend.rawValue) not calibrated: too few windows ran")
        continue
      }
      found[backend] = enforcement.calibrated(by: measured)
    }
    return found
  }

  private func outcome(
    _ enforcer: any Enforcer, _ enforcement: Enforcement,
    _ notes: [String], _ enforcements: [BackendKind: Enforcement] = [:]
  ) -> Outcome {
    Outcome(
      enforcer: enforcer, enforcement: enforcement, enforcements: enforcements,
      schedulingClass: schedulingClass, notes: notes)
  }
}
