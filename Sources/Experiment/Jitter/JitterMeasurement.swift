public import Results

/// What `bulkhead jitter` measures and writes.
public struct JitterMeasurement {
  private let probe: JitterProbe
  private let nanoseconds: Int64
  private let interruption: Interruption
  private let showsProgress: Bool

  /// - Parameter nanoseconds: how long to watch, gaps and timers together.
  public init(
    probe: JitterProbe, nanoseconds: Int64, interruption: Interruption, showsProgress: Bool
  ) {
    self.probe = probe
    self.nanoseconds = nanoseconds
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// Watches, and writes rows and distributions.
  ///
  /// - Throws: `SystemError` when a thread cannot be started on a PU, `ResultsError` when writing fails.
  public func run(into writer: ResultsWriter) throws -> Experiment.Ending {
    var progress = Progress(total: nanoseconds, isShown: showsProgress)
    defer { progress.clear() }
    var done: Int64 = 0
    let observation = try probe.run(
      nanoseconds: nanoseconds, isCancelled: { interruption.isRequested },
      progress: { share in
        let now = Int64(share * Double(nanoseconds))
        progress.advance(by: now - done)
        done = now
        progress.show("gaps, then timers")
      })
    try writer.append(observation.rows(.measurement))
    try writer.append(JitterObservation.histogram([observation]))
    return observation.isComplete ? .complete : .partial
  }
}
