import Scheduling
import Workloads
import Yams

/// Applications, and how their partition deals with them: its scheduler, its health monitor.
extension DeploymentReader {
  mutating func readApplications(
    _ field: DocumentField, into partition: inout Deployment.Partition, at path: String
  ) {
    for (index, item) in items(field, such: "[{ name: x, workload: chase@L2/2 }]").enumerated() {
      let place = location(of: item.node, "\(path).\(index)")
      guard case .mapping(let mapping) = item.node else {
        report(
          place,
          "expected an application such as { name: x, workload: chase@L2/2 },"
            + " found \(YAMLDocument.kind(of: item.node))")
        continue
      }
      note(place)
      let fields = fields(
        of: mapping, under: place.key, known: Deployment.ApplicationKey.allCases.map(\.rawValue))
      for field in fields.values { note(field.location) }
      guard let application = application(fields, place, in: partition) else { continue }
      partition.applications.append(application)
    }
  }

  private mutating func application(
    _ fields: [String: DocumentField], _ place: SourceLocation, in partition: Deployment.Partition
  ) -> Deployment.Application? {
    let name = applicationName(fields["name"], place, partition.name)
    let workload = workload(in: fields, at: place)
    if let workload { check(workload, in: partition) }
    let core = applicationCore(fields["core"], partition)
    let priority = fields["priority"].flatMap { whole($0, 1...255) }
    let period = fields["period"].flatMap { time($0, 1_000...Self.longestFrame, "1us to 10s") }
    let budget = fields["budget"].flatMap { time($0, 1_000...Self.longestFrame, "1us to 10s") }
    let fault = fields["fault"].flatMap { readFault($0) }
    guard let name, let workload else { return nil }
    var application = Deployment.Application(name: name, workload: workload, core: core ?? 0)
    application.priority = priority ?? application.priority
    application.periodNanoseconds = period
    application.budgetNanoseconds = budget
    application.fault = fault
    return application
  }

  /// Names are unique in the whole deployment: results name a path by its two applications.
  private mutating func applicationName(
    _ field: DocumentField?, _ place: SourceLocation, _ partition: String
  ) -> String? {
    guard let field else {
      report(place, "has no `name`; write `name: control-law`")
      return nil
    }
    guard let name = identifier(field) else { return nil }
    if let first = applicationNames[name] {
      let owner = first.partition == partition ? "" : " of `\(first.partition)`"
      report(
        field.location,
        "`\(name)` is already the name of the application\(owner) on line"
          + " \(first.location.line); give each its own")
      return nil
    }
    applicationNames[name] = (partition, field.location)
    return name
  }

  private mutating func applicationCore(
    _ field: DocumentField?, _ partition: Deployment.Partition
  ) -> Int? {
    guard let field else { return partition.cores.first }
    guard let core = core(field) else { return nil }
    if !partition.cores.isEmpty, !partition.cores.contains(core) {
      report(
        field.location,
        "its partition does not have core \(core); it has \(listText(partition.cores))")
    }
    return core
  }

  private mutating func check(
    _ workload: WorkloadReference, in partition: Deployment.Partition
  ) {
    guard let facts = vocabulary.facts(of: workload.name) else { return }
    if !partition.cores.isEmpty, facts.threads > partition.cores.count {
      let cores = partition.cores.count == 1 ? "one core" : "\(partition.cores.count) cores"
      report(
        workload.location,
        "`\(workload.name)` has \(facts.threads) threads, each on a core of its own, and the"
          + " partition has \(cores)")
    }
    guard let text = workload.workingSet else { return }
    guard facts.hasWorkingSet else {
      report(
        workload.workingSetLocation,
        "`\(workload.name)` has no working set to choose; remove `\(text)`")
      return
    }
    do throws(WorkingSetError) {
      _ = try WorkingSet(parsing: text)
    } catch {
      report(workload.workingSetLocation, error.description)
    }
  }

  // MARK: Faults

  /// `segv`, or `{ kind: segv, after: 20 }`.
  private mutating func readFault(_ field: DocumentField) -> Deployment.FaultRequest? {
    var kind: DocumentField? = field
    var after = 1
    if case .mapping(let mapping) = field.node {
      let fields = fields(
        of: mapping, under: field.location.key,
        known: Deployment.FaultKey.allCases.map(\.rawValue))
      kind = fields["kind"]
      if kind == nil { report(field.location, "has no `kind`; write `kind: segv`") }
      if let frames = fields["after"] { after = whole(frames, 1...1_000_000) ?? after }
    }
    guard let kind, let name = text(kind, "a fault such as { kind: segv, after: 20 }"),
      checkName(name, "fault", among: vocabulary.faults, kind.location)
    else { return nil }
    return Deployment.FaultRequest(kind: name, afterFrames: after)
  }

  // MARK: The partition's scheduler

  /// `fixed-priority`, `round-robin`, or `{ round-robin: 500us }`.
  mutating func readScheduler(
    _ field: DocumentField, into partition: inout Deployment.Partition
  ) {
    let known = Deployment.SchedulerKey.allCases.map(\.rawValue)
    guard case .mapping(let mapping) = field.node else {
      guard let name = text(field, "fixed-priority, or { round-robin: 500us }"),
        checkName(name, "scheduler", among: known, field.location)
      else { return }
      if name == Deployment.SchedulerKey.fixedPriority.rawValue {
        partition.guestScheduler = .fixedPriority
      }
      return
    }
    let fields = fields(of: mapping, under: field.location.key, known: known)
    if let fixed = fields[Deployment.SchedulerKey.fixedPriority.rawValue] {
      report(
        fixed.location, "takes no parameter; write `scheduler: fixed-priority`")
    } else if let quantum = fields[Deployment.SchedulerKey.roundRobin.rawValue] {
      if let quantum = time(quantum, 10_000...1_000_000_000, "10us to 1s") {
        partition.guestScheduler = .roundRobin(quantumNanoseconds: quantum)
      }
    } else if mapping.isEmpty {
      report(field.location, "is empty; write fixed-priority, or { round-robin: 500us }")
    }
  }

  // MARK: The health monitor

  /// One action for everything, or `{ otherwise: log, crash: restart-partition }`.
  mutating func healthMonitor(_ field: DocumentField) -> Deployment.HealthMonitorTable? {
    var table = Deployment.HealthMonitorTable()
    guard case .mapping(let mapping) = field.node else {
      guard let action = healthAction(field) else { return nil }
      table.otherwise = action
      return table
    }
    let otherwise = Deployment.HealthMonitorTable.otherwiseKey
    let known = [otherwise] + Deployment.HealthMonitorTable.errors
    for (error, field) in fields(of: mapping, under: field.location.key, known: known) {
      guard let action = healthAction(field) else { continue }
      if error == otherwise { table.otherwise = action } else { table.actions[error] = action }
    }
    return table
  }

  private mutating func healthAction(_ field: DocumentField) -> Deployment.HealthAction? {
    let known = Deployment.HealthAction.allCases.map(\.rawValue)
    guard let name = text(field, "an action such as restart-partition"),
      checkName(name, "action", among: known, field.location)
    else { return nil }
    return Deployment.HealthAction(rawValue: name)
  }
}
