extension WorkloadCatalogue {
  /// Workloads about lines that several cores want, and their controls.
  static let coherence = [
    falseSharing, padded, pingPong, atomicAdd, atomicAddPrivate, compareAndSwap, ticketLock,
    lockedPrivate, splitLock,
  ]
}
