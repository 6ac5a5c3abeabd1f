public import Partitioning
import Platform
public import Results

/// Every fault on every backend: what is noticed, what is done about it, and what the other partitions lose.
public struct FaultCampaign {
  public struct Request: Sendable {
    public var faults: [Fault]
    public var backends: [BackendKind]
    public var frames: Int64
    public var rounds: Int
    public var enforcer: any Enforcer
    public var schedulingClass: SchedulingClass
    public var seed: UInt64

    public init(
      faults: [Fault] = FaultCatalogue.all, backends: [BackendKind] = BackendKind.allCases,
      frames: Int64 = 60, rounds: Int = 3, enforcer: any Enforcer,
      schedulingClass: SchedulingClass = .batch, seed: UInt64
    ) {
      self.faults = faults
      self.backends = backends
      self.frames = frames
      self.rounds = rounds
      self.enforcer = enforcer
      self.schedulingClass = schedulingClass
      self.seed = seed
    }

    /// Fewer leave no room for a fault to be noticed and for what follows.
    public static let fewestFrames: Int64 = 40
  }

  public let request: Request
  let machine: Machine
  let interruption: Interruption
  let showsProgress: Bool

  /// Wakes within the guard of the window before.
  static let enforcement = Enforcement(guardNanoseconds: 50_000, wakeNanoseconds: 300_000)

  public init(
    _ request: Request, machine: Machine, interruption: Interruption, showsProgress: Bool
  ) {
    self.request = request
    self.machine = machine
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// How long it takes at least, in nanoseconds.
  public var estimateNanoseconds: Int64 {
    let runs = Int64(request.faults.count * request.backends.count * request.rounds * 2)
    return runs * (request.frames * FaultScene.frameNanoseconds + 60_000_000)
  }

  private var scene: FaultScene {
    FaultScene(cpus: Array(machine.cores.prefix(2)), frames: request.frames)
  }

  /// Measures into the writer's directory; does not commit.
  ///
  /// - Throws: `ResultsError` when writing fails, `SystemError` when processes cannot be had.
  public func run(into writer: ResultsWriter) throws -> Experiment.Ending {
    let started = monotonicNanoseconds()
    var log = EventLog(writer: writer, started: started)
    try log.add(
      "run_started", "faults",
      "\(request.faults.count) faults on \(request.backends.count) backends, \(request.rounds) rounds of \(request.frames) frames"
    )
    var progress = Progress(total: estimateNanoseconds, isShown: showsProgress)
    defer { progress.clear() }
    for backend in request.backends {
      let absence = request.enforcer.supports(backend).obstacle ?? backend.probe().obstacle
      for fault in request.faults {
        if interruption.isRequested { break }
        progress.show("\(fault.name) · \(backend.rawValue)")
        let before = monotonicNanoseconds()
        let ledger = FaultLedger(
          fault: fault, backend: backend, enforcer: request.enforcer.name, scene: scene)
        if let reason = fault.availability(on: backend).obstacle ?? absence {
          try writer.append([ledger.unavailable(reason)])
        } else if let row = try rounds(ledger, &log) {
          try writer.append([row])
        }
        progress.advance(by: monotonicNanoseconds() - before)
      }
    }
    let isPartial = interruption.isRequested
    if isPartial { try log.add("interrupted", "faults", "ended by a signal; partial results") }
    try log.add("run_ended", "faults", isPartial ? "partial" : "complete")
    return isPartial ? .partial : .complete
  }

  /// - Returns: `nil` after an interruption.
  private func rounds(_ empty: FaultLedger, _ log: inout EventLog) throws -> FaultRow? {
    var ledger = empty
    let trial = FaultTrial(
      scene: scene, backend: ledger.backend, enforcer: request.enforcer,
      enforcement: Self.enforcement, schedulingClass: request.schedulingClass,
      scale: machine.scale, seed: request.seed)
    do {
      for _ in 0..<request.rounds {
        let undisturbed = try trial.run(nil, isCancelled: { interruption.isUrgent })
        guard case .observed(let healthy) = undisturbed else {
          try record(undisturbed, ledger, &log)
          return interruption.isRequested
            ? nil : ledger.unavailable("the module did not even survive without the fault")
        }
        let faulty = try commit(ledger.fault, trial)
        if interruption.isUrgent { return nil }
        try record(faulty, ledger, &log)
        ledger.add(healthy: healthy, faulty: faulty)
      }
    } catch let error as FaultTrialError {
      return ledger.unavailable(error.description)
    }
    return ledger.row
  }

  /// A run in which the fault was committed. On a busy machine the health monitor may have stopped the partition for an overrun
  /// before its fault was due, which says nothing about the fault.
  private func commit(_ fault: Fault, _ trial: FaultTrial) throws -> FaultTrial.Outcome {
    for _ in 0..<Self.attempts {
      let outcome = try trial.run(fault, isCancelled: { interruption.isUrgent })
      guard case .observed(let observation) = outcome, !interruption.isUrgent,
        !observation.events.contains(where: { $0.kind == "fault_injected" })
      else { return outcome }
    }
    throw FaultTrialError(
      description: "the partition was stopped before its fault was due: the machine is too busy")
  }

  private static let attempts = 10

  /// Every event of a run goes to events.csv.
  private func record(
    _ outcome: FaultTrial.Outcome, _ ledger: FaultLedger, _ log: inout EventLog
  ) throws {
    let place = "\(ledger.fault.name) on \(ledger.backend.rawValue)"
    switch outcome {
    case .moduleEnded(let instant, let kind, let detail):
      try log.add(
        kind.replacing(" ", with: "_"), "module",
        "\(place), frame \(instant / FaultScene.frameNanoseconds): \(detail)")
    case .observed(let observation):
      for event in observation.events {
        let name =
          event.partition < 0 ? "module" : FaultScene.names[Int(event.partition)]
        let action = event.action.isEmpty ? "" : "; \(event.action)"
        try log.add(
          event.kind, name, "\(place), frame \(event.frame): \(event.detail)\(action)")
      }
    }
  }
}
