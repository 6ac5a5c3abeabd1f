extension MachineFacts {
  /// A capability that some mechanism here needs; see capabilities(7).
  public enum Capability: String, Sendable, CaseIterable {
    /// Real-time priorities and other processes' affinity.
    case systemNice = "CAP_SYS_NICE"
    /// Lock any amount of memory.
    case lockMemory = "CAP_IPC_LOCK"
    /// Model-specific registers and physical addresses.
    case rawIO = "CAP_SYS_RAWIO"

    /// The bit in the kernel's mask (`linux/capability.h`).
    var bit: Int {
      switch self {
      case .lockMemory: 14
      case .rawIO: 17
      case .systemNice: 23
      }
    }
  }

  /// What this process may do.
  public struct Privileges: Sendable, Equatable {
    /// Effective user; `nil` when unknown.
    public var effectiveUserID: UInt32?
    /// The capabilities in force, of those that matter here.
    public var capabilities: Set<Capability> = []
    /// Memory that may be locked, in bytes; `UInt64.max` is no limit (`RLIM_INFINITY`); `nil` when unknown.
    public var lockedMemoryLimitBytes: UInt64?
    /// Highest real-time priority that needs no capability: 0 none, 1 to 99; `nil` when unknown.
    public var realTimePriorityLimit: UInt64?

    public init() {}

    /// - Parameters:
    ///   - status: `/proc/self/status`.
    ///   - limits: `/proc/self/limits`, the soft limits, which are the ones that bind.
    init(status: String, limits: String) {
      let values = status.keyedLines
      // Real, effective, saved and filesystem user, in this order.
      if let users = values["Uid"]?.words, users.count > 1 { effectiveUserID = UInt32(users[1]) }
      if let mask = values["CapEff"].flatMap({ UInt64($0, radix: 16) }) {
        capabilities = Set(Capability.allCases.filter { mask >> $0.bit & 1 == 1 })
      }
      lockedMemoryLimitBytes = Self.softLimit("Max locked memory", in: limits)
      realTimePriorityLimit = Self.softLimit("Max realtime priority", in: limits)
    }

    public var isRoot: Bool { effectiveUserID == 0 }

    public var mayUseRealTimePriorities: Bool { mayUseRealTimePriorities(to: 1) }

    /// Whether threads may be given real-time priorities up to this one.
    public func mayUseRealTimePriorities(to priority: Int) -> Bool {
      capabilities.contains(.systemNice) || (realTimePriorityLimit ?? 0) >= UInt64(priority)
    }

    public var mayLockAnyMemory: Bool {
      capabilities.contains(.lockMemory) || lockedMemoryLimitBytes == UInt64.max
    }

    private static func softLimit(_ name: String, in limits: String) -> UInt64? {
      guard let line = limits.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
        let soft = line.dropFirst(name.count).words.first
      else { return nil }
      return soft == "unlimited" ? UInt64.max : UInt64(soft)
    }
  }
}
