/// How a workload proves, on this machine and in this run, that it stresses what it claims.
///
/// Two arms are timed in turn, and the first must cost at least `atLeast` times as much per access as the second; the
/// negative control, in which the cause is missing, must not. Where nothing else can stand in for that, the control is the reference
/// again: it shows what noise alone makes of the ratio, and no confounding cause.
public struct Verification: Sendable, Equatable {
  /// Something that runs: a workload and its working set.
  public struct Load: Sendable, Equatable {
    /// `nil` stands for the workload that is to be verified.
    public var workload: String?
    /// `nil` stands for the working set that was asked for, or the workload's own when another workload is named.
    public var workingSet: WorkingSet?
    /// Whether another workload gets the working set that was asked for.
    public var isOfSameSize: Bool

    public init(
      _ workload: String? = nil, _ workingSet: WorkingSet? = nil, sameSize: Bool = false
    ) {
      self.workload = workload
      self.workingSet = workingSet
      isOfSameSize = sameSize
    }

    /// The workload that is to be verified, as it was asked for.
    public static let itself = Load()
  }

  /// What is timed, and what runs meanwhile on every other core that may be used.
  public struct Arm: Sendable, Equatable {
    public var timed: Load
    public var beside: Load?

    public init(_ timed: Load, beside: Load? = nil) {
      self.timed = timed
      self.beside = beside
    }
  }

  /// What is proven when the predicate holds, as the beginning of a sentence.
  public let claim: String
  public let subject: Arm
  public let reference: Arm
  public let control: Arm
  /// The least ratio of the time per access, subject over reference, that proves the claim.
  public let atLeast: Double

  public init(
    claim: String, subject: Arm, reference: Arm, control: Arm, atLeast: Double
  ) {
    self.claim = claim
    self.subject = subject
    self.reference = reference
    self.control = control
    self.atLeast = atLeast
  }

  /// For an aggressor: a probe is slower beside it, and not beside arithmetic on the same cores.
  public static func slows(_ probe: Load, atLeast ratio: Double, claim: String) -> Verification {
    Verification(
      claim: claim, subject: Arm(probe, beside: .itself), reference: Arm(probe),
      control: Arm(probe, beside: Load("alu")), atLeast: ratio)
  }

  /// For what its own time shows: an access costs more than one of the same instructions with the cause taken away.
  ///
  /// - Parameter control: another reference in which the cause is absent too, for instance the same at another place.
  public static func costs(
    moreThan reference: Load, control: Load, atLeast ratio: Double, claim: String
  ) -> Verification {
    Verification(
      claim: claim, subject: Arm(.itself), reference: Arm(reference), control: Arm(control),
      atLeast: ratio)
  }

  /// The three arms in words, for instance `read@2*L3 beside itself over read@2*L3, at least 1.02 times; control: …`.
  public var arms: String {
    "\(subject) over \(reference), at least \(atLeast) times; control: "
      + (control == reference ? "the reference against itself (A/A)" : "\(control)")
  }

  /// Every load of the three arms.
  public var loads: [Load] {
    [subject, reference, control].flatMap { [$0.timed] + ($0.beside.map { [$0] } ?? []) }
  }
}

extension Verification.Load: CustomStringConvertible {
  public var description: String {
    guard let workload else { return workingSet.map { "itself@\($0)" } ?? "itself" }
    return workload + (isOfSameSize ? " of the same size" : workingSet.map { "@\($0)" } ?? "")
  }
}

extension Verification.Arm: CustomStringConvertible {
  public var description: String { beside.map { "\(timed) beside \($0)" } ?? "\(timed)" }
}
