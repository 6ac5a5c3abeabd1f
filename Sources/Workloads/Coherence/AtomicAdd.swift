extension WorkloadCatalogue {
  public static let atomicAdd = Workload(
    name: "atomic-add",
    summary: "Adds to one counter that all threads share, with one locked instruction.",
    why: """
      What a reference count, a statistics counter or a lock word costs when several cores want it; the threads' \
      own counts show how fairly the line goes round.
      """,
    limits: """
      Only partitions that share memory have it. On SMT siblings the line stays in one cache and the price is small; \
      arm64 without LSE atomics makes it a loop.
      """,
    source: "Schweizer, Besta and Hoefler, Evaluating the Cost of Atomic Operations (PACT 2015)",
    channel: "cache coherence: one line wanted by several cores, and who of them gets it",
    accessName: "addition", accessesPerStep: SharedCounter.accessesPerStep,
    memory: .sharedLines, defaultJobAccesses: 1024,
    verification: Verification(
      claim: "an addition is slower when other cores add to the same word",
      subject: .init(.itself, beside: .itself), reference: .init(.itself),
      control: .init(.init("atomic-add-private"), beside: .init("atomic-add-private")),
      atLeast: 1.5),
    makeCode: {
      SharedCounter(lines: $0.arena!, index: $0.index, stride: SharedCounter.commonStride)
    })

  public static let atomicAddPrivate = Workload(
    name: "atomic-add-private",
    summary: "Adds to a counter on a line of its own: the control of atomic-add and cas.",
    why: "The same locked instruction where nobody else wants the line: it should see nobody.",
    limits: "The code of padded under the name of what it controls; their numbers agree.",
    source: "two lines apart, for lines fetched in pairs (Intel Optimization Manual, 3.7.3)",
    channel: "none: the same instructions as atomic-add without the shared line",
    accessName: "addition", accessesPerStep: SharedCounter.accessesPerStep,
    memory: .sharedLines, defaultJobAccesses: 1024,
    verification: Verification(
      claim: "atomic-add beside itself costs more than this beside itself",
      subject: .init(.init("atomic-add"), beside: .init("atomic-add")),
      reference: .init(.itself, beside: .itself), control: .init(.itself), atLeast: 1.5),
    makeCode: {
      SharedCounter(lines: $0.arena!, index: $0.index, stride: SharedCounter.paddedStride)
    })
}
