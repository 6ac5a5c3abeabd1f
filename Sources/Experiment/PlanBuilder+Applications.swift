import Partitioning
import Policies
import Workloads

/// What victims and aggressors become on a machine: working sets in bytes, threads, jobs, intensities.
extension PlanBuilder {
  private var victimThreads: Int {
    switch suite.victimCores {
    case .all: machine.cores.count
    case .count(let count): count
    }
  }

  /// Aggressors take what the victim leaves; when it leaves nothing they take turns with it on all of it.
  private func aggressorThreads(beside victim: Int) -> Int {
    switch suite.aggressorCores {
    case .all:
      machine.cores.count > victim ? machine.cores.count - victim : max(1, machine.cores.count)
    case .count(let count): count
    }
  }

  /// Whole groups of the workload's threads: at least as many threads as asked for a victim, at most for an aggressor, which
  /// has to fit beside it; one group in any case.
  ///
  /// - Parameter victim: threads of the victim that an aggressor stands beside; `nil` for a victim.
  func threads(of workload: Workload, beside victim: Int?) -> Int {
    guard let victim else {
      return (victimThreads + workload.threads - 1) / workload.threads * workload.threads
    }
    return max(1, aggressorThreads(beside: victim) / workload.threads) * workload.threads
  }

  /// Whether a victim and an aggressor of the controls can run under a policy here.
  func canRunControls(under policy: String) -> Bool {
    let victim = control(WorkloadCatalogue.falseSharing, beside: nil)
    let aggressor = control(WorkloadCatalogue.falseSharing, beside: victim)
    let request = machine.request(
      victimThreads: victim.threads, aggressorThreads: aggressor.threads,
      guardNanoseconds: enforcement.guardNanoseconds)
    if case .unavailable = PolicyCatalogue.named(policy)!.probe(request) { return false }
    return true
  }

  /// Refuses two entries that results could not tell apart.
  func checkLabels(
    _ applications: [Plan.Application], _ references: [WorkloadReference]
  ) throws(SuiteErrors) {
    var seen: Set<String> = []
    for (application, reference) in zip(applications, references)
    where !seen.insert(application.label).inserted {
      throw SuiteErrors([
        reference.location.diagnostic(
          "\(application.label) is listed twice; results could not tell them apart")
      ])
    }
  }

  /// - Parameter victim: the victim that an aggressor stands beside; `nil` for a victim.
  func control(
    _ workload: Workload, beside victim: Plan.Application?
  ) -> Plan.Application {
    Plan.Application(
      workload: workload.name, label: workload.name,
      workingSetBytes: workload.workingSetBytes(asked: 64),
      jobAccesses: workload.defaultJobAccesses,
      threads: threads(of: workload, beside: victim?.threads))
  }

  func application(
    _ reference: WorkloadReference, beside victim: Plan.Application?
  ) throws(SuiteErrors) -> Plan.Application {
    var application = try sized(reference, beside: victim)
    guard let intensity = reference.intensity else { return application }
    guard victim != nil else {
      throw SuiteErrors([
        reference.intensityLocation.diagnostic(
          "a victim works as hard as it can; only aggressors have an intensity")
      ])
    }
    _ = try reference.pace(threads: application.threads)
    application.intensity = intensity
    application.label += " at \(intensity)"
    return application
  }

  /// The application with its working set, at full strength.
  private func sized(
    _ reference: WorkloadReference, beside victim: Plan.Application?
  ) throws(SuiteErrors) -> Plan.Application {
    guard let workload = WorkloadCatalogue.named(reference.name) else {
      preconditionFailure("the suite reader lets no unknown workload through")
    }
    guard workload.hasWorkingSet else {
      if let text = reference.workingSet {
        throw SuiteErrors([
          reference.workingSetLocation.diagnostic(
            "\(workload.name) has no working set to choose; remove '\(text)'")
        ])
      }
      var application = control(workload, beside: victim)
      application.jobAccesses = reference.jobAccesses ?? workload.defaultJobAccesses
      application.label += jobLabel(reference, workload.defaultJobAccesses, beside: victim)
      return application
    }
    do {
      let workingSet =
        try reference.workingSet.map { text throws(WorkingSetError) in
          try WorkingSet(parsing: text)
        } ?? workload.defaultWorkingSet
      let bytes = workload.workingSetBytes(asked: try workingSet.bytes(caches: machine.caches))
      let own = workload.jobAccesses(workingSetBytes: bytes)
      return Plan.Application(
        workload: workload.name,
        label: "\(workload.name)@\(workingSet)" + jobLabel(reference, own, beside: victim),
        workingSetBytes: bytes, jobAccesses: reference.jobAccesses ?? own,
        threads: threads(of: workload, beside: victim?.threads))
    } catch {
      throw SuiteErrors([reference.workingSetLocation.diagnostic(error.description)])
    }
  }

  /// `:4096` behind a victim whose jobs are not of the workload's own length.
  private func jobLabel(
    _ reference: WorkloadReference, _ own: Int, beside victim: Plan.Application?
  ) -> String {
    guard victim == nil, let job = reference.jobAccesses, job != own else { return "" }
    return ":\(job)"
  }
}
