import CPlatform
import Platform
import Statistics

/// Runs code that is nothing but one jump in each cache line, in random order.
///
/// The code is made in the thread's buffer, one pass of jumps in a step. It uses no stack but for its return, so that
/// leaving it anywhere is as good as leaving any other loop.
@safe struct CodeThrash: Kernel, PartitionCode {
  nonisolated(unsafe) private var pass: UnsafeRawPointer

  static var jumpsPerStep: Int { @inline(__always) get { 64 } }
  static let bytesPerStep = jumpsPerStep * Int(CPLATFORM_CODE_LINE_BYTES)

  /// The nearest size that is a whole number of passes, at least one, and no more than a direct jump of arm64 reaches.
  static func rounded(_ bytes: Int) -> Int {
    min(max(bytesPerStep, bytes / bytesPerStep * bytesPerStep), 128 << 20)
  }

  /// Lays the code into the arena, and makes that executable.
  init(arena: Arena, seed: UInt64) throws(SystemError) {
    precondition(arena.bytes >= Self.bytesPerStep)
    let order = Self.order(lines: Self.rounded(arena.bytes) / 64, seed: seed)
    try arena.setExecutable(false)
    unsafe cplatform_code_lay(arena.base, order, UInt32(order.count), UInt32(Self.jumpsPerStep))
    try arena.setExecutable(true)
    unsafe pass = UnsafeRawPointer(arena.base + Int(order[0]) * 64)
  }

  /// All lines, in random order (Fisher and Yates).
  static func order(lines: Int, seed: UInt64) -> [UInt32] {
    var numbers = SplitMix64(seed: seed)
    var order = (0..<UInt32(lines)).map { $0 }
    for last in stride(from: lines - 1, to: 0, by: -1) {
      order.swapAt(last, Int(numbers.next(below: UInt64(last + 1))))
    }
    return order
  }

  @_noLocks @inline(__always)
  mutating func step() { unsafe pass = cplatform_code_run(pass) }

  /// Where the next step begins, for tests.
  var entry: UnsafeRawPointer { unsafe pass }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let codeThrash = Workload(
    name: "code-thrash",
    summary: "Jumps from line to line through code that does not fit into the instruction cache.",
    why: """
      Code is evicted as data is: a neighbour on the same core, in turn or on its sibling, leaves the next window a \
      cold instruction cache, branch predictor and iTLB.
      """,
    limits: """
      Threads of one core only: instruction caches are private, except as part of L2. A working set larger than L2 \
      takes lines from a shared cache as any data does. Its pages are ordinary ones below 2 MiB. Jumps wait for \
      each other, so that the branch predictor's own capacity shows as well.
      """,
    source:
      "code footprints beyond L1I: Kanev et al., Profiling a warehouse-scale computer (ISCA 2015)",
    channel: "instruction cache, branch target buffer, micro-op cache, iTLB; code in a unified L2",
    accessName: "jump", accessesPerStep: CodeThrash.jumpsPerStep, bytesPerAccess: 64,
    memory: .buffer, keepsContents: true, defaultWorkingSet: .bytes(2 * InstructionCache.bytes()),
    defaultJobAccesses: 4096,
    verification: .costs(
      moreThan: .init("code-thrash", .bytes(InstructionCache.bytes() / 4)),
      control: .init("code-thrash", .bytes(InstructionCache.bytes() / 8)), atLeast: 1.3,
      claim: "a jump takes longer than in code that fits into the instruction cache"),
    round: { CodeThrash.rounded($0) },
    makeCode: { try CodeThrash(arena: $0.arena!, seed: $0.seed) })
}

/// The first-level instruction cache, which no working set is expressed in.
enum InstructionCache {
  /// Its size as the kernel shows that of the first CPU, or the usual 32 KiB.
  static func bytes(root: String = "/") -> Int {
    let folder = "/sys/devices/system/cpu/cpu0/cache"
    for index in ProcFile(folder, under: root).names where index.hasPrefix("index") {
      func line(_ name: String) -> String? {
        ProcFile("\(folder)/\(index)/\(name)", under: root).line
      }
      guard line("type") == "Instruction", line("level") == "1", let size = line("size"),
        size.hasSuffix("K"), let kibibytes = Int(size.dropLast()), kibibytes > 0
      else { continue }
      return kibibytes << 10
    }
    return 32 << 10
  }
}
