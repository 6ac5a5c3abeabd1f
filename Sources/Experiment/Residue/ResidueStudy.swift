import HardwareTopology
public import Policies
import Results
public import Workloads

/// What `bulkhead residue` measures: a victim that chases through its lines, beside a neighbour that has written to so many of its
/// own in the window before, for every policy and every footprint.
///
/// It is a suite like any other, run otherwise: all turns short, all cases in an order drawn anew in each round, and no phase
/// without the neighbour. The neighbour without footprint spins in its windows, so that the switches are the same.
public struct ResidueStudy: Sendable {
  /// What was asked for.
  public struct Request: Sendable {
    public var policies: [String]
    /// `nil` for a neighbour that touches no memory.
    public var footprints: [WorkingSet?]
    public var victim: WorkingSet
    public var windowNanoseconds: Int64
    /// Windows of the victim in a turn.
    public var windowsPerTurn: Int
    public var rounds: Int

    public init(
      policies: [String] = ResidueStudy.standardPolicies,
      footprints: [WorkingSet?] = ResidueStudy.standardFootprints,
      victim: WorkingSet = .relative(level: 2, numerator: 1, denominator: 2),
      windowNanoseconds: Int64 = ResidueStudy.standardWindowNanoseconds,
      windowsPerTurn: Int = 24, rounds: Int = 12
    ) {
      self.policies = policies
      self.footprints = footprints
      self.victim = victim
      self.windowNanoseconds = windowNanoseconds
      self.windowsPerTurn = windowsPerTurn
      self.rounds = rounds
    }
  }

  /// Those that leave a residue, and those that are there against it.
  public static let standardPolicies = [
    "sliced", "sliced-guard", "sliced-guard+flush", "sliced-guard+coloured", "gang",
  ]

  /// Nothing, and from half of the first-level cache to four times the second.
  public static let standardFootprints: [WorkingSet?] = [
    nil, .relative(level: 1, numerator: 1, denominator: 2),
    .relative(level: 1, numerator: 1, denominator: 1),
    .relative(level: 2, numerator: 1, denominator: 4),
    .relative(level: 2, numerator: 1, denominator: 2),
    .relative(level: 2, numerator: 1, denominator: 1),
    .relative(level: 2, numerator: 2, denominator: 1),
    .relative(level: 2, numerator: 4, denominator: 1),
  ]

  /// Three laps through half an L2 take a quarter of it, from memory half.
  public static let standardWindowNanoseconds: Int64 = 2_000_000

  static let victim = WorkloadCatalogue.chase
  /// What it writes is dirty: the dearest thing to displace.
  static let neighbour = WorkloadCatalogue.write
  static let neighbourWithoutFootprint = WorkloadCatalogue.spinPause
  /// Reading the clock takes some 25 ns: a twentieth of a job in the L2.
  static let jobAccesses = 128
  /// Fewer lines make no lap in which anything could be seen.
  public static let leastVictimBytes = ResidueScale.leastJobs * jobAccesses * 64
  /// Windows at the beginning of a turn in which the caches settle.
  static let settlingWindows = 2

  let request: Request
  /// The study as a suite.
  public let suite: Suite

  public init(_ request: Request) {
    self.request = request
    var suite = Suite(file: "bulkhead residue", name: "residue")
    suite.rounds = request.rounds
    suite.phaseNanoseconds = request.turnNanoseconds
    suite.warmupNanoseconds = 0
    suite.controls = false
    suite.aggressorCores = .count(1)
    suite.policies = request.policies.map { name in
      PolicyReference(
        name: name,
        parameters: [
          "window": PolicyParameter(
            text: "\(request.windowNanoseconds)ns", location: .commandLine("--window"))
        ], location: .commandLine("--policies"))
    }
    suite.victims = [
      Self.workload(Self.victim, request.victim, "--victim", jobAccesses: Self.jobAccesses)
    ]
    suite.aggressors = request.footprints.map { footprint in
      footprint.map { Self.workload(Self.neighbour, $0, "--footprints") }
        ?? Self.workload(Self.neighbourWithoutFootprint, nil, "--footprints")
    }
    self.suite = suite
  }

  private static func workload(
    _ workload: Workload, _ workingSet: WorkingSet?, _ option: String, jobAccesses: Int? = nil
  ) -> WorkloadReference {
    WorkloadReference(
      name: workload.name, workingSet: workingSet.map { "\($0)" }, jobAccesses: jobAccesses,
      location: .commandLine(option), workingSetLocation: .commandLine(option),
      intensityLocation: .commandLine(option))
  }

  /// Why a combination of policies cannot be studied; `nil` when it can.
  public static func obstacle(to combination: PolicyCombination) -> String? {
    combination.takesTurns
      ? nil
      : "under \(combination.name) partitions have no windows, so that nobody leaves anything at a switch; combine it with one that has, such as sliced-guard+\(combination.name)"
  }

  /// What all rounds take.
  public func estimatedNanoseconds(_ plan: Plan) -> Int64 {
    Int64(plan.order.joined().count) * (request.turnNanoseconds + Plan.overheadNanoseconds)
  }
}

extension ResidueStudy.Request {
  /// Windows of two partitions.
  var turnNanoseconds: Int64 { Int64(windowsPerTurn) * 2 * windowNanoseconds }
}

extension Plan.Pair {
  /// Bytes that the neighbour of a residue study writes to.
  var footprintBytes: Int64 {
    aggressor.workload == ResidueStudy.neighbour.name ? Int64(aggressor.workingSetBytes) : 0
  }
}
