import Experiment
import Foundation
import Testing

/// The deployments under `benches/deployments/`.
enum BundledDeployments {
  static let folder = Package.benches + "/deployments"
  static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

  static func source(_ file: String) throws -> SourceText {
    try SourceText(reading: "\(folder)/\(file)", as: .deployment)
  }

  static func deployment(_ file: String) throws -> Deployment {
    try Deployment.parse(source(file), vocabulary: .current(faults: []))
  }
}

struct BundledDeploymentTests {
  @Test("The promised deployments are there")
  func files() {
    #expect(
      BundledDeployments.files == [
        "cyclic-executive.yaml", "fourteen-apps-type2.yaml", "fourteen-apps.yaml",
        "mixed-criticality.yaml", "noisy-neighbour.yaml", "partition-per-core.yaml",
      ])
  }

  @Test(
    "Each is read without a mistake, has its file's name, and folds onto 1 to 8 PUs",
    arguments: BundledDeployments.files)
  func read(file: String) throws {
    let deployment = try BundledDeployments.deployment(file)
    #expect("\(deployment.name).yaml" == file)
    #expect(!deployment.description.isEmpty && !deployment.separations.isEmpty)
    #expect(Deployment.isDeployment(try BundledDeployments.source(file)))
    for count in 1...8 {
      let folding = try Folding(deployment, onto: Array(0..<count))
      let text = DeploymentText.text(deployment, folding: folding)
      #expect(text.contains(folding.text))
      for partition in deployment.partitions { #expect(text.contains(partition.name)) }
    }
  }

  @Test("Each is measured in about a minute", arguments: BundledDeployments.files)
  func minute(file: String) throws {
    let deployment = try BundledDeployments.deployment(file)
    let applications = deployment.partitions.reduce(0) { $0 + $1.applications.count }
    // Each alone, each beside each other, all together.
    let phases = Int64(applications + applications * (applications - 1) + 1)
    let phase = try #require(deployment.phaseNanoseconds)
    #expect(phases * phase * Int64(deployment.rounds) <= 75_000_000_000)
  }

  @Test("Fourteen applications in seven virtual machines on four cores, as promised")
  func fourteen() throws {
    let deployment = try BundledDeployments.deployment("fourteen-apps.yaml")
    let partitions = deployment.partitions
    #expect(deployment.hypervisor.type == .type1 && deployment.coreCount == 4)
    #expect(partitions.count == 7 && partitions.allSatisfy { $0.backend == "vm" })
    #expect(partitions.flatMap(\.applications).count == 14)
    #expect(partitions.contains { $0.applications.count > 1 })
    #expect(partitions.contains { $0.cores.count == 2 })
    #expect((0..<4).contains { core in partitions.count { $0.cores.contains(core) } > 1 })
  }

  @Test("The type 2 twin differs from it in nothing but the hypervisor and what it is called")
  func twins() throws {
    let first = try BundledDeployments.deployment("fourteen-apps.yaml")
    let second = try BundledDeployments.deployment("fourteen-apps-type2.yaml")
    #expect(second.hypervisor.type == .type2 && second.hypervisor.hostLoad > 0)
    #expect(first != second)
    #expect(first.withoutPlaces.likened(to: second) == second.withoutPlaces)
  }
}

extension Deployment {
  /// The same deployment whatever the file it stood in.
  fileprivate var withoutPlaces: Deployment {
    let nowhere = SourceLocation(file: "", line: 1, column: 1, key: "")
    var deployment = self
    deployment.file = ""
    deployment.locations = [:]
    for partition in deployment.partitions.indices {
      for application in deployment.partitions[partition].applications.indices {
        deployment.partitions[partition].applications[application].workload.location = nowhere
        deployment.partitions[partition].applications[application].workload.workingSetLocation =
          nowhere
        deployment.partitions[partition].applications[application].workload.intensityLocation =
          nowhere
      }
    }
    for separation in deployment.separations.indices {
      deployment.separations[separation].location = nowhere
    }
    return deployment
  }

  fileprivate func likened(to other: Deployment) -> Deployment {
    var deployment = self
    deployment.name = other.name
    deployment.description = other.description
    deployment.hypervisor = other.hypervisor
    return deployment
  }
}
