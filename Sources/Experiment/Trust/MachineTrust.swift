import HardwareTopology
import Partitioning
import Platform
public import Results
import Statistics
import Workloads

/// What a machine lets one measure, found by measuring: its floor, its hidden siblings, and its smallest slowdown.
///
/// Takes about two and a half seconds and changes no setting.
public struct MachineTrust: Sendable {
  /// The floor of the machine's cores: rows for cause `all`.
  public let floor: [JitterRow]
  public let siblings: SiblingProbe.Outcome
  /// As a share of one; `nil` when too few jobs ran.
  public let smallestSlowdown: Double?

  public init(floor: [JitterRow], siblings: SiblingProbe.Outcome, smallestSlowdown: Double?) {
    self.floor = floor
    self.siblings = siblings
    self.smallestSlowdown = smallestSlowdown
  }

  /// Measures, one thing after the other.
  ///
  /// - Throws: `SystemError` when a thread or memory cannot be had.
  public static func measured(on machine: Machine) throws -> MachineTrust {
    let jitter = try JitterProbe(machine: machine, cpus: machine.cores).run(
      nanoseconds: 1_000_000_000)
    return MachineTrust(
      floor: jitter.rows(.measurement).filter { $0.cause == .all },
      siblings: try SiblingProbe(
        cpus: onePerCore(of: machine.usable, in: machine.topology), scale: machine.scale
      ).run(nanoseconds: 1_000_000_000),
      smallestSlowdown: try smallestSlowdown(on: machine))
  }

  /// The first PU of every core, so that two that turn out to be siblings are siblings that the topology does not show.
  static func onePerCore(of usable: PUSet, in topology: Topology) -> [Int] {
    let cores = topology.cores.map(\.pus)
    return usable.filter { pu in
      // What the topology puts into no core stands for itself.
      guard let core = cores.first(where: { $0.contains(pu) }) else { return true }
      return core.intersection(usable).first == pu
    }
  }

  private static let rounds = 20

  /// An A/A comparison: phases in which nothing runs but a pointer chase in half of the L2, compared in pairs as if every
  /// other one were beside an aggressor.
  private static func smallestSlowdown(on machine: Machine) throws -> Double? {
    let workload = WorkloadCatalogue.chase
    let count = 2 * rounds
    let trial = Trial(
      actors: [
        Trial.Actor(
          "victim", workload, workingSetBytes: (machine.caches.within[2] ?? 512 << 10) / 2,
          cpus: [machine.cores[0]], phases: Set(0..<count))
      ],
      phaseNanoseconds: Array(repeating: 10_000_000, count: count), settleNanoseconds: 2_000_000)
    let outcome = try TrialRunner(machine: machine, seed: 1).run(trial)
    var arms: ([Double], [Double]) = ([], [])
    for round in 0..<rounds {
      // ABBA, so that drift falls on both arms.
      let isTurned = round % 2 == 1
      guard
        let a = outcome.nanosecondsPerAccess("victim", phase: 2 * round + (isTurned ? 1 : 0)),
        let b = outcome.nanosecondsPerAccess("victim", phase: 2 * round + (isTurned ? 0 : 1))
      else { continue }
      arms.0.append(a)
      arms.1.append(b)
    }
    return InterferenceLimit.smallestSlowdown(arms.0, arms.1)
  }
}
