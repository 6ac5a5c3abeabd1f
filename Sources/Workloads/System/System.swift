extension WorkloadCatalogue {
  /// Workloads whose work is done by the kernel.
  static let system = [systemCalls, timerSignals, tlbShootdown, zeroReader]
}
