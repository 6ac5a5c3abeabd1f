public import Partitioning
public import Results
import Statistics

/// Which cases are measured, how long, and in which order.
///
/// All cases take short turns, round after round, each round in an order of its own: a machine that is noisy for a while
/// is so for all of them.
public struct EnforcerStudy: Sendable {
  /// What was asked for.
  public struct Request: Sendable {
    public var enforcers: [any Enforcer]
    public var windowNanoseconds: [Int64]
    public var guardBands: [EnforcerRow.GuardBand]
    /// The same for all; `nil` takes threads where the enforcer can have them, else processes.
    public var backend: BackendKind?
    public var schedulingClass: SchedulingClass
    /// End at about this time, with fewer windows; all of them when `nil`.
    public var nanoseconds: Int64?

    public init(
      enforcers: [any Enforcer], windowNanoseconds: [Int64],
      guardBands: [EnforcerRow.GuardBand] = [.auto, .none], backend: BackendKind? = nil,
      schedulingClass: SchedulingClass = .batch, nanoseconds: Int64? = nil
    ) {
      self.enforcers = enforcers
      self.windowNanoseconds = windowNanoseconds
      self.guardBands = guardBands
      self.backend = backend
      self.schedulingClass = schedulingClass
      self.nanoseconds = nanoseconds
    }
  }

  /// An enforcer that does not work here, and why.
  public struct Absence: Sendable {
    public var enforcer: any Enforcer
    public var backend: BackendKind
    public var reason: String
  }

  /// The lengths that are measured unless others are asked for.
  public static let standardWindows: [Int64] = [10_000_000, 1_000_000, 250_000, 100_000]
  /// So many windows of each case support a 99.9th percentile.
  public static let windowsPerCase = 10_000
  static let longestTurnNanoseconds: Int64 = 5_000_000_000
  /// What a turn takes besides its windows: threads start, sleep at both ends, and leave.
  static let turnOverheadNanoseconds: Int64 = 60_000_000

  public let cases: [EnforcerCase]
  public let absences: [Absence]
  /// Windows of each case in each round.
  public let windowsPerTurn: Int
  public let rounds: Int
  public let seed: UInt64
  let request: Request

  /// Plans the cases that can be measured on the machine.
  public init(_ request: Request, on machine: Machine, seed: UInt64) {
    self.request = request
    self.seed = seed
    var absences: [Absence] = []
    var present: [(enforcer: any Enforcer, backend: BackendKind)] = []
    for enforcer in request.enforcers {
      let backend = request.backend ?? enforcer.simplestBackend
      if let reason = Self.obstacle(enforcer, backend, request.schedulingClass) {
        absences.append(Absence(enforcer: enforcer, backend: backend, reason: reason))
      } else {
        present.append((enforcer, backend))
      }
    }
    self.absences = absences
    let hasNeighbours = !Self.neighbours(on: machine).isEmpty
    cases = present.flatMap { enforcer, backend in
      request.windowNanoseconds.flatMap { window in
        request.guardBands.flatMap { band in
          (hasNeighbours ? EnforcerRow.Neighbours.allCases : [.none]).map { neighbours in
            EnforcerCase(
              enforcer: enforcer, backend: backend,
              schedulingClass: request.schedulingClass, windowNanoseconds: window,
              guardBand: band, neighbours: neighbours)
          }
        }
      }
    }
    (windowsPerTurn, rounds) = Self.extent(of: cases, within: request.nanoseconds)
  }

  /// Why the two cannot be had here; `nil` when they can.
  private static func obstacle(
    _ enforcer: any Enforcer, _ backend: BackendKind, _ schedulingClass: SchedulingClass
  ) -> String? {
    enforcer.probe().obstacle ?? backend.probe().obstacle
      ?? enforcer.obstacle(
        to: [PartitionShape(name: "", backend: backend, applications: [1])], in: schedulingClass)
  }

  /// The PUs that neighbours work on: every core of partitions but the measured one.
  static func neighbours(on machine: Machine) -> [Int] { Array(machine.cores.dropFirst()) }

  /// As many windows in as many rounds as fit.
  static func extent(of cases: [EnforcerCase], within limit: Int64?) -> (windows: Int, rounds: Int)
  {
    let longest = cases.map(\.windowNanoseconds).max() ?? 1
    let rounds = max(
      1,
      Int((Int64(windowsPerCase) * longest + longestTurnNanoseconds - 1) / longestTurnNanoseconds))
    guard let limit,
      limit < nanoseconds(of: cases, windows: windowsPerCase / rounds, rounds: rounds)
    else { return (windowsPerCase / rounds, rounds) }
    let window = cases.reduce(Int64(0)) { $0 + $1.windowNanoseconds }
    let overhead = turnOverheadNanoseconds * Int64(cases.count)
    // Few rounds rather than turns that are mostly overhead.
    let fitting = max(1, min(rounds, Int(limit / max(1, 4 * overhead))))
    let perRound = limit / Int64(fitting) - overhead
    let windows = Int(max(4, min(Int64(windowsPerCase / fitting), perRound / max(1, window))))
    return (windows, fitting)
  }

  private static func nanoseconds(of cases: [EnforcerCase], windows: Int, rounds: Int) -> Int64 {
    cases.reduce(0) {
      $0 + Int64(rounds) * (Int64(windows) * $1.windowNanoseconds + turnOverheadNanoseconds)
    }
  }

  /// How long measuring takes, about.
  public var estimatedNanoseconds: Int64 {
    Self.nanoseconds(of: cases, windows: windowsPerTurn, rounds: rounds)
  }

  /// The cases in the order of a round, by number.
  func order(round: Int) -> [Int] {
    var random = SplitMix64(seed: seed &+ UInt64(round))
    var order = Array(cases.indices)
    random.shuffle(&order)
    return order
  }
}
