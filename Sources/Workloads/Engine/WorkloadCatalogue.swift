/// Every workload, by name: the sum of the families' lists.
public enum WorkloadCatalogue {
  public static let all: [Workload] =
    latency + streams + dram + coherence + core + system + applications

  /// A workload of the list, or one of a family whose names carry a number: `mlp-5`.
  public static func named(_ name: String) -> Workload? {
    all.first { $0.name == name } ?? parallelChase(named: name)
  }
}
