public import Scheduling

/// A system of partitions as it is to be deployed: applications in partitions (virtual machines) on
/// cores, under a hypervisor that gives each partition its windows.
///
/// It is the checked form of a deployment file: names are known, numbers are in range, the schedule
/// has no errors. Cores are numbered as the file numbers them, from 0; which PUs of this machine
/// they become is decided by `Folding`.
public struct Deployment: Sendable, Hashable {
  /// The file, as it was named, for messages.
  public var file: String
  /// Begins with a letter; the file's own name where the file does not say.
  public var name: String
  public var description = ""
  public var hypervisor = Hypervisor()
  /// How many cores the deployment is written for.
  public var coreCount = 1
  /// The period of the schedule; `nil` where partitions have no windows and run all the time.
  public var majorFrameNanoseconds: Int64?
  /// Name of the enforcer; `nil` leaves the choice to the probe.
  public var enforcer: String?
  public var guardBand = GuardBand.auto
  public var partitions: [Partition] = []
  /// The windows of one major frame on the deployment's cores; periodic ones are written out.
  public var windows: [Window] = []
  /// What the deployment claims, for `analyse` to check.
  public var separations: [Separation] = []
  /// How often everything is measured.
  public var rounds = 5
  /// Length of a phase, a whole number of major frames.
  public var phaseNanoseconds: Int64?
  public var seed: UInt64?
  /// Where the values stand, by path of keys with indices from 0: `major_frame`,
  /// `partitions.1.applications.0.budget`; and `windows.3`, by index in `windows`.
  public var locations: [String: SourceLocation] = [:]

  public init(file: String, name: String) {
    self.file = file
    self.name = name
  }

  public enum HypervisorType: String, Sendable, Hashable, CaseIterable {
    /// The partition scheduler alone decides who runs on a core.
    case type1
    /// A general-purpose host scheduler stands between the partitions and the cores.
    case type2
  }

  /// The layer that gives partitions their cores.
  public struct Hypervisor: Sendable, Hashable {
    public var type = HypervisorType.type1
    /// Real-time priority of the partitions (`SCHED_FIFO`) where it is allowed; only type 1 has one.
    public var realTimePriority = 50
    /// Whether real-time throttling may be lifted for the length of the run, and is then restored.
    public var liftsThrottling = false
    /// Ordinary threads of the host that compete for the cores, on a type 2 hypervisor.
    public var hostLoad = 0

    public init() {}
  }

  /// Design assurance level and its kin, the strictest first; `unspecified` where the file does not say.
  public enum Criticality: String, Sendable, Hashable, CaseIterable {
    case a = "A"
    case b = "B"
    case c = "C"
    case d = "D"
    case e = "E"
    case unspecified = ""
  }

  /// What runs in one partition: the isolated unit, a virtual machine.
  public struct Partition: Sendable, Hashable {
    public var name: String
    public var criticality = Criticality.unspecified
    /// The deployment's cores that it has, one virtual CPU on each.
    public var cores: [Int]
    /// `thread`, `process`, `container` or `vm`.
    public var backend = "thread"
    /// The memory that it may have; `nil` for no limit.
    public var memoryBytes: Int?
    public var guestScheduler = GuestScheduler.roundRobin(quantumNanoseconds: 1_000_000)
    public var applications: [Application] = []
    public var healthMonitor = HealthMonitorTable()

    public init(name: String, cores: [Int]) {
      self.name = name
      self.cores = cores
    }

    /// The deployment's cores that the threads of one of its applications run on, by thread: from the
    /// application's core on in the order of the partition's, and round.
    public func cores(of application: Application, threads: Int) -> [Int] {
      guard let first = cores.firstIndex(of: application.core) else { return [] }
      return (0..<threads).map { cores[(first + $0) % cores.count] }
    }
  }

  /// How a partition shares its windows out among its applications.
  public typealias GuestScheduler = Scheduling.GuestScheduler

  /// One workload with its parameters inside a partition.
  public struct Application: Sendable, Hashable {
    public var name: String
    public var workload: WorkloadReference
    /// The deployment's core that it runs on, one of the partition's; each further thread has the
    /// partition's next, see `Partition.cores(of:threads:)`.
    public var core: Int
    /// 1 is the most urgent; for fixed priority.
    public var priority = 1
    /// For fixed priority: every `periodNanoseconds` of wall time it may run for `budgetNanoseconds` of its own; `nil` for a
    /// background application that takes what is left.
    public var periodNanoseconds: Int64?
    public var budgetNanoseconds: Int64?
    /// A fault to inject, for health monitoring.
    public var fault: FaultRequest?

    public init(name: String, workload: WorkloadReference, core: Int) {
      self.name = name
      self.workload = workload
      self.core = core
    }
  }

  /// A fault that an application commits by itself after some frames.
  public struct FaultRequest: Sendable, Hashable {
    /// A name of `FaultCatalogue`.
    public var kind: String
    public var afterFrames: Int

    public init(kind: String, afterFrames: Int) {
      self.kind = kind
      self.afterFrames = afterFrames
    }
  }

  public typealias HealthAction = Scheduling.HealthAction
  public typealias HealthMonitorTable = Scheduling.HealthMonitorTable

  /// One grant of one of the deployment's cores inside the major frame.
  public struct Window: Sendable, Hashable {
    public var partition: String
    public var core: Int
    public var offsetNanoseconds: Int64
    public var durationNanoseconds: Int64

    public init(
      partition: String, core: Int, offsetNanoseconds: Int64, durationNanoseconds: Int64
    ) {
      self.partition = partition
      self.core = core
      self.offsetNanoseconds = offsetNanoseconds
      self.durationNanoseconds = durationNanoseconds
    }
  }

  /// A claim of the deployment: these partitions are kept apart.
  public struct Separation: Sendable, Hashable {
    /// Two partitions, or one and `*` for every other.
    public var between: [String]
    /// Resources that they must not share: `core`, `L1`, `L2`, `L3`, `node`, `address-space`.
    public var notSharing: [String]
    /// Whether they must never run at the same time.
    public var neverAtOnce: Bool
    public var location: SourceLocation

    public init(
      between: [String], notSharing: [String], neverAtOnce: Bool, location: SourceLocation
    ) {
      self.between = between
      self.notSharing = notSharing
      self.neverAtOnce = neverAtOnce
      self.location = location
    }
  }
}
