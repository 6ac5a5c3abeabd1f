import Partitioning
public import Platform
import Policies
public import Results
import Workloads

/// What `bulkhead leakage` measures and writes.
public struct LeakageMeasurement {
  private let study: LeakageStudy
  private let machine: Machine
  private let changes: MachineChanges
  private let interruption: Interruption
  private let showsProgress: Bool

  public init(
    _ study: LeakageStudy, on machine: Machine, through changes: MachineChanges,
    interruption: Interruption, showsProgress: Bool
  ) {
    self.study = study
    self.machine = machine
    self.changes = changes
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// Gives all cases their turns, and writes rows for each, and one for each that cannot be had.
  ///
  /// - Throws: `ResultsError` when writing fails, `SystemError` when there is no memory for the line that all share. A case that
  ///   cannot be measured is a row, not an error.
  public func run(into writer: ResultsWriter) throws -> Experiment.Ending {
    var tallies = study.cases.map { _ in LeakageTally(symbols: study.symbols) }
    var failures: [Int: String] = [:]
    var progress = Progress(total: study.estimatedNanoseconds, isShown: showsProgress)
    defer { progress.clear() }
    let turn = try turn()
    rounds: for round in 0..<LeakageStudy.rounds {
      let script = study.script(round: round)
      for index in study.order(round: round) where failures[index] == nil {
        if interruption.isRequested { break rounds }
        let one = study.cases[index]
        progress.show(one.text)
        do {
          let outcome = try turn.run(
            one, script: script, seed: study.seed, isCancelled: { interruption.isRequested })
          // A turn that was broken off says nothing about the windows that nobody could keep.
          if interruption.isRequested { break rounds }
          tallies[index].add(outcome, script)
        } catch {
          failures[index] = "\(error)"
        }
        progress.advance(by: study.nanosecondsPerTurn(one))
      }
    }
    progress.show("estimating")
    try write(tallies, failures, into: writer)
    return interruption.isRequested ? .partial : .complete
  }

  /// The enforcer set as it was measured to be for each kind of partition.
  func turn() throws(SystemError) -> LeakageTurn {
    let enforcer = EnforcerCatalogue.preferred()
    let window = study.cases.map { $0.frameNanoseconds / 2 }.min() ?? 1_000_000
    let kinds = Set(study.cases.map(\.combination.backend)).union([.thread])
    var enforcements: [BackendKind: Enforcement] = [:]
    for backend in kinds {
      if interruption.isRequested { break }
      // Where it cannot be measured the turn will say why, or do without.
      let found = try? Calibration.measure(
        enforcer: enforcer, cpu: machine.cores[0], scale: machine.scale, backend: backend)
      enforcements[backend] = Enforcement(
        wakeNanoseconds: Enforcement.defaultWake(windowNanoseconds: window)
      ).calibrated(by: found ?? nil)
    }
    let shared = try Arena(bytes: 4096, wish: .base, sharing: .inherited)
    shared.populate()
    return LeakageTurn(
      machine: machine,
      calibration: Calibrator.Outcome(
        enforcer: enforcer, enforcement: enforcements[.thread] ?? Enforcement(),
        enforcements: enforcements, schedulingClass: .batch, notes: []),
      pool: BufferPool(machine: machine, seed: study.seed), shared: shared, changes: changes)
  }

  private func write(
    _ tallies: [LeakageTally], _ failures: [Int: String], into writer: ResultsWriter
  ) throws(ResultsError) {
    var rows: [LeakageRow] = []
    var counts: [LeakageCountRow] = []
    for (index, one) in study.cases.enumerated() {
      var identity = LeakageRow()
      identity.channel = one.channel.rawValue
      identity.policy = one.combination.name
      identity.windowNanoseconds = one.frameNanoseconds / 2
      if let reason = failures[index] {
        identity.reason = reason
        rows.append(identity)
        continue
      }
      let found = tallies[index].rows(
        identity, confidence: study.confidence, frameNanoseconds: one.frameNanoseconds,
        seed: study.seed &+ UInt64(index))
      rows += found.rows
      counts += found.counts
    }
    for absence in study.absences {
      var row = LeakageRow()
      row.channel = absence.channel.rawValue
      row.policy = absence.policy
      row.reason = absence.reason
      rows.append(row)
    }
    try writer.append(rows)
    try writer.append(counts)
  }
}
