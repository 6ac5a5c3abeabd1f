import Platform

extension WorkloadCatalogue {
  /// Workloads that go to memory with every access, by flushing.
  static let dram = [rowConflict, rowSpread, singleBank, manyBanks]

  private static let size = WorkingSet.bytes(256 << 20)
  private static let source = "Pessl et al., \"DRAMA\", USENIX Security 2016"

  public static let rowConflict = dram(
    "row-conflict", lines: 2,
    summary:
      "Loads two lines in different rows of one memory bank, flushes both, and begins again.",
    why: """
      The bank closes a row and opens another for every load: the slowest a bank can be, and no cache partition or page colour \
      of the caches stands in the way.
      """,
    channel: "row buffer of one memory bank",
    verification: .costs(
      moreThan: .init("row-spread", sameSize: true), control: .init("row-spread", sameSize: true),
      atLeast: 1.05,
      claim: "two loads take longer than two of lines anywhere"),
    makeCode: { try FlushedLines.inOneBank(2, of: $0.arena!, seed: $0.seed) })

  public static let rowSpread = dram(
    "row-spread", lines: 2,
    summary:
      "Loads two lines anywhere in its working set, flushes both, and begins again: the control of row-conflict.",
    why: "The same loads and flushes as row-conflict, seldom in one bank.",
    channel: "none that row-conflict has not: memory latency, and the cost of flushing",
    verification: Verification(
      claim: "row-conflict costs more than this",
      subject: .init(.init("row-conflict", sameSize: true)),
      reference: .init(.itself), control: .init(.itself), atLeast: 1.05),
    makeCode: { FlushedLines.anywhere(2, of: $0.arena!, seed: $0.seed) })

  public static let singleBank = dram(
    "single-bank", lines: 8,
    summary:
      "Loads eight lines in different rows of one memory bank at once, flushes them, and begins again.",
    why: """
      Queues eight requests at one bank while all others idle: what bank partitioning must keep from the neighbours, and what \
      takes memory-level parallelism from whoever needs this bank.
      """,
    channel: "one memory bank, memory controller queues",
    verification: .costs(
      moreThan: .init("many-banks", sameSize: true), control: .init("many-banks", sameSize: true),
      atLeast: 1.2,
      claim: "eight loads take longer than eight of lines anywhere"),
    makeCode: { try FlushedLines.inOneBank(8, of: $0.arena!, seed: $0.seed) })

  public static let manyBanks = dram(
    "many-banks", lines: 8,
    summary:
      "Loads eight lines anywhere in its working set at once, flushes them, and begins again: the control of single-bank.",
    why: "The same loads and flushes as single-bank, over as many banks as chance gives.",
    channel: "memory latency, and the cost of flushing",
    verification: Verification(
      claim: "single-bank costs more than this",
      subject: .init(.init("single-bank", sameSize: true)),
      reference: .init(.itself), control: .init(.itself), atLeast: 1.2),
    makeCode: { FlushedLines.anywhere(8, of: $0.arena!, seed: $0.seed) })

  private static func dram(
    _ name: String, lines: Int, summary: String, why: String, channel: String,
    verification: Verification, makeCode: @escaping @Sendable (Workload.Site) throws -> FlushedLines
  ) -> Workload {
    Workload(
      name: name, summary: summary, why: why,
      limits: """
        A round waits for its loads and its flushes, so that a load costs more than memory's latency. Banks are found by timing in \
        one or two seconds; on a busy machine, or under a controller that closes every row at once, there may be none to find. Rows are \
        opened as often as row hammer does it: on memory without working countermeasures bits in rows beside them may flip.
        """,
      source: source, channel: channel,
      accessName: "load", accessesPerStep: FlushedLines.accessesPerStep, bytesPerAccess: 64,
      memory: .buffer, keepsContents: true, defaultWorkingSet: size, defaultJobAccesses: 512,
      verification: verification, round: { max(4096, $0) },
      unavailable: { shortOfMemory(bytes: 256 << 20) }, makeCode: makeCode)
  }

  /// Why a buffer of this size cannot be had, or `nil`; where the kernel does not say, the attempt will.
  private static func shortOfMemory(bytes: UInt64) -> String? {
    guard let available = MachineFacts.Memory.now().availableBytes, available < bytes * 5 / 4 else {
      return nil
    }
    return "needs a buffer of \(bytes >> 20) MiB; \(available >> 20) MiB of memory are available"
  }
}
