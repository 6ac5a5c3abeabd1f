/// Every workload, by name: the sum of the families' lists.
public enum WorkloadCatalogue {
  public static let all: [Workload] =
    latency + streams + coherence + core + system + applications

  public static func named(_ name: String) -> Workload? { all.first { $0.name == name } }
}
