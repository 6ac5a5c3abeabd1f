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
