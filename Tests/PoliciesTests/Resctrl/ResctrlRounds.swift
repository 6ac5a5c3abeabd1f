import Glibc
import Platform
import Policies
import ResctrlDouble

/// A round of a policy on a tree, with this process's first thread as the only one.
struct ResctrlRound {
  let machine: TreeMachine
  var aggressorFree: Double? = 10_000
  var aggressorAchieved: Double?

  /// Runs a round and says what the policy makes of it.
  ///
  /// - Parameter meanwhile: happens between the admission of the threads and the last look.
  func evidence(
    _ policy: any Policy, meanwhile: (TreeMachine) -> Void = { _ in }
  ) throws -> Evidence {
    let (arrangement, lever) = try engage(policy)
    defer { lever.release() }
    // One thread can be in one group only: the victim's, which the tests look at, or the one that is limited.
    try lever.admit([("victim", getpid()), ("aggressor", getppid())])
    lever.observe()
    meanwhile(machine)
    lever.observe()
    return policy.evidence(observation(arrangement, lever.readings()))
  }

  func engage(_ policy: any Policy) throws -> (Arrangement, any PolicyLever) {
    var arrangement = try policy.arranged(request())
    arrangement.partitions[1].freeMegabytesPerSecond = aggressorFree
    return (arrangement, try policy.engage(arrangement, through: machine.changes)!)
  }

  func observation(
    _ arrangement: Arrangement, _ readings: [String: String]
  ) -> PolicyObservation {
    var partitions = ["victim", "aggressor"].enumerated().map {
      PolicyObservation.Partition(name: $1, setting: arrangement.partitions[$0])
    }
    partitions[1].freeMegabytesPerSecond = aggressorFree
    partitions[1].megabytesPerSecond = aggressorAchieved
    return PolicyObservation(threads: [], partitions: partitions, readings: readings)
  }
}
