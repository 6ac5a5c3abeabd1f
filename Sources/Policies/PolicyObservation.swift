public import HardwareTopology
public import Partitioning
public import Platform

/// What a round brought back that bears on whether the policies were in force.
public struct PolicyObservation: Sendable {
  public struct Thread: Sendable {
    public var partition: String
    /// The PUs it was given.
    public var cpus: [Int]
    /// The PUs it was seen on, by its samples and at its windows' starts.
    public var cpusSeen: Set<Int>
    public var windows: [WindowOutcome]
    /// The kernel's scheduling policy of the thread, read from outside while it ran (sched(7)); `nil` when nobody could.
    public var schedulingPolicy: Int32?

    public init(
      partition: String, cpus: [Int], cpusSeen: Set<Int>, windows: [WindowOutcome],
      schedulingPolicy: Int32? = nil
    ) {
      self.partition = partition
      self.cpus = cpus
      self.cpusSeen = cpusSeen
      self.windows = windows
      self.schedulingPolicy = schedulingPolicy
    }
  }

  public struct Partition: Sendable {
    public var name: String
    /// What it was to be made of.
    public var setting: PartitionSetting
    /// Its buffers as they were found after the round; empty for those in a process of their own.
    public var memory: [MemoryReading] = []
    /// The process that it was; `nil` for a thread of the harness.
    public var process: Int32?
    public var container: ContainerEvidence?
    public var end = PartitionEnd.finished
    /// Traffic that it caused without a limit and in this round, in 10^6 bytes in a second; `nil` for one that declares none.
    public var freeMegabytesPerSecond: Double?
    public var megabytesPerSecond: Double?
    /// The same in each whole period of its budget.
    public var periodMegabytesPerSecond: [Double] = []

    public init(name: String, setting: PartitionSetting) {
      self.name = name
      self.setting = setting
    }
  }

  public var threads: [Thread]
  public var partitions: [Partition]
  /// The machine's; `nil` where nothing needs to know which PUs are of one core.
  public var topology: Topology?
  /// What the levers saw, by key.
  public var readings: [String: String]

  public init(
    threads: [Thread], partitions: [Partition] = [], readings: [String: String] = [:]
  ) {
    self.threads = threads
    self.partitions = partitions
    self.readings = readings
  }
}
