import HardwareTopology
import Partitioning
import Scheduling
public import Workloads

/// A deployment laid out on this machine: which PU each virtual CPU has, how large its working sets are, how long its phases.
public struct DeploymentPlan: Sendable {
  /// An application where it runs.
  public struct Application: Sendable {
    /// `partition/application`, as the analysis and the register name it.
    public let id: String
    public let name: String
    /// Number of its partition in the deployment.
    public let partition: Int
    /// The workload with its working set, as proofs and generators are labelled.
    public let label: String
    public let workload: String
    public let workingSetBytes: Int
    public let jobAccesses: Int
    /// The deployment's cores of its threads.
    public let cores: [Int]
    /// How hard it works.
    public let pace: Pace
    /// Whether it commits a fault instead of running its workload.
    public let isFaulty: Bool
    /// Whether it has jobs that can be timed; else it only works.
    public let measures: Bool
  }

  public let deployment: Deployment
  public let folding: Folding
  public let applications: [Application]
  public let rounds: Int
  public let phaseNanoseconds: Int64
  /// The start of each phase that is not counted: who was there before has left his lines in the caches.
  public let settleNanoseconds: Int64
  public let seed: UInt64

  /// Phases of a length that nobody chose are at least this long.
  static let shortestPhase: Int64 = 60_000_000
  /// In so many major frames at least.
  static let framesPerPhase: Int64 = 3

  /// - Throws: `SuiteErrors` when a working set does not fit this machine's caches or a workload cannot run in its partition.
  public init(
    _ deployment: Deployment, folding: Folding, machine: Machine, rounds: Int, seed: UInt64
  ) throws(SuiteErrors) {
    self.deployment = deployment
    self.folding = folding
    self.rounds = rounds
    self.seed = seed
    let frame = folding.majorFrameNanoseconds ?? 1_000_000
    let asked =
      deployment.phaseNanoseconds ?? max(Self.framesPerPhase * frame, Self.shortestPhase)
    phaseNanoseconds = (asked + frame - 1) / frame * frame
    settleNanoseconds = folding.majorFrameNanoseconds ?? min(5_000_000, phaseNanoseconds / 4)
    var applications: [Application] = []
    for (number, partition) in deployment.partitions.enumerated() {
      for (index, application) in partition.applications.enumerated() {
        if let fault = application.fault {
          let path = "partitions.\(number).applications.\(index).fault"
          try Self.check(fault, of: partition) { deployment.diagnostic(at: path, $0) }
        }
        applications.append(
          try Self.place(application, of: partition, number, machine: machine))
      }
    }
    self.applications = applications
  }

  private static func place(
    _ application: Deployment.Application, of partition: Deployment.Partition, _ number: Int,
    machine: Machine
  ) throws(SuiteErrors) -> Application {
    let reference = application.workload
    let workload = WorkloadCatalogue.named(reference.name)!
    if let reason = workload.unavailable {
      throw SuiteErrors([
        reference.location.diagnostic("\(workload.name) cannot run here: \(reason)")
      ])
    }
    var bytes = 0
    var label = workload.name
    if workload.hasWorkingSet {
      do {
        let workingSet =
          try reference.workingSet.map { text throws(WorkingSetError) in
            try WorkingSet(parsing: text)
          } ?? workload.defaultWorkingSet
        bytes = workload.workingSetBytes(asked: try workingSet.bytes(caches: machine.caches))
        label += "@\(workingSet)"
      } catch {
        throw SuiteErrors([reference.workingSetLocation.diagnostic(error.description)])
      }
    }
    let cores = partition.cores(of: application, threads: workload.threads)
    let pace = try reference.pace(threads: cores.count)
    // A rate is that of all its threads together.
    if let intensity = reference.intensity {
      label += " at \(intensity)" + (cores.count > 1 ? " on \(cores.count) cores" : "")
    }
    return Application(
      id: "\(partition.name)/\(application.name)", name: application.name, partition: number,
      label: label, workload: workload.name, workingSetBytes: bytes,
      jobAccesses: reference.jobAccesses ?? workload.jobAccesses(workingSetBytes: bytes),
      cores: cores, pace: pace, isFaulty: application.fault != nil,
      measures: workload.roles.contains(.victim) && application.fault == nil
        && reference.intensity == nil)
  }

  /// A fault must be one that the application's own code commits, and one that its partition keeps from bulkhead itself.
  private static func check(
    _ request: Deployment.FaultRequest, of partition: Deployment.Partition,
    diagnostic: (String) -> Diagnostic
  ) throws(SuiteErrors) {
    func refuse(_ message: String) -> SuiteErrors {
      SuiteErrors([diagnostic(message)])
    }
    guard let fault = FaultCatalogue.named(request.kind), case .act(let act) = fault.injection
    else {
      throw refuse("\(request.kind) is done to the dispatcher; `bulkhead faults` does it")
    }
    let backend = BackendKind(rawValue: partition.backend)!
    if let reason = fault.availability(on: backend).obstacle {
      throw refuse("\(request.kind) in a \(backend.rawValue): \(reason)")
    }
    guard backend == .thread, ![.endlessLoop, .scribble, .lockTwice].contains(act) else { return }
    throw refuse(
      "\(request.kind) in a thread would take bulkhead itself with it: give the partition the backend process, container or vm; `bulkhead faults` shows what a thread does to its module"
    )
  }

  /// Why the times of an application that does not measure are no result.
  func reasonNotToMeasure(_ application: Int) -> String {
    let found = applications[application]
    let commits = deployment.partitions[found.partition].applications
      .first { $0.name == found.name }?.fault?.kind
    if let commits { return "\(found.name) commits the fault \(commits)" }
    return found.pace == .unlimited
      ? "\(found.label) has no jobs of its own that could be timed"
      : "\(found.label) works for a part of each millisecond only, so that its jobs are no measure"
  }

  /// The partitions as enforcers see them.
  var partitionShapes: [PartitionShape] {
    deployment.partitions.enumerated().map { number, partition in
      let cores = applications.filter { $0.partition == number }.map(\.cores)
      return PartitionShape(
        name: partition.name, backend: BackendKind(rawValue: partition.backend)!,
        applications: partition.cores.map { core in cores.filter { $0.contains(core) }.count }
          .filter { $0 > 0 })
    }
  }

  /// The phases of a round, one after the other from 0.
  func tour(round: Int) -> PhaseTour {
    PhaseTour(applications: applications.count, round: round, seed: seed)
  }

  /// Length of a round, all phases together.
  var roundNanoseconds: Int64 {
    Int64(tour(round: 0).phases.count) * phaseNanoseconds
  }

  /// About how long the measurement takes, without the proofs of its workloads.
  public var estimatedNanoseconds: Int64 { Int64(rounds) * (roundNanoseconds + 300_000_000) }
}
