import Platform

extension ParallelChase {
  /// Eight chains, each around the lines of one overfilled set.
  static func throughSets(
    _ level: ConflictSearch.Level, arena: Arena, seed: UInt64
  ) throws(WorkloadUnavailable) -> ParallelChase {
    let sets = try ConflictSearch.run(level, arena: arena, seed: seed)
    return unsafe ParallelChase(
      starts: sets.enumerated().map { number, lines in
        unsafe RandomCycle.lay(
          in: arena.base, places: lines.count, seed: seed &+ UInt64(number)
        ) { lines[$0] }
      })
  }

  /// Eight chains of twelve lines that share no set: a line of each of 96 pages.
  static func throughScatteredLines(of arena: Arena, seed: UInt64) -> ParallelChase {
    let pages = min(96, arena.bytes / OneLinePerPage.pageBytes)
    let cycles = min(ConflictSearch.sets, pages)
    let starts = unsafe RandomCycle.lay(
      in: arena.base, places: pages, cycles: cycles, seed: seed, offset: OneLinePerPage.offset)
    return unsafe ParallelChase(
      starts: (0..<ConflictSearch.sets).map { unsafe starts[$0 % cycles] })
  }
}

extension WorkloadCatalogue {
  private static let howFound = """
    Vila, Köpf and Morales, "Theory and practice of finding eviction sets", IEEE S&P 2019
    """

  public static let setConflict = Workload(
    name: "set-conflict",
    summary:
      "Follows eight cycles at once, each through more lines than one set of the last-level cache holds.",
    why: """
      Fights for a few sets of the last level with a footprint of some hundred lines: harmless on average, and fatal to whoever \
      needs these sets. Page colouring must stop it.
      """,
    limits: """
      The lines are found by timing, in about a second; where the last level is shared with other guests, or takes only what the \
      private caches drop, there may be none to find. set-conflict-l2 shows the same in the private cache.
      """,
    source: howFound,
    channel: "single sets of the last-level cache, and the directory kept with it",
    accessName: "load", accessesPerStep: ParallelChase.accessesPerStep(chains: ConflictSearch.sets),
    bytesPerAccess: 64, memory: .buffer, keepsContents: true,
    defaultWorkingSet: .relative(level: 3, numerator: 4, denominator: 1), defaultJobAccesses: 1024,
    verification: .costs(
      moreThan: .init("set-conflict-l2"), control: .init("set-spread"), atLeast: 1.5,
      claim: "a load costs more than one that misses the private cache alone"),
    makeCode: { try ParallelChase.throughSets(.lastLevel, arena: $0.arena!, seed: $0.seed) })

  public static let setConflictL2 = Workload(
    name: "set-conflict-l2",
    summary:
      "Follows eight cycles at once, each through more lines than one set of the core's private cache holds.",
    why: """
      What a partition that takes turns on the same core, or its SMT sibling, can do to single sets of the private cache; and \
      the reference of set-conflict.
      """,
    limits:
      "Hurts only who shares the core. The lines are found by timing, in well under a second.",
    source: howFound,
    channel: "single sets of the core's private cache",
    accessName: "load", accessesPerStep: ParallelChase.accessesPerStep(chains: ConflictSearch.sets),
    memory: .buffer, keepsContents: true,
    defaultWorkingSet: .bytes(32 << 20), defaultJobAccesses: 1024,
    verification: .costs(
      moreThan: .init("set-spread"), control: .init("set-spread"), atLeast: 1.5,
      claim: "a load costs more than one of as few lines that are spread over the sets"),
    makeCode: { try ParallelChase.throughSets(.privateCache, arena: $0.arena!, seed: $0.seed) })

  public static let setSpread = Workload(
    name: "set-spread",
    summary:
      "Follows eight cycles at once through 96 lines that are spread over the sets: the control of set-conflict.",
    why:
      "The same loop and as many pages as set-conflict, with no set overfilled: it should disturb nobody.",
    limits:
      "Stays in L1 and its TLB's reach of a hundred pages; on an SMT sibling it still wants the core's load ports.",
    source: "the negative control of set-conflict",
    channel: "none: set-conflict without the conflict",
    accessName: "load", accessesPerStep: ParallelChase.accessesPerStep(chains: ConflictSearch.sets),
    memory: .buffer, keepsContents: true,
    defaultWorkingSet: .bytes(96 * OneLinePerPage.pageBytes), defaultJobAccesses: 1024,
    verification: Verification(
      claim: "set-conflict-l2 costs more than this",
      subject: .init(.init("set-conflict-l2")), reference: .init(.itself), control: .init(.itself),
      atLeast: 1.5),
    round: OneLinePerPage.rounded,
    makeCode: { ParallelChase.throughScatteredLines(of: $0.arena!, seed: $0.seed) })
}
