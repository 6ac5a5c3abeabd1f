import ArgumentParser
import Experiment
import Partitioning
import Platform
import Policies
import Reporting
import Results
import Workloads

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a workload, policy, enforcer, backend, fault, channel, metric or column.")

  @Argument(
    help: ArgumentHelp("The name, as `bulkhead list` or a CSV header shows it.", valueName: "NAME"),
    completion: .list(known))
  var name: String

  func run() throws {
    let texts =
      [workload, policy, enforcer, backend, fault, channel, metric].compactMap { $0 } + columns
    guard texts.isEmpty else {
      display(texts.joined(separator: "\n\n"))
      return
    }
    throw CommandFailure(
      message: unknownName(
        "name", name, among: Self.known, otherwise: "`bulkhead list` shows the names"),
      status: .usage)
  }

  /// Every name that can be explained, each once: a column may stand in several files.
  private static let known: [String] = {
    let names =
      WorkloadCatalogue.all.map(\.name) + PolicyCatalogue.all.map(\.name)
      + EnforcerCatalogue.all.map(\.name) + BackendKind.allCases.map(\.rawValue)
      + FaultCatalogue.all.map(\.name) + LeakageChannel.allCases.map(\.rawValue)
      + MetricDescription.all.map(\.name)
      + ColumnDescription.all.map(\.name)
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }()

  private var workload: String? {
    WorkloadCatalogue.named(name).map { workload in
      let traffic =
        workload.bytesPerAccess == 0
        ? "no memory traffic is declared"
        : "\(workload.bytesPerAccess) bytes of traffic for each beyond the caches"
      let verification = workload.verification
      var entries = [
        ("channel", workload.channel),
        ("why", workload.why),
        ("roles", workload.roles.map(\.rawValue).sorted().joined(separator: ", ")),
        ("counts", "each \(workload.accessName); \(traffic)"),
        (
          "a job",
          "\(workload.defaultJobAccesses) of them unless the suite says otherwise"
            + (workload.hasWorkingSet
              ? "; twice as many up to 2 MiB, eight times up to 64 KiB" : "")
        ),
      ]
      if workload.hasWorkingSet {
        entries.append(
          ("working set", "\(workload.defaultWorkingSet) unless the suite says otherwise"))
      }
      entries += [
        ("proof", "\(verification.claim): \(verification.arms)"),
        ("limits", workload.limits), ("source", workload.source),
      ]
      if let reason = workload.unavailable { entries.append(("not here", reason)) }
      return DescriptionList.text(
        "\(workload.name) (workload): \(workload.summary)", entries, width: Terminal.width)
    }
  }

  private var policy: String? {
    PolicyCatalogue.named(name).map { policy in
      var entries = [("decides", policy.aspect.meaning), ("limits", policy.limits)]
      if let base = policy.base {
        entries.append(
          (
            "stands on",
            "\(base.name), where a combination has nothing else for \(base.aspect.meaning)"
          ))
      }
      entries += PolicyCatalogue.parameters(of: name).map {
        ($0.name, "\($0.meaning) Default \($0.defaultText).")
      }
      switch PolicyProbe.availability(of: policy) {
      case .available: break
      case .degraded(let reason): entries.append(("here", "degraded: \(reason)"))
      case .unavailable(let reason): entries.append(("not here", reason))
      }
      return DescriptionList.text(
        "\(name) (policy): \(policy.summary)", entries, width: Terminal.width)
    }
  }

  private var enforcer: String? {
    EnforcerCatalogue.named(name).map { "\($0.name) (enforcer): \($0.summary)" }
  }

  private var fault: String? {
    FaultCatalogue.named(name).map { fault in
      let refused = BackendKind.allCases.compactMap { backend -> (String, String)? in
        guard let reason = fault.availability(on: backend).obstacle else { return nil }
        return ("not with \(backend.rawValue)", reason)
      }
      return DescriptionList.text(
        "\(fault.name) (fault): \(fault.summary)", [("limits", fault.limits)] + refused,
        width: Terminal.width)
    }
  }

  private var backend: String? {
    BackendKind(rawValue: name).map { backend in
      var entries = [
        ("isolated", backend.isolated), ("shared", backend.shared), ("evidence", backend.evidence),
      ]
      switch backend.probe() {
      case .available: break
      case .degraded(let reason): entries.append(("here", "degraded: \(reason)"))
      case .unavailable(let reason): entries.append(("not here", reason))
      }
      return DescriptionList.text(
        "\(name) (backend): \(backend.summary)", entries, width: Terminal.width)
    }
  }

  private var channel: String? {
    LeakageChannel(rawValue: name).map { channel in
      DescriptionList.text(
        "\(name) (channel): \(channel.summary)", [("limits", channel.limits)],
        width: Terminal.width)
    }
  }

  private var metric: String? {
    MetricDescription.named(name).map {
      "\($0.name) (metric, \($0.unit), at \($0.place.rawValue)): \($0.meaning)"
    }
  }

  private var columns: [String] {
    ColumnDescription.named(name).map { "\($0.name) (column of \($0.file)): \($0.meaning)" }
  }
}
