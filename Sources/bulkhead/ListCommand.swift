import ArgumentParser
import Experiment
import Partitioning
import Policies
import Results
import Workloads

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract:
      "Lists workloads, policies, enforcers, backends, faults, channels, suites, deployments or metrics.",
    discussion: "`bulkhead explain NAME` says more about each of them.")

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case workloads, policies, enforcers, backends, faults, channels, suites, deployments, metrics
  }

  @Argument(help: ArgumentHelp("Only these.", valueName: "KIND"))
  var kind: Kind?

  func run() {
    if let kind {
      show(kind, indent: "")
    } else {
      for kind in Kind.allCases {
        print("\(kind.rawValue):")
        show(kind, indent: "  ")
      }
    }
  }

  private func show(_ kind: Kind, indent: String) {
    let rows = rows(kind)
    // Only deployments are all files, and files are looked for below where one stands.
    if rows.isEmpty {
      display("\(indent)none here; Bulkhead's repository has some in benches/deployments")
    }
    let width = rows.map(\.0.count).max() ?? 0
    for (name, text) in rows {
      display(indent + name + String(repeating: " ", count: width - name.count + 2) + text)
    }
  }

  /// What stands in the way, or else the summary.
  private func text(_ availability: Availability, or summary: String) -> String {
    switch availability {
    case .available: summary
    case .degraded(let reason): "degraded: \(reason)"
    case .unavailable(let reason): "unavailable: \(reason)"
    }
  }

  private func rows(_ kind: Kind) -> [(String, String)] {
    switch kind {
    case .workloads:
      WorkloadCatalogue.all.map { workload in
        (workload.name, workload.unavailable.map { "unavailable: \($0)" } ?? workload.summary)
      }
    case .policies:
      PolicyCatalogue.all.map { ($0.name, text(PolicyProbe.availability(of: $0), or: $0.summary)) }
    case .enforcers:
      EnforcerCatalogue.all.map { ($0.name, text($0.probe(), or: $0.summary)) }
    case .faults: FaultCatalogue.all.map { ($0.name, $0.summary) }
    case .channels: LeakageChannel.allCases.map { ($0.rawValue, $0.summary) }
    case .backends:
      BackendKind.allCases.map { ($0.rawValue, text($0.probe(), or: $0.summary)) }
    case .suites: SuiteCatalogue.available().map { ($0.name, $0.description) }
    case .deployments:
      DeploymentCatalogue.available(vocabulary: .current(faults: FaultCatalogue.all.map(\.name)))
        .map { ($0.name, $0.description) }
    case .metrics: MetricDescription.all.map { ($0.name, "\($0.unit); at \($0.place.rawValue)") }
    }
  }
}
