import Platform

/// One line of every page, so that a walk through few lines needs many translations.
enum OneLinePerPage {
  static let pageBytes = 4096

  /// The byte offset of a page's line. The line's place in its page comes from a hash of the page's number: always the same
  /// place would put all lines into one of 64 sets of L1, and cache misses would pass for translation misses.
  @inline(__always)
  static func offset(ofPage page: Int) -> Int { page * pageBytes + line(ofPage: page) * 64 }

  /// The line's number in its page.
  @_noLocks @inline(__always)
  static func line(ofPage page: Int) -> Int {
    // Fibonacci hashing: the product's top bits spread evenly over any run of pages (Knuth, TAOCP vol. 3, 6.4).
    Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: page) &* 0x9e37_79b9_7f4a_7c15) >> 58)
  }

  static func rounded(_ bytes: Int) -> Int { max(pageBytes, bytes / pageBytes * pageBytes) }
}

extension PointerChase {
  /// Lays one cycle through one line of every page of the arena.
  static func throughPages(of arena: Arena, seed: UInt64) -> PointerChase {
    unsafe PointerChase(
      start: RandomCycle.lay(
        in: arena.base, places: arena.bytes / OneLinePerPage.pageBytes, seed: seed,
        offset: OneLinePerPage.offset))
  }
}

extension WorkloadCatalogue {
  /// Second-level data TLBs hold 1280 (Neoverse N1), 1536 (Skylake), 2048 (Zen 3, Golden Cove) and 3072 (Zen 4) translations;
  /// Zen packs up to four neighbouring pages into one where their frames are neighbours too. Lines of 8192 pages fill 512 KiB,
  /// so that most private caches still hold them.
  private static let pages = 8192

  public static let chaseTLB = Workload(
    name: "chase-tlb",
    summary: "Follows one random cycle through one line of every 4 KiB page of its working set.",
    why: """
      Needs a translation for every line: what a neighbour or a switch costs a program that hops through much memory, \
      though its lines would fit into a cache.
      """,
    limits: """
      Its default of 8192 pages is 2.7 to 6.4 times what today's second-level TLBs hold. In a guest a miss walks two page \
      tables, and the host's page size counts too. Where base pages are larger than 4 KiB, several lines share one.
      """,
    source:
      "one line per page as in lmbench's TLB probe; nested walks: Bhargava et al., ASPLOS 2008",
    channel: "data TLBs, page walker, and the caches that hold page tables",
    accessName: "load", accessesPerStep: PointerChase.accessesPerStep, bytesPerAccess: 64,
    memory: .smallPages, keepsContents: true,
    defaultWorkingSet: .bytes(pages * OneLinePerPage.pageBytes), defaultJobAccesses: 1024,
    verification: Verification(
      claim: "a load costs more than one of as many lines that stand side by side",
      subject: .init(.init(nil, .bytes(pages * OneLinePerPage.pageBytes))),
      reference: .init(.init("chase", .bytes(pages * 64))),
      // Every second-level TLB holds these, and the lines are as widely spread.
      control: .init(.init(nil, .bytes(512 * OneLinePerPage.pageBytes))), atLeast: 1.5),
    round: OneLinePerPage.rounded,
    makeCode: { PointerChase.throughPages(of: $0.arena!, seed: $0.seed) })

  public static let pageWalk = Workload(
    name: "page-walk",
    summary: "Follows one random cycle through every line of its working set, in 4 KiB pages.",
    why: """
      Nearly every load misses the TLBs and its walk misses caches as well: the time per load beyond that of chase of the \
      same size is what huge pages save, and its page tables take cache space.
      """,
    limits: """
      Compares with chase only where huge pages can be had, which the results' pages column says. Caches of upper page-table \
      levels make a walk one or two loads up to some GiB.
      """,
    source: "Barr, Cox and Rixner, ISCA 2010 (translation caching)",
    channel: "page walker, cache space taken by page tables, memory latency",
    accessName: "load", accessesPerStep: PointerChase.accessesPerStep, bytesPerAccess: 64,
    memory: .smallPages, keepsContents: true,
    defaultWorkingSet: .bytes(256 << 20), defaultJobAccesses: 1024,
    verification: .costs(
      moreThan: .init("chase", sameSize: true), control: .init("chase", sameSize: true),
      atLeast: 1.1, claim: "a load costs more than in huge pages"),
    makeCode: { PointerChase(arena: $0.arena!, seed: $0.seed) })
}
