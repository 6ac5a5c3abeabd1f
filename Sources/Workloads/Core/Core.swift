extension WorkloadCatalogue {
  /// Workloads that use a core and nothing beyond it.
  static let core = [
    alu, fpuWide, spinPause, idle, codeThrash, branchRandom, branchRegular, timestamps,
  ]
}
