import HardwareTopology
import Results

@testable import Experiment

/// A deployment without a file, for the analysis.
struct DeploymentBuilder {
  var deployment: Deployment

  init(cores: Int, frameMicroseconds: Int64? = 10_000) {
    deployment = Deployment(file: "made-up.yaml", name: "made-up")
    deployment.coreCount = cores
    deployment.majorFrameNanoseconds = frameMicroseconds.map { $0 * 1_000 }
  }

  /// Adds a partition with an application on each of its cores, `NAME1`, `NAME2`, unless cores are named.
  mutating func partition(
    _ name: String, cores: [Int], applications: [Int]? = nil,
    criticality: Deployment.Criticality = .unspecified, backend: String = "process"
  ) {
    var partition = Deployment.Partition(name: name, cores: cores)
    partition.criticality = criticality
    partition.backend = backend
    partition.applications = (applications ?? cores).enumerated().map { index, core in
      Deployment.Application(name: "\(name)\(index + 1)", workload: .made("chase"), core: core)
    }
    let index = deployment.partitions.count
    deployment.locations["partitions.\(index)"] = SourceLocation(
      file: deployment.file, line: 10 + index, column: 5, key: "partitions.\(index)")
    deployment.partitions.append(partition)
  }

  /// Times in microseconds.
  mutating func window(_ partition: String, core: Int, _ range: Range<Int64>) {
    deployment.windows.append(
      Deployment.Window(
        partition: partition, core: core, offsetNanoseconds: range.lowerBound * 1_000,
        durationNanoseconds: Int64(range.count) * 1_000))
  }

  mutating func separate(
    _ between: [String], notSharing: [String] = [], neverAtOnce: Bool = false, line: Int = 30
  ) {
    deployment.separations.append(
      Deployment.Separation(
        between: between, notSharing: notSharing, neverAtOnce: neverAtOnce,
        location: SourceLocation(
          file: deployment.file, line: line, column: 3, key: "isolation.\(line)")))
  }

  func analysis(on topology: String) throws -> DeploymentAnalysis {
    let topology = try Topology(loading: .synthetic(topology))
    return DeploymentAnalysis(deployment, on: topology, pus: Array(0..<deployment.coreCount))
  }
}

extension WorkloadReference {
  static func made(_ name: String, workingSet: String? = nil) -> WorkloadReference {
    let place = SourceLocation(file: "made-up.yaml", line: 1, column: 1, key: "workload")
    return WorkloadReference(
      name: name, workingSet: workingSet, jobAccesses: nil, intensity: nil, location: place,
      workingSetLocation: place, intensityLocation: place)
  }
}

extension DeploymentAnalysis {
  func path(to victim: String, from aggressor: String) -> InterferencePath? {
    paths.first { $0.victim.name == victim && $0.aggressor.name == aggressor }
  }

  /// `channel:kind` of a path, the closest first.
  func links(to victim: String, from aggressor: String) -> [String] {
    (path(to: victim, from: aggressor)?.links ?? []).map {
      "\($0.channel.rawValue):\($0.kind.rawValue)"
    }
  }
}
