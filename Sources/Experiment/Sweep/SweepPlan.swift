public import Results
import Statistics
import Workloads

/// The points of a sweep and the order in which passes visit them: a function of the request, the machine and the seed.
public struct SweepPlan: Sendable, Equatable {
  /// One workload at one size, alone and, where something runs beside it, in company.
  public struct Point: Sendable, Equatable {
    public var kind: SweepRow.Kind
    public var workload: String
    public var workingSetBytes: Int
    /// Chains of dependent loads, where that is what is varied.
    public var chains: Int?
    public var beside: Companion?
    /// What a phase does not count: a working set that fits a cache has to get there first.
    public var settleNanoseconds: Int64
    public var countedNanoseconds: Int64
  }

  /// What runs on every other core in corun phases.
  public struct Companion: Sendable, Equatable {
    public var workload: String
    /// As the request names it, for instance `write@2*L3`.
    public var label: String
    public var workingSetBytes: Int
    /// Threads, each on a core of its own: whole groups of as many as the workload needs.
    public var threads: Int
    public var strength = Strength.unlimited
    /// Whether its traffic belongs to the measured load, because every core runs the same.
    public var isCounted = false
  }

  /// How hard the company works.
  public enum Strength: Sendable, Equatable {
    /// It stays parked: what is compared then are two times alone.
    case parked
    /// This share of its unlimited rate, from 0 to 1, and what that is for all its threads together.
    case rate(share: Double, megabytesPerSecond: Double)
    case unlimited
    /// This share of a rate that nobody knows, and why.
    case unknown(share: Double, reason: String)

    public var share: Double {
      switch self {
      case .parked: 0
      case .rate(let share, _): share
      case .unlimited: 1
      case .unknown(let share, _): share
      }
    }
  }

  public var points: [Point]
  /// For each pass the points in the order in which it visits them, by number.
  public var order: [[Int]]
  /// For each pass and place whether solo comes first: the phases are solo, corun, corun, solo or the reverse.
  public var soloFirst: [[Bool]]

  /// - Parameter seed: of the order; the same points and seed give the same plan.
  public init(points: [Point], passes: Int, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    self.points = points
    order = []
    soloFirst = []
    for _ in 0..<passes {
      var pass = Array(points.indices)
      generator.shuffle(&pass)
      order.append(pass)
      soloFirst.append(pass.map { _ in generator.next(below: 2) == 0 })
    }
  }

  public var passes: Int { order.count }

  /// Starting and joining threads, and the lead before the first phase.
  static let overheadNanoseconds: Int64 = 9_000_000

  /// What measuring will take, without making the buffers.
  public var estimatedNanoseconds: Int64 {
    order.joined().reduce(0) { $0 + points[$1].nanoseconds }
  }
}

extension SweepPlan.Point {
  /// Phases of the trial: four with company, one without.
  var phaseCount: Int { beside == nil ? 1 : 4 }

  var nanoseconds: Int64 {
    Int64(phaseCount) * (settleNanoseconds + countedNanoseconds) + SweepPlan.overheadNanoseconds
  }
}
