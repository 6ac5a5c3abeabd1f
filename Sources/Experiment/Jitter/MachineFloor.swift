import Platform
import Results

/// The floor of a run's jitter: what the victim's core loses with nothing on it, before the cells and after them.
struct MachineFloor {
  private let probe: JitterProbe
  let nanoseconds: Int64

  /// A second, or less for a run that is itself short.
  init(machine: Machine, plan: Plan) {
    probe = JitterProbe(machine: machine, cpus: [machine.cores[0]])
    nanoseconds = min(1_000_000_000, max(100_000_000, plan.estimatedNanoseconds / 10))
  }

  /// Measures once and appends the rows.
  ///
  /// - Returns: the distributions, or why it could not be measured: the cells of a run stand without their floor.
  /// - Throws: `ResultsError` when writing fails.
  func measure(
    _ moment: JitterRow.Moment, into writer: ResultsWriter, isCancelled: () -> Bool
  ) throws -> Result<Histograms, SystemError> {
    do {
      let observation = try probe.run(nanoseconds: nanoseconds, isCancelled: isCancelled)
      try writer.append(observation.rows(moment))
      return .success(JitterObservation.histograms([observation]))
    } catch let error as SystemError {
      return .failure(error)
    }
  }
}
