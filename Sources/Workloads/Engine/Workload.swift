public import Platform

/// A workload: what it does, which channel it attacks, what it declares about itself, and how to make its code.
public struct Workload: Sendable {
  public enum Role: String, Sendable, CaseIterable {
    case victim, aggressor
  }

  /// The memory that a thread of the workload needs.
  public enum Memory: Sendable, Equatable {
    case none
    /// A buffer of the working set's size for each thread, in huge pages where they can be had.
    case buffer
    /// The same in pages of the base size, because translations are what the workload is about.
    case smallPages
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
  /// Raised whenever the same request does other work than before, so that results of both are not compared.
  public let version: Int
  /// One sentence: what it does.
  public let summary: String
  /// What a person would run it for.
  public let why: String
  /// What its numbers do not say, and where it cannot be exercised.
  public let limits: String
  /// Where the pattern and the facts about it come from.
  public let source: String
  /// The interference channel it attacks, or is sensitive to.
  public let channel: String
  public let roles: Set<Role>
  /// What is counted as an access.
  public let accessName: String
  public let accessesPerStep: Int
  /// Bytes of memory traffic that an access causes when it misses every cache; what the self-reported MB/s rests on.
  public let bytesPerAccess: Int
  public let memory: Memory
  /// Whether what the code lays into its buffer must stay there: such a buffer is shared with no other workload.
  public let keepsContents: Bool
  /// Threads (and cores) that one partition of it needs at least.
  public let threads: Int
  public let defaultWorkingSet: WorkingSet
  /// Accesses in one timed job of a victim whose working set lies beyond the caches. See `jobAccesses(workingSetBytes:)`.
  public let defaultJobAccesses: Int
  /// How it proves that it stresses what it claims.
  public let verification: Verification
  private let round: @Sendable (Int) -> Int
  private let probe: @Sendable () -> String?
  private let makeCode: @Sendable (Site) throws -> any PartitionCode

  /// - Parameters:
  ///   - round: the working set that is really touched when so many bytes are asked for.
  ///   - unavailable: why it cannot run on this machine, or `nil`; cheap to ask.
  ///   - makeCode: lays out the memory and makes the code; runs on the thread's own PU, before anything is measured.
  init(
    name: String, version: Int = 1, summary: String, why: String, limits: String, source: String,
    channel: String,
    roles: Set<Role> = [.victim, .aggressor], accessName: String, accessesPerStep: Int,
    bytesPerAccess: Int = 0, memory: Memory = .none, keepsContents: Bool = false, threads: Int = 1,
    defaultWorkingSet: WorkingSet = .bytes(64), defaultJobAccesses: Int,
    verification: Verification, round: @escaping @Sendable (Int) -> Int = { $0 },
    unavailable: @escaping @Sendable () -> String? = { nil },
    makeCode: @escaping @Sendable (Site) throws -> any PartitionCode
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.why = why
    self.limits = limits
    self.source = source
    self.channel = channel
    self.roles = roles
    self.accessName = accessName
    self.accessesPerStep = accessesPerStep
    self.bytesPerAccess = bytesPerAccess
    self.memory = memory
    self.keepsContents = keepsContents
    self.threads = threads
    self.defaultWorkingSet = defaultWorkingSet
    self.defaultJobAccesses = defaultJobAccesses
    self.verification = verification
    self.round = round
    self.probe = unavailable
    self.makeCode = makeCode
  }

  /// Why it cannot run on this machine; `nil` when it can.
  public var unavailable: String? { probe() }

  /// Whether a suite may choose the working set.
  public var hasWorkingSet: Bool { memory == .buffer || memory == .smallPages }

  /// The code of one thread.
  ///
  /// - Throws: `WorkloadUnavailable` when the machine does not show what the code needs, `SystemError` when the
  ///   kernel refuses something.
  public func code(at site: Site) throws -> any PartitionCode { try makeCode(site) }

  /// The working set that is really touched when so many bytes are asked for: whole lines or whole steps.
  public func workingSetBytes(asked bytes: Int) -> Int { hasWorkingSet ? round(bytes) : 0 }

  /// Accesses in a job whose length nobody chose, for a working set of so many bytes.
  ///
  /// Reading the clock costs a job some 25 ns and must stay below a hundredth of it. What fits into a first- or second-level
  /// cache is done sooner, so that more of it makes a job; beyond, jobs stay short, to show what happens to each.
  public func jobAccesses(workingSetBytes bytes: Int) -> Int {
    guard hasWorkingSet else { return defaultJobAccesses }
    return defaultJobAccesses * (bytes <= 64 << 10 ? 8 : bytes <= 2 << 20 ? 2 : 1)
  }

  /// Steps in a job of about `accesses` accesses, at least one.
  public func stepsPerJob(accesses: Int) -> Int { max(1, accesses / accessesPerStep) }

  /// The pace at which one thread causes this much traffic (10^6 bytes in a second); `nil` for a workload that declares none.
  public func pace(megabytesPerSecond: Double) -> Pace? {
    guard bytesPerAccess > 0 else { return nil }
    let bytesPerStep = Double(accessesPerStep * bytesPerAccess)
    return .stepsPerMillisecond(megabytesPerSecond * 1e3 / bytesPerStep)
  }
}
