import Workloads

/// A workload with its working set, ready to run on this machine.
struct Load: Equatable, CustomStringConvertible {
  let workload: Workload
  let workingSetBytes: Int
  /// How hard it works where it is not timed.
  var pace = Pace.unlimited

  static func == (a: Load, b: Load) -> Bool {
    a.workload.name == b.workload.name && a.workingSetBytes == b.workingSetBytes
  }

  var description: String {
    workload.hasWorkingSet
      ? "\(workload.name)@\(WorkingSet.bytes(workingSetBytes))" : workload.name
  }
}

/// The three arms of a verification as threads on the PUs of this machine.
///
/// Two arms that time the same load time the same thread, so that nothing differs but its neighbours.
struct Arms {
  struct Arm: CustomStringConvertible {
    let timed: Load
    let beside: Load?

    var description: String { beside.map { "\(timed) beside \($0)" } ?? "\(timed)" }
  }

  let subject: Arm
  let reference: Arm
  let control: Arm
  private let timedCPUs: [Int]
  private let otherCPUs: [Int]

  /// - Throws: `WorkloadUnavailable` when the machine has too few cores or a partner cannot run here,
  ///   `WorkingSetError` when a cache is unknown.
  init(_ verification: Verification, of subject: Load, on machine: Machine) throws {
    func load(_ load: Verification.Load) throws -> Load {
      let isItself = load.workload == nil || load.workload == subject.workload.name
      guard let workload = isItself ? subject.workload : WorkloadCatalogue.named(load.workload!)
      else { preconditionFailure("\(load.workload!) stands in a verification and is no workload") }
      if let reason = workload.unavailable { throw WorkloadUnavailable(reason) }
      if load.workload == nil, load.workingSet == nil { return subject }
      let workingSet = load.workingSet ?? workload.defaultWorkingSet
      return Load(
        workload: workload,
        workingSetBytes: workload.workingSetBytes(
          asked: try load.isOfSameSize
            ? subject.workingSetBytes : workingSet.bytes(caches: machine.caches)))
    }
    func arm(_ arm: Verification.Arm) throws -> Arm {
      try Arm(timed: load(arm.timed), beside: arm.beside.map(load))
    }
    self.subject = try arm(verification.subject)
    reference = try arm(verification.reference)
    control = try arm(verification.control)

    let arms = [self.subject, reference, control]
    let timed = arms.map(\.timed.workload.threads).max()!
    let beside = arms.compactMap { $0.beside?.workload.threads }.max() ?? 0
    guard machine.cores.count >= timed + beside else {
      throw WorkloadUnavailable(
        "its verification needs \(timed + beside) cores, \(machine.cores.count) to use")
    }
    timedCPUs = Array(machine.cores.prefix(timed))
    otherCPUs = Array(machine.cores.dropFirst(timed))
  }

  private var all: [Arm] { [subject, reference, control] }

  /// The arms in turn, `rounds` times; every round begins with another arm, so that none always follows the same.
  func trial(rounds: Int, phase: Int64, settle: Int64) -> Trial {
    var actors: [Trial.Actor] = []
    func activate(_ load: Load, _ role: String, cpus: [Int], measures: Bool, phases: [Int]) {
      let name = "\(role) \(load)"
      if let index = actors.firstIndex(where: { $0.name == name }) {
        actors[index].phases.formUnion(phases)
        return
      }
      let threads = cpus.count / load.workload.threads * load.workload.threads
      actors.append(
        Trial.Actor(
          name, load.workload, workingSetBytes: load.workingSetBytes,
          cpus: Array(cpus.prefix(threads)), phases: Set(phases),
          // A witness records gaps, not jobs: its readings are counted.
          measures: measures && load.workload.name != WorkloadCatalogue.timestamps.name,
          jobAccesses: min(load.workload.defaultJobAccesses, 1024), pace: load.pace, owner: role))
    }
    for (number, arm) in all.enumerated() {
      let phases = (0..<rounds).map { Self.phase(arm: number, round: $0) }
      activate(
        arm.timed, Self.timedRole, cpus: Array(timedCPUs.prefix(arm.timed.workload.threads)),
        measures: true, phases: phases)
      if let beside = arm.beside {
        activate(beside, Self.besideRole, cpus: otherCPUs, measures: false, phases: phases)
      }
    }
    return Trial(
      actors: actors, phaseNanoseconds: Array(repeating: phase, count: all.count * rounds),
      settleNanoseconds: settle)
  }

  private static let timedRole = "timed"
  private static let besideRole = "beside"

  /// Subject, reference, control; then reference, control, subject; and so on.
  private static func phase(arm: Int, round: Int) -> Int { 3 * round + (arm + 2 * round) % 3 }

  /// Nanoseconds per access of each arm, by round.
  struct Times {
    private(set) var subject: [Double] = []
    private(set) var reference: [Double] = []
    private(set) var control: [Double] = []

    /// Adds the rounds in which all three arms have a time.
    mutating func add(_ outcome: TrialOutcome, _ arms: Arms) {
      for round in 0..<(outcome.trial.phaseNanoseconds.count / 3) {
        func time(_ arm: Arm, _ number: Int) -> Double? {
          outcome.nanosecondsPerAccess(
            "\(Arms.timedRole) \(arm.timed)", phase: Arms.phase(arm: number, round: round))
        }
        guard let subject = time(arms.subject, 0), let reference = time(arms.reference, 1),
          let control = time(arms.control, 2)
        else { continue }
        self.subject.append(subject)
        self.reference.append(reference)
        self.control.append(control)
      }
    }
  }
}
