public import HardwareTopology
public import Verdicts

/// What is to be measured: which victims, beside which aggressors, under which policies, how often.
///
/// It is the checked form of a suite file. Names are known to exist; whether this machine can run
/// what they ask for is found out later, and said with the locations that are kept here.
public struct Suite: Sendable, Hashable {
  /// The file, as it was named, for messages.
  public var file: String
  /// Begins with a letter; the file's own name where the file does not say.
  public var name: String
  public var description = ""
  /// How often every cell is run.
  public var rounds = 10
  /// How well every slowdown is to be known, and the time that it may take; it chooses the rounds. `nil` leaves them as asked.
  public var precision: PrecisionGoal?
  /// Length of the phases in which solo and corun alternate.
  public var phaseNanoseconds: Int64 = 30_000_000
  /// The start of every phase that is labelled and not counted; shorter than the phase.
  public var warmupNanoseconds: Int64 = 5_000_000
  /// Practical margin of the verdicts, as a fraction: 0.05 is five percent.
  public var margin = 0.05
  public var policies: [PolicyReference] = []
  public var victims: [WorkloadReference] = []
  public var aggressors: [WorkloadReference] = []
  public var victimCores = CoreShare.count(1)
  public var aggressorCores = CoreShare.all
  /// Name of the enforcer; `nil` leaves the choice to the probe.
  public var enforcer: String?
  public var guardBand = GuardBand.auto
  /// The cores to use, ascending; `nil` stands for all that the process may use.
  public var cores: PUSet?
  /// Seed of the plan's order; `nil` draws one, which the results then name.
  public var seed: UInt64?
  /// Whether the negative and positive controls run too.
  public var controls = true
  /// Where each key that the file gives has its value.
  public var locations: [Key: SourceLocation] = [:]

  public init(file: String, name: String) {
    self.file = file
    self.name = name
  }

  /// The keys of a suite file, in the order in which one reads best.
  public enum Key: String, Sendable, CaseIterable {
    case name, description, rounds, precision, budget, phase, warmup, margin, policies, victims,
      aggressors
    case victimCores = "victim_cores"
    case aggressorCores = "aggressor_cores"
    case enforcer, `guard`, cores, seed, controls
  }

  /// A message about the value of a key, at its line where the file gives one.
  public func diagnostic(at key: Key, _ message: String) -> Diagnostic {
    locations[key]?.diagnostic(message)
      ?? Diagnostic(file: file, key: key.rawValue, message: message)
  }
}

/// How many cores a partition occupies.
public enum CoreShare: Sendable, Hashable {
  /// Every core that is left: beside the housekeeping core for the victim, beside the victim's too for the aggressor. When
  /// the victim leaves none, the aggressor takes turns with it on all of them.
  case all
  case count(Int)
}

/// How early a window is stopped, and its partition woken.
public enum GuardBand: Sendable, Hashable {
  /// Calibrated on this machine at the start of the run.
  case auto
  case nanoseconds(Int64)
}

/// A workload that a suite asks for: `chase`, `chase@L2/2`, or the long form with its keys.
public struct WorkloadReference: Sendable, Hashable {
  public var name: String
  /// The working set as written, in bytes or relative to a cache; `nil` is the workload's own.
  public var workingSet: String?
  /// Accesses per timed job; `nil` is the workload's own.
  public var jobAccesses: Int?
  /// How hard an aggressor works; `nil` is as hard as it can.
  public var intensity: Intensity?
  public var location: SourceLocation
  /// Where the working set stands; the workload's own place when none is written.
  public var workingSetLocation: SourceLocation
  /// Where the intensity stands; the workload's own place when none is written.
  public var intensityLocation: SourceLocation
}
