public import Partitioning
public import Platform
public import Scheduling

/// Where every thread goes, when it may run, and what its partition is made of: what the policies of a combination decided.
public struct Arrangement: Sendable {
  /// For each partition of the request, for each of its threads: the PUs it may use.
  public var cpus: [[[Int]]]
  /// Whether a policy has chosen the PUs; else time policies choose them.
  public var isPlaced = false
  /// The windows; `nil` lets every partition run all the time.
  public var schedule: ValidSchedule?
  /// Windows are stopped this long before their planned end.
  public var guardNanoseconds: Int64 = 0
  /// What each partition is made of, in the order of the request.
  public var partitions: [PartitionSetting]

  /// No partitioning: threads of the harness that run all the time, wherever the operating system puts them.
  public init(unpartitioned request: PolicyRequest) {
    cpus = request.partitions.map { Array(repeating: request.usable, count: $0.threads) }
    partitions = request.partitions.map { _ in PartitionSetting() }
  }

  /// The partitions but the victim's, which is the first.
  public var aggressors: Range<Int> { 1..<max(1, partitions.count) }
}

/// What a partition is made of.
public struct PartitionSetting: Sendable, Equatable {
  public var backend = BackendKind.thread
  public var memory = MemorySetting()
  /// What is done at the ends of its windows before its cores go to others; `nil`: nothing.
  public var hygiene: SwitchHygiene?
  /// Its part of the memory traffic that it would cause unhindered, held by its own accounting; `nil` for no limit.
  public var trafficShare: Double?
  /// The traffic that it causes unhindered, in 10^6 bytes in a second, where that was measured: limits that are rates need it.
  public var freeMegabytesPerSecond: Double?
  /// Whether it runs without windows, at the lowest priority, in whatever time the others leave.
  public var isBestEffort = false

  public init() {}
}
