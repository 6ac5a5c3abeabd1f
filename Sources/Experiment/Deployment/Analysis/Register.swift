public import Results
import Statistics

/// What a run measured of one victim beside one aggressor, or beside all others.
public struct RegisterMeasurement: Sendable {
  /// One round: the victim's jobs with the aggressor parked and with it running.
  public struct Round: Sendable {
    /// Median job in nanoseconds; `nil` without a whole job.
    public var soloP50Nanoseconds: Double?
    public var corunP50Nanoseconds: Double?
    /// Longest job in nanoseconds.
    public var soloMaximumNanoseconds: Double?
    public var corunMaximumNanoseconds: Double?

    public init(
      soloP50Nanoseconds: Double?, corunP50Nanoseconds: Double?,
      soloMaximumNanoseconds: Double? = nil, corunMaximumNanoseconds: Double? = nil
    ) {
      self.soloP50Nanoseconds = soloP50Nanoseconds
      self.corunP50Nanoseconds = corunP50Nanoseconds
      self.soloMaximumNanoseconds = soloMaximumNanoseconds
      self.corunMaximumNanoseconds = corunMaximumNanoseconds
    }
  }

  /// `partition/application`.
  public var victim: String
  /// `partition/application`; `nil` for all others together.
  public var aggressor: String?
  public var rounds: [Round]
  /// What was read meanwhile that shows the mitigation in force, or against it.
  public var evidence: String
  /// Why there are no numbers; `nil` when it was measured.
  public var notTested: String?

  public init(
    victim: String, aggressor: String?, rounds: [Round] = [], evidence: String = "",
    notTested: String? = nil
  ) {
    self.victim = victim
    self.aggressor = aggressor
    self.rounds = rounds
    self.evidence = evidence
    self.notTested = notTested
  }
}

/// The interference-channel register: every path of an analysis with what was measured of it, and for each application the
/// sentence that defines robust partitioning, put to the test.
public struct Register: Sendable {
  private let analysis: DeploymentAnalysis
  private let measurements: [Key: RegisterMeasurement]
  private let proofs: [String: VerificationRow.Verdict]
  private let margin: Double

  private struct Key: Hashable {
    let victim: String
    let aggressor: String?
  }

  /// - Parameters:
  ///   - verification: what the run's workloads proved about themselves.
  ///   - margin: the practical margin of the verdicts as a fraction, for instance 0.05.
  public init(
    _ analysis: DeploymentAnalysis, measurements: [RegisterMeasurement],
    verification: [VerificationRow] = [], margin: Double = 0.05
  ) {
    self.analysis = analysis
    self.measurements = Dictionary(
      measurements.map { (Key(victim: $0.victim, aggressor: $0.aggressor), $0) },
      uniquingKeysWith: { first, _ in first })
    proofs = Dictionary(
      verification.map { ($0.label, $0.verdict) }, uniquingKeysWith: { first, _ in first })
    self.margin = 1 + margin
  }

  /// The rows of `register.csv`: the paths in the order of the file, then an application beside all others.
  public var rows: [RegisterRow] {
    analysis.paths.map(pathRow)
      + (analysis.applications.count > 1 ? analysis.applications.map(robustnessRow) : [])
  }

  private func pathRow(_ path: InterferencePath) -> RegisterRow {
    var row = RegisterRow()
    row.pathID = path.id
    row.scope = .path
    row.aggressor = path.aggressor.name
    row.aggressorPartition = path.aggressor.partition.name
    row.channel = path.leading?.channel
    row.channels = path.links.filter { $0.kind != .none }
      .map { "\($0.channel.rawValue):\($0.kind.rawValue)" }.joined(separator: " ")
    row.kind = path.kind
    row.overlapNanoseconds = path.leading?.overlapNanoseconds
    row.generator = path.aggressor.generator
    row.verified = proofs[path.aggressor.generator]
    let mitigations =
      path.links.flatMap(\.mitigations) + Mitigation.bySeparation(path, analysis.hardware)
    row.mitigation = mitigations.distinct.joined(separator: "; ")
    complete(&row, path.victim, beside: path.aggressor.id)
    return row
  }

  /// No partition takes more than its time "irrespective of whether partitions are executing on none of the other active
  /// cores or on all of the other active cores" (CAST-32A, robust time partitioning).
  private func robustnessRow(_ victim: PlacedApplication) -> RegisterRow {
    let paths = analysis.paths.filter { $0.victim.id == victim.id }
    let links = paths.flatMap(\.links).filter { $0.kind != .none }
    var row = RegisterRow()
    row.pathID = "\(victim.id)<*"
    row.scope = .robustPartitioning
    row.aggressor = "*"
    row.aggressorPartition = "*"
    row.kind =
      InterferenceKind.allCases.first { kind in paths.contains { $0.kind == kind } } ?? .none
    row.channel = links.filter { $0.kind == row.kind }.map(\.channel).min()
    row.channels = links.map { "\($0.channel.rawValue):\($0.kind.rawValue)" }.distinct
      .joined(separator: " ")
    row.generator = "all other applications"
    row.verified = Self.weakest(paths.map { proofs[$0.aggressor.generator] })
    complete(&row, victim, beside: nil)
    return row
  }

  /// A set of generators is as well proved as the least of them.
  private static func weakest(
    _ verdicts: [VerificationRow.Verdict?]
  ) -> VerificationRow.Verdict? {
    let order: [VerificationRow.Verdict?] = [
      nil, .unavailable, .notExercised, .inconclusive, .exercised,
    ]
    return order.first { verdicts.contains($0) } ?? nil
  }

  private func complete(
    _ row: inout RegisterRow, _ victim: PlacedApplication, beside aggressor: String?
  ) {
    row.victim = victim.name
    row.victimPartition = victim.partition.name
    row.victimCriticality = victim.partition.criticality.rawValue
    guard let measurement = measurements[Key(victim: victim.id, aggressor: aggressor)] else {
      row.reason = "not measured in this run"
      return
    }
    row.evidence = measurement.evidence
    let paired = measurement.rounds.compactMap { round -> (solo: Double, corun: Double)? in
      guard let solo = round.soloP50Nanoseconds, let corun = round.corunP50Nanoseconds, solo > 0,
        corun > 0
      else { return nil }
      return (solo, corun)
    }
    row.highWaterMarkNanoseconds =
      measurement.rounds.compactMap(\.corunMaximumNanoseconds).max()
    row.soloHighWaterMarkNanoseconds =
      measurement.rounds.compactMap(\.soloMaximumNanoseconds).max()
    if let reason = measurement.notTested {
      row.reason = reason
      return
    }
    let (solo, corun) = (paired.map(\.solo), paired.map(\.corun))
    guard let estimate = RatioInterval.pairedLogRatio(solo: solo, corun: corun) else {
      row.reason = "no round has whole jobs of the victim in both phases"
      return
    }
    row.tested = .measured
    row.soloP50Nanoseconds = QuantileInterval.medianOverRounds(solo)?.value
    row.corunP50Nanoseconds = QuantileInterval.medianOverRounds(corun)?.value
    row.slowdown = estimate.value
    row.slowdownLower = estimate.lower
    row.slowdownUpper = estimate.upper
    row.confidence = estimate.confidence
    row.rounds = Int64(paired.count)
    row.verdict = SummaryRow.Verdict(
      rawValue: Verdict.judge(solo: solo, corun: corun, margin: margin).rawValue)
  }
}

extension Array where Element: Hashable {
  /// The elements without repetitions, in order of first appearance.
  fileprivate var distinct: [Element] {
    var seen = Set<Element>()
    return filter { seen.insert($0).inserted }
  }
}
