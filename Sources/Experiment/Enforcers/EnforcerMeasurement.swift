import Partitioning
import Platform
public import Results

/// What `bulkhead enforcers` measures and writes.
public struct EnforcerMeasurement {
  private let study: EnforcerStudy
  private let machine: Machine
  private let interruption: Interruption
  private let showsProgress: Bool

  public init(
    _ study: EnforcerStudy, on machine: Machine, interruption: Interruption, showsProgress: Bool
  ) {
    self.study = study
    self.machine = machine
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// Calibrates every enforcer, gives all cases their turns, and writes a row for each, and for each enforcer that is not there.
  ///
  /// - Throws: `ResultsError` when writing fails. A case that cannot be measured is a row, not an error.
  public func run(into writer: ResultsWriter) throws -> Experiment.Ending {
    let cpu = machine.cores[0]
    var calibrations: [String: Calibration] = [:]
    var tried: Set<String> = []
    for one in study.cases where tried.insert(one.enforcer.name).inserted {
      if interruption.isRequested { break }
      // One that refuses the calibration's plan may take the case's; if not, the turn says why.
      calibrations[one.enforcer.name] = try? Calibration.measure(
        enforcer: one.enforcer, cpu: cpu, scale: machine.scale,
        backend: one.backend, schedulingClass: one.schedulingClass)
    }
    let turn = EnforcerTurn(
      machine: machine, cpu: cpu, pool: BufferPool(machine: machine, seed: study.seed))
    var tallies = study.cases.map { _ in EnforcerTally() }
    var progress = Progress(total: study.estimatedNanoseconds, isShown: showsProgress)
    defer { progress.clear() }
    var failures: [Int: String] = [:]
    rounds: for round in 0..<study.rounds {
      for index in study.order(round: round) where failures[index] == nil {
        if interruption.isRequested { break rounds }
        let one = study.cases[index]
        progress.show("\(one.enforcer.name), \(one.windowNanoseconds / 1000) us")
        do {
          let outcome = try turn.run(
            one, calibration: calibrations[one.enforcer.name], windows: study.windowsPerTurn,
            isCancelled: { interruption.isRequested })
          // A turn that was broken off has windows that nobody could keep.
          if interruption.isRequested { break rounds }
          tallies[index].add(
            outcome.windows, inGap: outcome.overrunsInGap,
            cpuNanoseconds: outcome.cpuNanoseconds)
        } catch {
          failures[index] = "\(error)"
        }
        progress.advance(
          by: Int64(study.windowsPerTurn) * one.windowNanoseconds
            + EnforcerStudy.turnOverheadNanoseconds)
      }
    }
    try write(tallies, failures, cpu: cpu, into: writer)
    return interruption.isRequested ? .partial : .complete
  }

  private func write(
    _ tallies: [EnforcerTally], _ failures: [Int: String], cpu: Int, into writer: ResultsWriter
  ) throws(ResultsError) {
    var histograms = Histograms()
    var rows: [EnforcerRow] = []
    for (index, one) in study.cases.enumerated() {
      var row = tallies[index].row(one.row(cpu: cpu))
      row.reason = failures[index] ?? ""
      rows.append(row)
      histograms.add(
        tallies[index].startErrors.map { max(0, $0) }, cell: one.identifier, metric: "start_error")
    }
    for absence in study.absences {
      var row = EnforcerRow()
      row.enforcer = absence.enforcer.name
      row.backend = absence.backend.rawValue
      row.schedulingClass = study.request.schedulingClass.text
      row.reason = absence.reason
      rows.append(row)
    }
    try writer.append(rows)
    try writer.append(histograms.rows)
  }
}

extension EnforcerCase {
  /// Its name among the histograms: `timer-250us-auto-memory`.
  var identifier: String {
    "\(enforcer.name)-\(windowNanoseconds / 1000)us-\(guardBand.rawValue)-\(neighbours.rawValue)"
  }
}
