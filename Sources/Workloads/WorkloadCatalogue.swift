/// Every workload, by name.
public enum WorkloadCatalogue {
  public static let all: [Workload] = [
    chase, read, write, nonTemporalWrite, falseSharing, padded, pingPong, alu, timestamps,
  ]

  public static func named(_ name: String) -> Workload? { all.first { $0.name == name } }

  /// The negative control's aggressor.
  public static let alu = Workload(
    name: "alu",
    summary: "Dependent multiplications and additions in a register.",
    channel: "none: only power, frequency and SMT siblings can carry its influence",
    roles: [.victim, .aggressor],
    accessName: "operation", accessesPerStep: Arithmetic.operationsPerStep, bytesPerAccess: 0,
    memory: .none, threads: 1, defaultWorkingSet: .bytes(64), defaultJobAccesses: 16384,
    round: { _ in 0 },
    makeCode: { _ in Arithmetic() })

  public static let chase = Workload(
    name: "chase",
    summary: "Follows one random cycle through every line of its working set, one load at a time.",
    channel: "latency of the level that holds the working set: cache capacity, memory controller",
    roles: [.victim, .aggressor],
    accessName: "load", accessesPerStep: PointerChase.accessesPerStep, bytesPerAccess: 64,
    memory: .buffer, threads: 1,
    defaultWorkingSet: .relative(level: 2, numerator: 1, denominator: 2), defaultJobAccesses: 1024,
    round: { $0 },
    makeCode: { PointerChase(arena: $0.arena!, seed: $0.seed) })

  public static let read = Workload(
    name: "read",
    summary: "Reads one word of every line of its working set, in order.",
    channel: "cache and memory bandwidth, prefetchers",
    roles: [.victim, .aggressor],
    accessName: "line", accessesPerStep: Sweep.linesPerStep, bytesPerAccess: 64,
    memory: .buffer, threads: 1,
    defaultWorkingSet: .relative(level: 3, numerator: 2, denominator: 1), defaultJobAccesses: 4096,
    round: { Sweep.rounded($0) },
    makeCode: { SequentialRead(arena: $0.arena!) })

  public static let write = Workload(
    name: "write",
    summary: "Writes one word of every line of its working set, in order.",
    channel:
      "write-back buffers, memory bandwidth: a line read for ownership and a line written back for each access",
    roles: [.victim, .aggressor],
    accessName: "line", accessesPerStep: Sweep.linesPerStep, bytesPerAccess: 128,
    memory: .buffer, threads: 1,
    defaultWorkingSet: .relative(level: 3, numerator: 2, denominator: 1), defaultJobAccesses: 4096,
    round: { Sweep.rounded($0) },
    makeCode: { SequentialWrite(arena: $0.arena!) })

  public static let nonTemporalWrite = Workload(
    name: "nt-write",
    summary: "Writes whole lines of its working set past the caches, in order.",
    channel: "write-combining buffers, memory write bandwidth without cache allocation",
    roles: [.victim, .aggressor],
    accessName: "line", accessesPerStep: Sweep.linesPerStep, bytesPerAccess: 64,
    memory: .buffer, threads: 1,
    defaultWorkingSet: .relative(level: 3, numerator: 2, denominator: 1), defaultJobAccesses: 4096,
    round: { Sweep.rounded($0) },
    makeCode: { NonTemporalWrite(arena: $0.arena!) })

  public static let falseSharing = Workload(
    name: "false-sharing",
    summary:
      "Adds to a counter of its own on a line that holds the other partitions' counters too.",
    channel: "cache coherence: one line wanted by several cores",
    roles: [.victim, .aggressor],
    accessName: "addition", accessesPerStep: SharedCounter.accessesPerStep, bytesPerAccess: 0,
    memory: .sharedLines, threads: 1, defaultWorkingSet: .bytes(64), defaultJobAccesses: 1024,
    round: { _ in 64 },
    makeCode: {
      SharedCounter(lines: $0.arena!, index: $0.index, stride: SharedCounter.falseSharingStride)
    })

  public static let padded = Workload(
    name: "padded",
    summary: "Adds to a counter of its own on a line of its own: the control of false-sharing.",
    channel: "none: the same instructions as false-sharing without the shared line",
    roles: [.victim, .aggressor],
    accessName: "addition", accessesPerStep: SharedCounter.accessesPerStep, bytesPerAccess: 0,
    memory: .sharedLines, threads: 1, defaultWorkingSet: .bytes(64), defaultJobAccesses: 1024,
    round: { _ in 64 },
    makeCode: {
      SharedCounter(lines: $0.arena!, index: $0.index, stride: SharedCounter.paddedStride)
    })

  public static let pingPong = Workload(
    name: "ping-pong",
    summary: "Hands one line back and forth between the two cores of its own partition.",
    channel: "latency of the coherence fabric between two cores",
    roles: [.victim, .aggressor],
    accessName: "round trip", accessesPerStep: PingPong.roundTripsPerStep, bytesPerAccess: 0,
    memory: .sharedLines, threads: 2, defaultWorkingSet: .bytes(64), defaultJobAccesses: 64,
    round: { _ in 64 },
    makeCode: {
      // Threads come in pairs, each with a line of its own: that of the pair's first thread.
      let isResponder = $0.thread % 2 == 1
      return PingPong(
        lines: $0.arena!, pair: $0.index - (isResponder ? 1 : 0), isResponder: isResponder)
    })

  public static let timestamps = Workload(
    name: "timestamps",
    summary: "Reads the clock in a tight loop and notes every gap of more than a microsecond.",
    channel: "none: the witness of window starts and ends, interrupts and stolen time",
    roles: [.victim, .aggressor],
    accessName: "reading", accessesPerStep: TimestampReader.readsPerStep, bytesPerAccess: 0,
    memory: .none, threads: 1, defaultWorkingSet: .bytes(64),
    defaultJobAccesses: TimestampReader.readsPerStep,
    round: { _ in 0 },
    makeCode: { TimestampReader(gapTicks: UInt64($0.ticksPerNanosecond * 1000)) })
}
