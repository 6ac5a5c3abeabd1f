import ArgumentParser
import Experiment
import Partitioning
import Policies
import Results
import Workloads

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists workloads, policies, enforcers, suites or metrics.")

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case workloads, policies, enforcers, suites, metrics
  }

  @Argument(help: "workloads, policies, enforcers, suites or metrics.")
  var kind: Kind

  func run() {
    let rows: [(String, String)] =
      switch kind {
      case .workloads: WorkloadCatalogue.all.map { ($0.name, $0.summary) }
      case .policies: PolicyCatalogue.all.map { ($0.name, $0.summary) }
      case .enforcers:
        EnforcerCatalogue.all.map { enforcer in
          if case .unavailable(let reason) = enforcer.probe() {
            return (enforcer.name, "unavailable: \(reason)")
          }
          return (enforcer.name, enforcer.summary)
        }
      case .suites: SuiteCatalogue.available().map { ($0.name, $0.description) }
      case .metrics: MetricDescription.all.map { ($0.name, "\($0.unit); at \($0.place.rawValue)") }
      }
    let width = rows.map(\.0.count).max() ?? 0
    for (name, text) in rows {
      print(name + String(repeating: " ", count: width - name.count + 2) + text)
    }
  }
}
