import Platform
import Results
import Workloads

/// A workload as a run uses it, which has to prove that it stresses here what it claims.
protocol ProofSubject {
  /// The name of a workload that the catalogue has.
  var workload: String { get }
  var workingSetBytes: Int { get }
  var pace: Pace { get }
  /// How cells and registers name it; proofs with the same label are one.
  var label: String { get }
}

extension Plan.Application: ProofSubject {}
extension DeploymentPlan.Application: ProofSubject {}

/// Has the workloads of a run prove it, one after the other.
struct Proofs {
  let machine: Machine
  let runner: TrialRunner
  let interruption: Interruption
  let showsProgress: Bool

  /// - Parameter run: the name of the run, for its log.
  /// - Returns: `nil` when interrupted.
  func make(
    of subjects: [some ProofSubject], for run: String, into writer: ResultsWriter,
    _ log: inout EventLog
  ) throws -> [VerificationRow]? {
    let verifier = Verifier(
      machine: machine, runner: runner, isCancelled: { interruption.isUrgent })
    var progress = Progress(
      total: Int64(subjects.count) * Verifier.estimatedNanoseconds, isShown: showsProgress)
    defer { progress.clear() }
    var rows: [VerificationRow] = []
    for subject in subjects where !rows.contains(where: { $0.label == subject.label }) {
      progress.show("verifying \(subject.label)")
      guard !interruption.isUrgent,
        let row = try verifier.verify(
          WorkloadCatalogue.named(subject.workload)!, workingSetBytes: subject.workingSetBytes,
          pace: subject.pace, label: subject.label)
      else {
        try log.add("interrupted", run, "ended by a signal before the first round")
        return nil
      }
      rows.append(row)
      // The plan's memory was counted without that of the proofs.
      runner.releaseBuffers()
      try log.add(
        "verified", row.label,
        "\(row.verdict.rawValue)\(row.detail.isEmpty ? "" : ": ")\(row.detail)")
      progress.advance(by: Verifier.estimatedNanoseconds)
    }
    try writer.append(rows)
    return rows
  }
}
