public import Platform

/// A workload: what it does, which channel it attacks, what it declares about itself, and how to make its code.
public struct Workload: Sendable {
  public enum Role: String, Sendable, CaseIterable {
    case victim, aggressor
  }

  /// The memory that a thread of the workload needs.
  public enum Memory: Sendable, Equatable {
    case none
    /// A buffer of the working set's size for each thread.
    case buffer
    /// One small arena that all partitions of the deployment share: what the workload is about.
    case sharedLines
  }

  /// Where a thread's code finds its memory, and which thread it is.
  public struct Site: Sendable {
    /// The thread's own buffer, or the shared lines; `nil` when the workload needs none.
    public let arena: Arena?
    /// Number of the thread among all threads that share the arena.
    public let index: Int
    /// Number of the thread in its partition.
    public let thread: Int
    /// Seed of whatever is random in the layout.
    public let seed: UInt64
    /// Time stamps per nanosecond.
    public let ticksPerNanosecond: Double

    /// - Parameter thread: the same as `index` where nobody shares.
    public init(
      arena: Arena?, index: Int, thread: Int? = nil, seed: UInt64, ticksPerNanosecond: Double
    ) {
      self.arena = arena
      self.index = index
      self.thread = thread ?? index
      self.seed = seed
      self.ticksPerNanosecond = ticksPerNanosecond
    }
  }

  /// The name used in suites and results.
  public let name: String
  /// One sentence: what it does.
  public let summary: String
  /// The interference channel it attacks, or is sensitive to.
  public let channel: String
  public let roles: Set<Role>
  /// What is counted as an access.
  public let accessName: String
  public let accessesPerStep: Int
  /// Bytes of memory traffic that an access causes when it misses every cache; what the self-reported MB/s rests on.
  public let bytesPerAccess: Int
  public let memory: Memory
  /// Threads (and cores) that one partition of it needs at least.
  public let threads: Int
  public let defaultWorkingSet: WorkingSet
  /// Accesses in one timed job of a victim.
  public let defaultJobAccesses: Int
  /// The working set that is really touched when so many bytes are asked for.
  let round: @Sendable (Int) -> Int
  let makeCode: @Sendable (Site) -> any PartitionCode

  /// The code of one thread.
  public func code(at site: Site) -> any PartitionCode { makeCode(site) }

  /// The working set that is really touched when so many bytes are asked for: whole lines or whole steps.
  public func workingSetBytes(asked bytes: Int) -> Int { round(bytes) }

  /// Steps in a job of about `accesses` accesses, at least one.
  public func stepsPerJob(accesses: Int) -> Int { max(1, accesses / accessesPerStep) }
}
