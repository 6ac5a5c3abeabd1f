/// What is declared before the times are looked at.
public struct WorstCaseOptions: Equatable, Sendable {
  /// The exceedances per run that are asked for, each within (0, 1).
  public var exceedances: [Double] = [1e-3, 1e-4, 1e-5, 1e-6]
  /// How often the job is activated, for exceedances per hour.
  public var activationsPerSecond = 1000.0
  /// Runs in a block; a five-hundredth of the runs, at least 20, when nil.
  public var blockLength: Int?
  /// How many samples of each fitted tail are drawn.
  public var resamples = 400
  public var seed: UInt64 = 0
  public var conditions = Conditions()

  /// What is known of how the times were measured.
  public struct Conditions: Equatable, Sendable {
    /// On a machine shared with others a curve describes what was seen and is no evidence for a bound.
    public var isVirtualMachine = false
    /// The step of the clock, in the unit of the times; nil when it is not known.
    public var clockResolution: Double?
    /// For each run whether the hypervisor took time or another thread ran meanwhile; empty when that is not
    /// known.
    public var disturbed: [Bool] = []
    /// How long the series took, in seconds; nil when it is not known.
    public var seconds: Double?

    public init() {}
  }

  public init() {}

  func blockLength(runs: Int) -> Int { max(1, blockLength ?? max(20, runs / 500)) }
}

/// The rules of the estimate, in one place. All of them are the reference's but the level of the bound.
enum WorstCaseRules {
  static let level = 0.05
  static let leastRuns = 1000
  static let leastDistinctInTopTenth = 20
  static let leastMaxima = 50
  static let leastExcesses = 100
  /// Below this exceedance a tail needs more: as many as give the bound its coverage.
  static let deepExceedance = 1e-4
  static let leastMaximaDeep = 250
  static let leastExcessesDeep = 500
  /// More excesses make the bound hardly tighter, and the family fits them worse.
  static let mostExcesses = 5000
  static let heaviestShape = 0.5
  /// The decades that a curve may go beyond one in all runs.
  static let extrapolation = 1e-3
  /// Of the samples' quantiles this one is the upper bound at 95 %. The plain 95th percentile covers the
  /// true 1e-6 quantile in 90 to 95 % of simulated series only, because ξ itself was estimated; the 97.5th
  /// in 93 to 98 % (Tests/StatisticsTests/WorstCaseCoverageTests, benches/worst-case-coverage).
  static let boundPartsPerMillion = 975_000
  static let lowerPartsPerMillion = 25_000
}
