import Platform
public import Results
import Statistics
public import Workloads

/// Runs the verifications of workloads: three arms in turn, the ratio formed inside each round.
public struct Verifier {
  private let machine: Machine
  private let runner: TrialRunner
  private let isCancelled: () -> Bool

  /// Length of one arm in one round, and the part of it that is not counted.
  static let phaseNanoseconds: Int64 = 10_000_000
  static let settleNanoseconds: Int64 = 4_000_000
  /// Rounds of one trial, and how many trials are made while the verdict is open.
  static let rounds = 8
  static let trials = 3
  /// About what one workload takes, its buffers included, in nanoseconds.
  static let estimatedNanoseconds: Int64 = 700_000_000

  public init(
    machine: Machine, runner: TrialRunner, isCancelled: @escaping () -> Bool = { false }
  ) {
    self.machine = machine
    self.runner = runner
    self.isCancelled = isCancelled
  }

  /// Verifies a workload with the working set that was asked for.
  ///
  /// - Parameters:
  ///   - pace: how hard it works where it is the neighbour; alone it works as hard as it can.
  ///   - label: how cells name it.
  /// - Returns: a row, also when the workload cannot be run here; `nil` when cancelled.
  public func verify(
    _ workload: Workload, workingSetBytes: Int, pace: Pace = .unlimited, label: String
  ) throws -> VerificationRow? {
    let subject = Load(workload: workload, workingSetBytes: workingSetBytes, pace: pace)
    var row = VerificationRow()
    row.workload = workload.name
    row.label = label
    row.workingSetBytes = workload.hasWorkingSet ? Int64(workingSetBytes) : nil
    row.claim = workload.verification.claim
    row.threshold = workload.verification.atLeast
    if let reason = workload.unavailable {
      row.detail = reason
      return row
    }
    do {
      let arms = try Arms(workload.verification, of: subject, on: machine)
      row.subject = arms.subject.description
      row.reference = arms.reference.description
      row.control = arms.control.description
      var times = Arms.Times()
      for _ in 0..<Self.trials {
        let outcome = try runner.run(
          arms.trial(
            rounds: Self.rounds, phase: Self.phaseNanoseconds, settle: Self.settleNanoseconds),
          isCancelled: isCancelled)
        guard outcome.isComplete else { return nil }
        times.add(outcome, arms)
        let judgement = Judgement(
          subject: times.subject, reference: times.reference, control: times.control,
          atLeast: workload.verification.atLeast)
        row.apply(judgement, rounds: times.subject.count)
        if let judgement, judgement.verdict != .inconclusive { break }
      }
    } catch {
      // What is refused, memory that is not there or may not be made executable too, ends this proof and no other.
      row.verdict = .unavailable
      row.detail = "\(error)"
    }
    return row
  }
}

extension VerificationRow {
  fileprivate mutating func apply(_ judgement: Judgement?, rounds: Int) {
    self.rounds = Int64(rounds)
    guard let judgement else {
      verdict = .inconclusive
      detail = "an arm made no whole job in its phase"
      return
    }
    verdict = judgement.verdict
    detail = judgement.detail
    ratio = judgement.ratio.value
    ratioLow = judgement.ratio.lower
    ratioHigh = judgement.ratio.upper
    controlRatio = judgement.control.value
    controlLow = judgement.control.lower
    controlHigh = judgement.control.upper
  }
}
