import Partitioning
import Platform
public import Policies
import Statistics
public import Workloads

/// Which channels are measured under which policies, how long, and in which order.
///
/// All cases take short turns, round after round, each round in an order of its own: a machine that is noisy for a while
/// is so for all of them.
public struct LeakageStudy: Sendable {
  /// What was asked for.
  public struct Request: Sendable {
    public var channels: [LeakageChannel]
    public var combinations: [PolicyCombination]
    public var symbols: Int
    /// Observations of the signal in each case, at least.
    public var observations: Int
    /// End at about this time, with fewer; all of them when `nil`.
    public var nanoseconds: Int64?

    public init(
      channels: [LeakageChannel], combinations: [PolicyCombination],
      symbols: Int = LeakageStudy.standardSymbols,
      observations: Int = LeakageStudy.standardObservations, nanoseconds: Int64? = nil
    ) {
      self.channels = channels
      self.combinations = combinations
      self.symbols = symbols
      self.observations = observations
      self.nanoseconds = nanoseconds
    }
  }

  /// A case that cannot be measured here, and why.
  public struct Absence: Sendable {
    public var channel: LeakageChannel
    public var policy: String
    public var reason: String
  }

  public static let standardSymbols = 4
  public static let standardObservations = 2400
  /// The lengths of windows to choose from, where nobody has: the shorter, the more of them in a second.
  static let windowLengths: [Int64] = [250_000, 500_000, 1_000_000, 2_000_000]
  /// The combinations that are measured unless others are asked for.
  public static let standardCombinations = [
    "sliced", "sliced-guard", "sliced-guard+flush", "sliced-guard+coloured",
    "sliced-guard+process", "sliced-guard+vm",
  ]
  static let rounds = 3
  /// Starting and ending partitions, and for guests much more.
  static let turnOverheadNanoseconds: Int64 = 100_000_000
  /// The chance of calling a leak in a run in which nothing leaks, over all of its cases.
  static let falseAlarms = 0.05
  static let shuffles = 1999

  public let cases: [LeakageCase]
  public let absences: [Absence]
  public let symbols: Int
  public let seed: UInt64
  /// Windows of each case in each round.
  let windowsPerTurn: Int

  public init(_ request: Request, on machine: Machine, seed: UInt64) {
    symbols = request.symbols
    self.seed = seed
    var cases: [LeakageCase] = []
    var absences: [Absence] = []
    for combination in request.combinations {
      let obstacle = Self.obstacle(to: combination, on: machine)
      for channel in request.channels {
        let sizes = LeakageSizes(channel, caches: machine.caches.within)
        if let reason = obstacle ?? (sizes == nil ? "hwloc reports no size of this cache" : nil) {
          absences.append(Absence(channel: channel, policy: combination.name, reason: reason))
        } else {
          cases.append(LeakageCase(channel: channel, combination: combination, sizes: sizes!))
        }
      }
    }
    self.cases = cases
    self.absences = absences
    let most = LeakageScript.windows(
      symbols: symbols, signals: (request.observations + Self.rounds - 1) / Self.rounds)
    windowsPerTurn =
      request.nanoseconds.map { limit in
        let frames = cases.reduce(Int64(0)) { $0 + $1.frameNanoseconds }
        let left = limit / Int64(Self.rounds) - Int64(cases.count) * Self.turnOverheadNanoseconds
        let least = LeakageScript.windows(symbols: request.symbols, signals: 1)
        return max(least, min(most, Int(left / max(1, frames))))
      } ?? most
  }

  /// The combination with windows as short as its policies have room for; that with the first length when no length is enough.
  ///
  /// - Parameter combination: makes it with windows of a length.
  public static func fitting(
    on machine: Machine, _ combination: (Int64) throws -> PolicyCombination
  ) rethrows -> PolicyCombination {
    for length in windowLengths {
      let found = try combination(length)
      if obstacle(to: found, on: machine) == nil { return found }
    }
    return try combination(windowLengths[0])
  }

  /// Why partitions cannot take turns under the policies here; `nil` when they can.
  private static func obstacle(
    to combination: PolicyCombination, on machine: Machine
  ) -> String? {
    guard let window = combination.windowNanoseconds else {
      return "partitions do not take turns under it: a receiver has no window after the sender's"
    }
    let request = machine.policyRequest(windowNanoseconds: window)
    if let reason = combination.probe(request).obstacle { return reason }
    guard let arrangement = try? combination.arrangement(request) else { return nil }
    if arrangement.partitions.contains(where: \.isBestEffort) {
      return "the sender runs without windows under it"
    }
    return EnforcerCatalogue.preferred().supports(combination.backend).obstacle
  }

  /// The confidence of each bound, so that all of them together keep to the false alarms allowed (Bonferroni).
  var confidence: Double {
    min(1 - Self.falseAlarms / Double(max(1, cases.count)), 1 - 1 / Double(Self.shuffles + 1))
  }

  /// How long measuring takes, about.
  public var estimatedNanoseconds: Int64 {
    cases.reduce(0) { $0 + nanosecondsPerTurn($1) } * Int64(Self.rounds)
  }

  func nanosecondsPerTurn(_ one: LeakageCase) -> Int64 {
    Int64(windowsPerTurn) * one.frameNanoseconds + Self.turnOverheadNanoseconds
  }

  /// What the senders of a round do; the same in all of its cases.
  func script(round: Int) -> LeakageScript {
    LeakageScript(symbols: symbols, windows: windowsPerTurn, seed: seed &+ UInt64(round))
  }

  /// The cases in the order of a round, by number.
  func order(round: Int) -> [Int] {
    var random = SplitMix64(seed: seed &+ UInt64(round))
    var order = Array(cases.indices)
    random.shuffle(&order)
    return order
  }
}

extension LeakageCase {
  /// From one window of the receiver to the next.
  var frameNanoseconds: Int64 {
    2 * (combination.windowNanoseconds ?? Turns.defaultWindowNanoseconds)
  }
}
