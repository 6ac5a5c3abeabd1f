import CPlatform
import Platform
import Statistics

/// Takes one branch for each bit of its working set: at random, or in a pattern that any predictor knows by heart.
@safe struct Branches: Kernel, PartitionCode {
  nonisolated(unsafe) private let base: UnsafePointer<UInt64>
  nonisolated(unsafe) private let end: UnsafePointer<UInt64>
  nonisolated(unsafe) private var at: UnsafePointer<UInt64>
  private(set) var ones: UInt64 = 0
  private(set) var zeros: UInt64 = 0

  static var branchesPerStep: Int { @inline(__always) get { 128 } }

  /// Taken and not taken in turn.
  static let regular: UInt64 = 0xaaaa_aaaa_aaaa_aaaa

  /// The nearest size that is a whole number of steps, at least a line.
  static func rounded(_ bytes: Int) -> Int { max(64, bytes / 64 * 64) }

  /// - Parameter seed: of the random bits; without one the pattern is regular.
  init(arena: Arena, seed: UInt64?) {
    let count = Self.rounded(arena.bytes) / 8
    precondition(count * 8 <= arena.bytes)
    let words = unsafe arena.base.bindMemory(to: UInt64.self, capacity: count)
    var numbers = SplitMix64(seed: seed ?? 0)
    for index in 0..<count {
      unsafe words[index] = seed == nil ? Self.regular : numbers.next()
    }
    unsafe base = UnsafePointer(words)
    unsafe end = UnsafePointer(words + count)
    unsafe at = base
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var words = Self.branchesPerStep / 64
    while words != 0 {
      var bits = unsafe at.pointee
      unsafe at += 1
      if unsafe at == end { unsafe at = base }
      var left = 64
      while left != 0 {
        // What both sides do is opaque to the compiler, so that it can't turn the branch into a conditional move.
        if bits & 1 != 0 {
          ones = cplatform_launder(ones &+ 1)
        } else {
          zeros = cplatform_launder(zeros &+ 1)
        }
        bits >>= 1
        left &-= 1
      }
      words &-= 1
    }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let branchRandom = Workload(
    name: "branch-random",
    summary: "Takes branches that depend on random bits: no predictor can guess them.",
    why: """
      Every second one is mispredicted, and all of them fill the history that predictors of the core learn from: the \
      residual state that a window leaves to the next partition on its core.
      """,
    limits: """
      Threads of one core only, in turn or on its sibling. Kernels may flush predictors between processes, not between \
      threads. The bits are read in order and cost next to nothing.
      """,
    source: "branch histories longer than any table: Seznec, TAGE (JILP 8, 2006)",
    channel: "branch predictors, the front end; SMT siblings",
    accessName: "branch", accessesPerStep: Branches.branchesPerStep,
    memory: .buffer, keepsContents: true, defaultWorkingSet: .bytes(256 << 10),
    defaultJobAccesses: 8192,
    verification: .costs(
      moreThan: .init("branch-regular"), control: .init("branch-regular", .bytes(128 << 10)),
      atLeast: 1.5, claim: "a branch takes longer than one of the same code with a regular pattern"),
    round: { Branches.rounded($0) },
    makeCode: { Branches(arena: $0.arena!, seed: $0.seed) })

  public static let branchRegular = Workload(
    name: "branch-regular",
    summary: "Takes the branches of branch-random in turn to either side: its control.",
    why: "The same instructions, read from as much memory, without a misprediction.",
    limits: "It still fills some of the history that others learn from.",
    source: "any two-level predictor learns a period of two (Yeh and Patt, MICRO 1991)",
    channel: "none beyond the core",
    accessName: "branch", accessesPerStep: Branches.branchesPerStep,
    memory: .buffer, keepsContents: true, defaultWorkingSet: .bytes(256 << 10),
    defaultJobAccesses: 8192,
    verification: Verification(
      claim: "branch-random takes longer for the same instructions",
      subject: .init(.init("branch-random")), reference: .init(.itself),
      control: .init(.itself, beside: .init("branch-random")), atLeast: 1.5),
    round: { Branches.rounded($0) },
    makeCode: { Branches(arena: $0.arena!, seed: nil) })
}
