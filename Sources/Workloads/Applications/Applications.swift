extension WorkloadCatalogue {
  /// Periodic jobs as applications have them, with fixed inputs: what a deadline is about.
  static let applications = [
    matrixMultiply, firFilter, imageFilter, checksum, hashMap, parser,
  ]

  /// Between the private caches and the memory: what an application has that was tuned for the cache it runs in.
  static let applicationWorkingSet = WorkingSet.relative(level: 2, numerator: 2, denominator: 1)

  /// A set that no level but the first has to hold.
  static let insideL1 = WorkingSet.relative(level: 1, numerator: 1, denominator: 2)
}
