import HardwareTopology
import Partitioning
import Platform
import Scheduling
import Workloads

/// Runs a deployment for one round: the same partitions through all phases, each with its windows, and in each phase only those
/// applications ready that the phase is about.
struct DeploymentRunner {
  let plan: DeploymentPlan
  let machine: Machine
  let enforcer: any Enforcer
  /// How each kind of partition is enforced.
  let enforcement: [BackendKind: Enforcement]
  let schedulingClass: SchedulingClass
  let changes: MachineChanges
  private let pool: BufferPool

  init(
    plan: DeploymentPlan, machine: Machine, enforcer: any Enforcer,
    enforcement: [BackendKind: Enforcement], schedulingClass: SchedulingClass,
    changes: MachineChanges
  ) {
    self.plan = plan
    self.machine = machine
    self.enforcer = enforcer
    self.enforcement = enforcement
    self.schedulingClass = schedulingClass
    self.changes = changes
    pool = BufferPool(machine: machine, seed: plan.seed)
  }

  func run(round: Int, isCancelled: () -> Bool) throws -> DeploymentRound {
    let spans = spans(round: round)
    let partitions = try partitions(spans)
    let load = try hostLoad()
    defer { for one in load { one.end() } }
    let watch = HealthWatch(
      partitions.map(\.plan), tables: plan.deployment.partitions.map(\.effectiveHealthMonitor),
      frameNanoseconds: frameNanoseconds, limits: monitorLimits)
    let outcome = try PartitionRun(
      enforcer: enforcer, enforcement: Enforcement(), enforcements: enforcement,
      schedulingClass: schedulingClass, changes: changes
    ).run(
      partitions.map(\.plan), scale: machine.scale, checkpoints: spans.map(\.end),
      monitor: watch, isCancelled: isCancelled)
    let places = partitions.enumerated().flatMap { number, partition in
      partition.cores.map { (number, $0) }
    }
    return DeploymentRound(
      plan: plan, spans: spans,
      virtualCPUs: zip(places, outcome.threads).map { place, record in
        DeploymentRound.VirtualCPU(
          partition: place.0, core: place.1, record: record,
          outcomes: record.outcomes(
            witnessed: false, correction: correction(place.0), scale: outcome.scale))
      }, ends: outcome.ends, events: watch.events, epoch: outcome.epoch, scale: outcome.scale)
  }

  /// The frame that the health monitor counts in; one of the shortest phases where there are no windows.
  private var frameNanoseconds: Int64 { plan.folding.majorFrameNanoseconds ?? 10_000_000 }

  /// Work is counted by jobs, which may be longer than windows. And a partition in an ordinary class can be kept from ending its
  /// window by anything else on the core: that is not its fault.
  private var monitorLimits: HealthMonitor.Limits {
    var limits = HealthMonitor.Limits()
    limits.silentWindows = 50
    if !schedulingClass.isRealTime { limits.overrunNanoseconds = frameNanoseconds }
    return limits
  }

  private func backend(_ partition: Int) -> BackendKind {
    BackendKind(rawValue: plan.deployment.partitions[partition].backend)!
  }

  private func correction(_ partition: Int) -> Enforcement {
    enforcement[backend(partition)] ?? Enforcement()
  }

  private func spans(round: Int) -> [DeploymentRound.Span] {
    plan.tour(round: round).phases.enumerated().map { index, phase in
      let start = Int64(index) * plan.phaseNanoseconds
      return DeploymentRound.Span(phase: phase, start: start, end: start + plan.phaseNanoseconds)
    }
  }

  private func hostLoad() throws(SystemError) -> [HostLoad] {
    var load: [HostLoad] = []
    for _ in 0..<plan.deployment.hypervisor.hostLoad {
      do throws(SystemError) {
        load.append(try HostLoad(cpus: plan.folding.usedPUs))
      } catch {
        for one in load { one.end() }
        throw error
      }
    }
    return load
  }

  // MARK: Partitions

  private func partitions(
    _ spans: [DeploymentRound.Span]
  ) throws -> [(plan: PartitionPlan, cores: [Int])] {
    try plan.deployment.partitions.enumerated().map { number, partition in
      // A core on which the partition runs nothing needs no virtual CPU.
      let cores = partition.cores.filter { core in
        plan.applications.contains { $0.partition == number && $0.cores.contains(core) }
      }
      let threads = try cores.map { core in
        try virtualCPU(of: partition, number, core: core, spans)
      }
      return (
        PartitionPlan(
          name: partition.name, backend: backend(number), memoryBytes: partition.memoryBytes,
          threads: threads),
        cores
      )
    }
  }

  private func virtualCPU(
    of partition: Deployment.Partition, _ number: Int, core: Int, _ spans: [DeploymentRound.Span]
  ) throws -> ThreadPlan {
    let pu = plan.folding.pus[core]
    let members = plan.applications.enumerated().filter {
      $0.element.partition == number && $0.element.cores.contains(core)
    }
    let active = spans.filter { span in members.contains { span.phase.includes($0.offset) } }
    let windows = active.flatMap {
      plan.folding.windows(of: partition.name, core: core, from: $0.start, until: $0.end)
    }
    return ThreadPlan(
      partition: partition.name, cpus: [pu], windows: windows,
      applications: try members.map { index, application in
        try applicationPlan(
          application, of: partition, core: core, pu: pu,
          active: spans.filter { $0.phase.includes(index) }.map { $0.start..<$0.end },
          windows: windows)
      }, guestScheduler: partition.guestScheduler)
  }

  private func applicationPlan(
    _ application: DeploymentPlan.Application, of partition: Deployment.Partition, core: Int,
    pu: Int, active: [Range<Int64>], windows: [PlannedWindow]
  ) throws -> ApplicationPlan {
    let workload = WorkloadCatalogue.named(application.workload)!
    let thread = application.cores.firstIndex(of: core)!
    let isShared = workload.memory == .sharedLines
    let sharers = plan.applications.filter { $0.workload == application.workload }
    let buffer = BufferPool.Thread(
      workload: workload, workingSetBytes: application.workingSetBytes,
      partition: isShared ? "deployment" : application.id, thread: thread, cpus: [pu],
      sharedIndex: sharers.prefix { $0.id != application.id }.reduce(thread) {
        $0 + $1.cores.count
      },
      sharedThreads: sharers.reduce(0) { $0 + $1.cores.count })
    if isShared { try pool.makeShared(buffer) }
    let asked = partition.applications.first { $0.name == application.name }!
    if let fault = asked.fault { return faulty(application, fault, asked, active: active) }
    // The other end of a ping-pong only answers.
    let measures = application.measures && thread == 0
    return ApplicationPlan(
      name: application.name, duty: measures ? .measure : .load,
      stepsPerJob: workload.stepsPerJob(accesses: application.jobAccesses),
      sampleCapacity: measures ? Self.sampleCapacity(active, windows) : 1, pace: application.pace,
      priority: asked.priority, reservation: asked.reservation, active: active
    ) { [pool] in try pool.code(buffer) }
  }

  /// An application that fails after some major frames of its own, counted from its first instruction.
  private func faulty(
    _ application: DeploymentPlan.Application, _ request: Deployment.FaultRequest,
    _ asked: Deployment.Application, active: [Range<Int64>]
  ) -> ApplicationPlan {
    guard case .act(let act) = FaultCatalogue.named(request.kind)!.injection else {
      preconditionFailure("the plan lets through only faults that code commits")
    }
    let moment = FaultMoment(
      frame: Int64(request.afterFrames), frameNanoseconds: frameNanoseconds,
      intoWindowNanoseconds: 0)
    let delay = moment.delayTicks(ticksPerNanosecond: machine.scale.ticksPerNanosecond)
    return ApplicationPlan(
      name: application.name, duty: .load, stepsPerJob: 1, sampleCapacity: 1,
      priority: asked.priority, reservation: asked.reservation, active: active
    ) { try FaultyCode(act, delayTicks: delay) }
  }

  /// Room for a job every half of a microsecond of the application's time, within reason.
  private static func sampleCapacity(
    _ active: [Range<Int64>], _ windows: [PlannedWindow]
  ) -> Int {
    var nanoseconds: Int64 = 0
    for window in windows where active.contains(where: { $0.contains(window.start) }) {
      nanoseconds += window.end - window.start
    }
    return Int(min(max(nanoseconds / 500, 4096), 1_000_000))
  }
}

extension Deployment.Partition {
  /// Its table, where a thread, which cannot be begun anew, is stopped instead.
  fileprivate var effectiveHealthMonitor: HealthMonitorTable {
    guard backend == BackendKind.thread.rawValue else { return healthMonitor }
    func possible(_ action: HealthAction) -> HealthAction {
      action == .restartPartition ? .stopPartition : action
    }
    return HealthMonitorTable(
      otherwise: possible(healthMonitor.otherwise),
      actions: healthMonitor.actions.mapValues(possible))
  }
}
