public import Scheduling
public import Workloads

/// One application of a partition as planned: a context that the partition's virtual CPU runs.
public struct ApplicationPlan: Sendable {
  /// Whether the application times its jobs or only works.
  public enum Duty: Sendable {
    case measure, load
  }

  public var name: String
  /// Makes the code and lays out its memory, where the partition lives: in its process when it has one of its own. Called
  /// before anything is measured.
  public var code: @Sendable () throws -> any PartitionCode
  public var duty: Duty
  public var stepsPerJob: Int
  /// Room for this many samples: of jobs, or of the periods of a paced load.
  public var sampleCapacity: Int
  /// How hard a load works.
  public var pace: Pace
  /// For fixed priority: 1 is the most urgent.
  public var priority: Int
  /// For fixed priority: the running time that it may have in each period; `nil` for what the others leave.
  public var reservation: GuestScheduler.Reservation?
  /// When it may run, ascending and apart, in nanoseconds from the epoch; `nil`: always.
  public var active: [Range<Int64>]?

  public init(
    name: String, duty: Duty, stepsPerJob: Int, sampleCapacity: Int, pace: Pace = .unlimited,
    priority: Int = 1, reservation: GuestScheduler.Reservation? = nil,
    active: [Range<Int64>]? = nil,
    code: @escaping @Sendable () throws -> any PartitionCode
  ) {
    self.name = name
    self.code = code
    self.duty = duty
    self.stepsPerJob = stepsPerJob
    self.sampleCapacity = sampleCapacity
    self.pace = pace
    self.priority = priority
    self.reservation = reservation
    self.active = active
  }
}

/// A virtual CPU as planned: one partition on one PU, or on those that the operating system may choose from.
public struct ThreadPlan: Sendable {
  public typealias Duty = ApplicationPlan.Duty

  public var partition: String
  /// The PUs the thread may use: one pins it, several leave the choice to the operating system.
  public var cpus: [Int]
  /// Windows in time order, in nanoseconds from the run's epoch.
  public var windows: [PlannedWindow]
  public var applications: [ApplicationPlan]
  /// Shares the windows out among the applications.
  public var guestScheduler: GuestScheduler
  /// What is done between its windows and those of its successors; `nil`: nothing.
  public var hygiene: SwitchHygiene?
  /// Whether it gets only time that nothing else wants (`SCHED_IDLE`), whatever the class of the others.
  public var isBestEffort = false

  public init(
    partition: String, cpus: [Int], windows: [PlannedWindow], applications: [ApplicationPlan],
    guestScheduler: GuestScheduler = .fixedPriority, hygiene: SwitchHygiene? = nil
  ) {
    precondition(!applications.isEmpty, "a virtual CPU runs something")
    self.partition = partition
    self.cpus = cpus
    self.windows = windows
    self.applications = applications
    self.guestScheduler = guestScheduler
    self.hygiene = hygiene
  }

  /// Of the first application, which is the only one of most partitions.
  public var duty: Duty { applications[0].duty }
  public var stepsPerJob: Int { applications[0].stepsPerJob }

  /// The longest time from the start of a window to the end of one, with no more than a millisecond of nobody's time between
  /// two windows, in nanoseconds: waking early for its windows, the thread may not sleep in it.
  var longestStretchNanoseconds: Int64 {
    var longest: Int64 = 0
    var begin = Int64.min
    var end = Int64.min
    for window in windows {
      if begin == .min || window.start > end + 1_000_000 { begin = window.start }
      end = window.end
      longest = max(longest, end - begin)
    }
    return longest
  }

  /// A virtual CPU with one application whose code is already made.
  public init(
    partition: String, cpus: [Int], windows: [PlannedWindow], code: any PartitionCode, duty: Duty,
    stepsPerJob: Int, sampleCapacity: Int, pace: Pace = .unlimited, hygiene: SwitchHygiene? = nil
  ) {
    self.init(
      partition: partition, cpus: cpus, windows: windows,
      applications: [
        ApplicationPlan(
          name: partition, duty: duty, stepsPerJob: stepsPerJob, sampleCapacity: sampleCapacity,
          pace: pace
        ) { code }
      ], hygiene: hygiene)
  }
}

extension ThreadPlan {
  /// Room for the slices of one application; zero where it has all windows for itself, which then are its slices.
  var sliceCapacity: Int {
    let isAlone =
      applications.count == 1 && applications[0].active == nil
      && (guestScheduler != .fixedPriority || applications[0].reservation == nil)
    guard !isAlone else { return 0 }
    // Each window begins and ends a slice, and so may every instant at which the guest scheduler decides.
    let length = windows.reduce(0) { $0 + $1.end - $1.start }
    let span = (windows.last?.end ?? 0) - (windows.first?.start ?? 0)
    var decisions = Int64(applications.reduce(0) { $0 + 2 * ($1.active?.count ?? 0) })
    switch guestScheduler {
    case .roundRobin(let quantum): decisions += length / quantum
    case .fixedPriority:
      for application in applications {
        guard let period = application.reservation?.periodNanoseconds else { continue }
        decisions += 2 * (span / period + 2)
      }
    }
    return min(Self.mostSlices, 2 * windows.count + Int(clamping: decisions))
  }

  /// 48 MiB for each application.
  private static let mostSlices = 1 << 20
}

/// A partition as planned: its virtual CPUs, and what keeps it apart from the others.
public struct PartitionPlan: Sendable {
  public var name: String
  public var backend: BackendKind
  /// The memory that it may have, where the backend can hold it to that; `nil` for no limit.
  public var memoryBytes: Int?
  public var threads: [ThreadPlan]

  public init(
    name: String, backend: BackendKind, memoryBytes: Int? = nil, threads: [ThreadPlan]
  ) {
    self.name = name
    self.backend = backend
    self.memoryBytes = memoryBytes
    self.threads = threads
  }
}

/// What a partition is made of, and with it what keeps it apart from the others.
public enum BackendKind: String, Sendable, CaseIterable {
  /// A thread of the harness: one address space for all.
  case thread
  /// A process of its own, with its own address space.
  case process
  /// A process in namespaces and a control group of its own.
  case container
  /// A KVM guest in a process of its own.
  case vm
}

/// How the operating system's scheduler ranks the threads of partitions.
public enum SchedulingClass: Sendable, Equatable {
  /// `SCHED_BATCH` with the shortest slice: what needs no right.
  case batch
  /// `SCHED_FIFO` at this priority, 1 to 99: nothing ordinary runs on a core while a partition does.
  case realTime(priority: Int)
  /// `SCHED_OTHER`, as any program of the host.
  case ordinary

  /// Whether its threads outrank every ordinary program.
  public var isRealTime: Bool {
    if case .realTime = self { true } else { false }
  }
}
