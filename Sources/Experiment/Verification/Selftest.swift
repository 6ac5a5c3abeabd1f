import Platform
public import Results
public import Workloads

/// Verifies workloads one after the other, each with its own working set.
public struct Selftest {
  private let machine: Machine
  private let seed: UInt64
  private let interruption: Interruption
  private let showsProgress: Bool

  public init(machine: Machine, seed: UInt64, interruption: Interruption, showsProgress: Bool) {
    self.machine = machine
    self.seed = seed
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// - Returns: whether all of them had their turn.
  public func run(
    _ workloads: [Workload], into writer: ResultsWriter
  ) throws -> Experiment.Ending {
    let runner = TrialRunner(machine: machine, seed: seed)
    let verifier = Verifier(
      machine: machine, runner: runner, isCancelled: { interruption.isUrgent })
    var progress = Progress(
      total: Int64(workloads.count) * Verifier.estimatedNanoseconds, isShown: showsProgress)
    defer { progress.clear() }
    for workload in workloads {
      if interruption.isRequested { return .partial }
      progress.show(workload.name)
      let row = try row(workload, verifier)
      guard let row else { return .partial }
      try writer.append([row])
      try writer.synchronise()
      // Each has buffers of its own; together they could be more than the machine has.
      runner.releaseBuffers()
      progress.advance(by: Verifier.estimatedNanoseconds)
    }
    return .complete
  }

  private func row(_ workload: Workload, _ verifier: Verifier) throws -> VerificationRow? {
    do {
      let asked = try workload.defaultWorkingSet.bytes(caches: machine.caches)
      return try verifier.verify(
        workload, workingSetBytes: workload.workingSetBytes(asked: asked),
        label: workload.hasWorkingSet
          ? "\(workload.name)@\(workload.defaultWorkingSet)" : workload.name)
    } catch let error as WorkingSetError {
      var row = VerificationRow()
      row.workload = workload.name
      row.label = workload.name
      row.claim = workload.verification.claim
      row.threshold = workload.verification.atLeast
      row.detail = error.description
      return row
    }
  }
}
