public import Partitioning
public import Scheduling

/// A set of isolation mechanisms under which partitions run.
///
/// To add a policy is to add a file with a type of this protocol, and its test, and to name it in `PolicyCatalogue`.
public protocol Policy: Sendable {
  /// The name in suites and results.
  var name: String { get }
  /// One sentence: what it does.
  var summary: String { get }
  /// What it protects, and against which channels it is powerless.
  var limits: String { get }
  /// The parameters it takes in a suite, with their defaults; none for most.
  var parameters: [PolicySetting] { get }

  /// Whether the partitions can be arranged this way on these cores.
  func probe(_ request: PolicyRequest) -> Availability
  /// Where every thread goes and when it may run. Only asked when `probe` did not say unavailable.
  func arrange(_ request: PolicyRequest) throws(ScheduleErrors) -> Arrangement
  /// An independent reading, from what the threads brought back, that the arrangement was in force.
  func evidence(_ observation: PolicyObservation) -> Evidence
}

extension Policy {
  public var parameters: [PolicySetting] { [] }
}

/// A parameter of a policy.
public struct PolicySetting: Sendable, Equatable {
  public let name: String
  public let meaning: String
  /// The default, as it would be written in a suite.
  public let defaultText: String
}

/// What a policy is asked to arrange.
public struct PolicyRequest: Sendable {
  /// A partition and how many threads it has.
  public struct Partition: Sendable, Equatable {
    public var name: String
    public var threads: Int

    public init(name: String, threads: Int) {
      self.name = name
      self.threads = threads
    }
  }

  /// The partitions; the victim's comes first.
  public var partitions: [Partition]
  /// The PUs to use, in the order in which they should be taken.
  public var cores: [Int]
  /// All PUs that the run may use, housekeeping included: what the operating system may pick from.
  public var usable: [Int]
  /// All PUs of this machine that are online.
  public var onlineCPUs: Set<Int>
  /// Length of a window, for policies in time.
  public var windowNanoseconds: Int64
  public var guardNanoseconds: Int64

  public init(
    partitions: [Partition], cores: [Int], usable: [Int], onlineCPUs: Set<Int>,
    windowNanoseconds: Int64,
    guardNanoseconds: Int64
  ) {
    self.partitions = partitions
    self.cores = cores
    self.usable = usable
    self.onlineCPUs = onlineCPUs
    self.windowNanoseconds = windowNanoseconds
    self.guardNanoseconds = guardNanoseconds
  }

  var threads: Int { partitions.reduce(0) { $0 + $1.threads } }
}

/// Where every thread goes and when it may run.
public struct Arrangement: Sendable {
  /// For each partition of the request, for each of its threads: the PUs it may use.
  public var cpus: [[[Int]]]
  /// The windows; `nil` lets every partition run all the time.
  public var schedule: ValidSchedule?
}

/// What the threads of a run brought back that bears on whether the policy was in force.
public struct PolicyObservation: Sendable {
  public struct Thread: Sendable {
    public var partition: String
    /// The PUs it was given.
    public var cpus: [Int]
    /// The PUs it was seen on, by its samples and at its windows' starts.
    public var cpusSeen: Set<Int>
    public var windows: [WindowOutcome]

    public init(
      partition: String, cpus: [Int], cpusSeen: Set<Int>, windows: [WindowOutcome]
    ) {
      self.partition = partition
      self.cpus = cpus
      self.cpusSeen = cpusSeen
      self.windows = windows
    }
  }

  public var threads: [Thread]

  public init(threads: [Thread]) { self.threads = threads }
}

/// A reading of whether a policy was in force.
public struct Evidence: Sendable, Equatable {
  public var held: Bool
  /// The reading, in a few words.
  public var detail: String

  public init(held: Bool, detail: String) {
    self.held = held
    self.detail = detail
  }
}

/// Every policy, by name.
public enum PolicyCatalogue {
  public static let all: [any Policy] = [Baseline(), Pinned(), Sliced()]

  public static func named(_ name: String) -> (any Policy)? { all.first { $0.name == name } }
}
