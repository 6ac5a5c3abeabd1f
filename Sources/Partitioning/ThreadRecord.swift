public import Scheduling
public import Workloads

/// What the enforcer wrote down about one window. Instants are nanoseconds from the run's epoch.
public struct WindowRecord: Sendable, Equatable {
  public var planned: PlannedWindow
  /// When the enforcer let the partition go and had the core back; `nil` when the window was missed.
  public var ran: Ran?

  public struct Ran: Sendable, Equatable {
    public var start: Int64
    /// The start again, when the partition died in the window and nobody saw its end.
    public var end: Int64
    public var startTicks: UInt64
    public var endTicks: UInt64
    /// Steps made in the window.
    public var steps: Int64
    /// The PU that the window started on.
    public var cpu: Int
    /// Whether the partition ended, or was killed, inside the window.
    public var isCutShort: Bool
    /// For so long no application of the partition was ready, in microseconds.
    public var idleMicroseconds: Int64
    /// What was done before the core went to the successor; `nil` without hygiene, and when the partition died in the window.
    public var cleanup: CleanupRecord?

    public init(
      start: Int64, end: Int64, startTicks: UInt64, endTicks: UInt64, steps: Int64, cpu: Int,
      isCutShort: Bool = false, idleMicroseconds: Int64 = 0, cleanup: CleanupRecord? = nil
    ) {
      self.start = start
      self.end = end
      self.startTicks = startTicks
      self.endTicks = endTicks
      self.steps = steps
      self.cpu = cpu
      self.isCutShort = isCutShort
      self.idleMicroseconds = idleMicroseconds
      self.cleanup = cleanup
    }
  }

  public init(planned: PlannedWindow, ran: Ran?) {
    self.planned = planned
    self.ran = ran
  }
}

/// One application's run inside a window, without a break. Instants are nanoseconds from the run's epoch.
public struct SliceRecord: Sendable, Equatable {
  /// The window, by its place in the plan.
  public var window: Int
  public var start: Int64
  /// The start again, when the partition died in the slice and nobody saw its end.
  public var end: Int64
  public var startTicks: UInt64
  public var endTicks: UInt64
  /// Steps made in the slice.
  public var steps: Int64

  public init(
    window: Int, start: Int64, end: Int64, startTicks: UInt64, endTicks: UInt64, steps: Int64
  ) {
    self.window = window
    self.start = start
    self.end = end
    self.startTicks = startTicks
    self.endTicks = endTicks
    self.steps = steps
  }
}

/// What one application brought back.
public struct ApplicationRecord: Sendable {
  public let name: String
  public let samples: [Sample]
  public let samplesDropped: Int
  /// When it ran, in time order. Of an application that has its partition for itself these are the windows.
  public let slices: [SliceRecord]
  /// Slices that found no room.
  public let slicesDropped: Int
  /// Steps made in all.
  public let steps: Int64

  init(
    name: String, samples: [Sample], samplesDropped: Int, slices: [SliceRecord] = [],
    slicesDropped: Int = 0, steps: Int64 = 0
  ) {
    self.name = name
    self.samples = samples
    self.samplesDropped = samplesDropped
    self.slices = slices
    self.slicesDropped = slicesDropped
    self.steps = steps
  }
}

/// What one virtual CPU brought back.
public struct ThreadRecord: Sendable {
  public let plan: ThreadPlan
  public let windows: [WindowRecord]
  public let applications: [ApplicationRecord]

  /// Samples of the first application, which is the only one of most partitions.
  public var samples: [Sample] { applications[0].samples }
  /// Samples that found no room, of all applications.
  public var samplesDropped: Int { applications.reduce(0) { $0 + $1.samplesDropped } }
}
