/// Something that was seen of a partition, or of the module, at some time.
public enum HealthObservation: Sendable, Hashable {
  /// A partition's process, guest or thread is over.
  case ended(partition: Int, PartitionEnding)
  /// How far a partition has come: windows that the schedule has given it, windows that it was let into, and steps that it made.
  case heartbeat(partition: Int, windowsDue: Int, windowsRun: Int, steps: UInt64)
  /// A window of a partition ended so long after its planned end.
  case overran(partition: Int, nanoseconds: Int64)
  /// A partition was refused memory, and lives.
  case refusedMemory(partition: Int)
  /// The dispatcher of all partitions has not been heard of for so long.
  case dispatcherSilent(nanoseconds: Int64)
  /// A partition that was to be started anew runs.
  case restarted(partition: Int)
  /// A fault is committed now, for the record: the monitor is not to know before it shows.
  case injected(partition: Int, fault: String)
}

/// How a partition ended.
public enum PartitionEnding: Sendable, Hashable {
  case exited(status: Int32)
  case signalled(Int32)
  /// The kernel killed it because its memory was used up.
  case killedForMemory
  /// The partition's guest ran no more; its host says why.
  case guestEnded(reason: String)

  /// The error that an early end is.
  var error: HealthError {
    switch self {
    case .exited(let status): status == Self.outOfMemoryStatus ? .memory : .exit
    case .signalled, .guestEnded: .crash
    case .killedForMemory: .memory
    }
  }

  /// `ENOMEM`: what a partition ends with that was refused memory.
  static let outOfMemoryStatus: Int32 = 12

  /// Signals by their names, as a person knows them.
  public var text: String {
    switch self {
    case .exited(let status): "exited with status \(status)"
    case .signalled(let number): "ended by \(Self.signalNames[number] ?? "signal \(number)")"
    case .killedForMemory: "killed by the kernel: its memory is used up"
    case .guestEnded(let reason): reason
    }
  }

  private static let signalNames: [Int32: String] = [
    4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV",
    15: "SIGTERM", 24: "SIGXCPU", 31: "SIGSYS",
  ]
}

/// What the monitor wants done. Whoever drives it does so and reports what came of it as observations.
public enum HealthOrder: Sendable, Hashable {
  case stop(partition: Int)
  /// End what is left of the partition and start it anew for its remaining windows.
  case restart(partition: Int)
  case stopModule
}

/// One line of the monitor's log.
public struct HealthEvent: Sendable, Hashable {
  /// Time since the run's epoch.
  public var timeNanoseconds: Int64
  /// The major frame in which it was noticed.
  public var frame: Int64
  /// `fault_injected`, `restarted`, `ended`, or the name of a `HealthError`.
  public var kind: String
  /// The partition; `nil` for the module.
  public var partition: Int?
  public var action: HealthAction?
  /// The frame in which the fault was committed, where the monitor was told.
  public var injectedFrame: Int64?
  public var detail: String
}
