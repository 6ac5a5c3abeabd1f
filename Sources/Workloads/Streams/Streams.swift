import Platform

extension WorkloadCatalogue {
  /// Workloads that move through memory in a plain order: bandwidth, in all its directions.
  static let streams = [
    read, write, fill, readModifyWrite, copy, triad, nonTemporalWrite, flushWrite, cacheEvict,
    prefetchAbuse, storeBurst,
  ]

  /// What a stream slows: a reading stream that lives in memory, on a core of its own.
  static let readFromMemory = Verification.Load(
    "read", .relative(level: 3, numerator: 2, denominator: 1))
}

extension Workload {
  /// A workload that sweeps through a buffer of its own: by default one of which each array is twice the last-level cache.
  ///
  /// - Parameters:
  ///   - arrays: into how many the buffer is split; an access is a line of each.
  ///   - widths: those to choose from; one where the kernel uses no vectors.
  ///   - kernel: made in each of the widths, of which the fastest in this buffer stays.
  static func stream<K: Kernel & PartitionCode>(
    name: String, summary: String, why: String, limits: String, source: String, channel: String,
    accessName: String = "line", bytesPerAccess: Int, arrays: Int = 1,
    widths: [VectorWidth] = VectorWidth.available,
    kernel: @escaping @Sendable (Arena, VectorWidth) -> K
  ) -> Workload {
    Workload(
      name: name, summary: summary, why: why,
      limits: widths.count > 1
        ? limits + " Each thread chooses its vector width by trial; results do not say which."
        : limits,
      source: source, channel: channel,
      accessName: accessName, accessesPerStep: Sweep.linesPerStep, bytesPerAccess: bytesPerAccess,
      memory: .buffer,
      defaultWorkingSet: .relative(level: 3, numerator: 2 * arrays, denominator: 1),
      defaultJobAccesses: 8192,
      verification: .slows(
        WorkloadCatalogue.readFromMemory, atLeast: 1.02,
        claim: "a reading stream out of memory is slower beside it"),
      round: { Sweep.rounded($0, arrays: arrays) },
      makeCode: {
        VectorWidth.fastest(of: widths, in: $0.arena!, arrays: arrays, kernel)
      })
  }
}
