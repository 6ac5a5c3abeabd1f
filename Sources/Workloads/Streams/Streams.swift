extension WorkloadCatalogue {
  /// Workloads that walk through memory in order: bandwidth.
  static let streams = [read, write, nonTemporalWrite]

  /// What a stream slows: a reading stream that lives in memory, on a core of its own.
  private static let probe = Verification.Load(
    "read", .relative(level: 3, numerator: 2, denominator: 1))

  public static let read = Workload(
    name: "read",
    summary: "Reads one word of every line of its working set, in order.",
    why: "The bandwidth of whatever holds the working set, with the prefetchers at work.",
    limits: "One core rarely saturates a memory controller: use several.",
    source: "the reading kernel of STREAM's family (McCalpin, 1995)",
    channel: "cache and memory bandwidth, prefetchers",
    accessName: "line", accessesPerStep: Sweep.linesPerStep, bytesPerAccess: 64,
    memory: .buffer,
    defaultWorkingSet: .relative(level: 3, numerator: 2, denominator: 1), defaultJobAccesses: 4096,
    verification: .slows(
      probe, atLeast: 1.02, claim: "a reading stream out of memory is slower beside it"),
    round: { Sweep.rounded($0) },
    makeCode: { SequentialRead(arena: $0.arena!) })

  public static let write = Workload(
    name: "write",
    summary: "Writes one word of every line of its working set, in order.",
    why: "Usually the worst neighbour: two lines of traffic for each eight bytes stored.",
    limits: "Within a cache it only keeps that cache busy.",
    source: "the writing co-runner of IsolBench (Valsan, Yun and Farshchi, RTAS 2016)",
    channel:
      "write-back buffers, memory bandwidth: a line read for ownership and a line written back for each access",
    accessName: "line", accessesPerStep: Sweep.linesPerStep, bytesPerAccess: 128,
    memory: .buffer,
    defaultWorkingSet: .relative(level: 3, numerator: 2, denominator: 1), defaultJobAccesses: 4096,
    verification: .slows(
      probe, atLeast: 1.02, claim: "a reading stream out of memory is slower beside it"),
    round: { Sweep.rounded($0) },
    makeCode: { SequentialWrite(arena: $0.arena!) })

  public static let nonTemporalWrite = Workload(
    name: "nt-write",
    summary: "Writes whole lines of its working set past the caches, in order.",
    why: "Memory write bandwidth without taking cache space: what cache partitioning cannot stop.",
    limits: "Whether the stores really pass the caches is the processor's choice.",
    source: "MOVNTDQ, Intel SDM vol. 1, 10.4.6.2; STNP, Arm ARM C3.2.4",
    channel: "write-combining buffers, memory write bandwidth without cache allocation",
    accessName: "line", accessesPerStep: Sweep.linesPerStep, bytesPerAccess: 64,
    memory: .buffer,
    defaultWorkingSet: .relative(level: 3, numerator: 2, denominator: 1), defaultJobAccesses: 4096,
    verification: .slows(
      probe, atLeast: 1.02, claim: "a reading stream out of memory is slower beside it"),
    round: { Sweep.rounded($0) },
    makeCode: { NonTemporalWrite(arena: $0.arena!) })
}
