import Policies
public import Results
import Statistics
public import Verdicts
import Workloads

/// Everything that will be run and in which order: a function of the suite, the machine and the seed.
public struct Plan: Sendable, Codable, Equatable {
  /// A workload as a partition runs it.
  public struct Application: Sendable, Codable, Equatable {
    public var workload: String
    /// `chase@L2/2`: the workload and its working set as the suite has it, with `:JOB` where a job is not the workload's own.
    public var label: String
    /// Bytes that each thread touches.
    public var workingSetBytes: Int
    /// Accesses per timed job.
    public var jobAccesses: Int
    public var threads: Int
    /// How hard it works; `nil` is as hard as it can.
    public var intensity: Intensity?

    /// The pace of each thread.
    var pace: Pace {
      intensity?.pace(of: WorkloadCatalogue.named(workload)!, threads: threads) ?? .unlimited
    }
  }

  /// A victim and an aggressor under a policy: a solo and a corun cell that are measured together.
  public struct Pair: Sendable, Codable, Equatable {
    public var id: String
    public var soloCell: String
    public var corunCell: String
    /// The combination of policies as results name it; with its parameters where the suite has it more than once.
    public var policy: String
    /// The combination's own name, such as `gang+flush`.
    public var policyName: String
    /// Its parameters where they are not the defaults, in the units of their kinds.
    public var policyValues: [String: Double]
    public var victim: Application
    public var aggressor: Application
    public var control: String
    /// Why the pair cannot be run here; `nil` when it can.
    public var unavailable: String?
    /// What its policies lack here; `nil` when they lack nothing.
    public var degraded: String?

    /// The policies that are in force.
    var combination: PolicyCombination {
      guard
        let found = try? PolicyCatalogue.combination(named: policyName, policyValues)
      else { preconditionFailure("a plan holds only combinations that there are") }
      return found
    }

    public func cell(_ condition: Condition) -> String {
      condition == .solo ? soloCell : corunCell
    }
  }

  public var suite: String
  public var seed: UInt64
  public var rounds: Int
  /// How well every slowdown is to be known; the rounds are then those of the pilot, until it is over. `nil` when the rounds
  /// were asked for.
  public var precision: PrecisionGoal?
  /// What the look at the pilot decided; `nil` before, and when the rounds were asked for.
  public var look: PrecisionGoal.Look?
  public var phaseNanoseconds: Int64
  public var warmupNanoseconds: Int64
  public var margin: Double
  public var enforcer: String
  public var guardNanoseconds: Int64
  public var pairs: [Pair]
  /// For each round the pairs in the order in which they are run, by index.
  public var order: [[Int]]
  /// For each round and place whether solo comes first: the phases are solo, corun, corun, solo or the reverse.
  public var soloFirst: [[Bool]]
  /// Caches whose size, which working sets of this plan are relative to, is not what hwloc says; `nil` when there is none.
  public var caches: [EffectiveCaches.Level]?

  /// The plan with so many rounds: the same seed goes on where it stopped, so that the rounds that it has stay as they are.
  func extended(to rounds: Int) -> Plan {
    precondition(rounds >= self.rounds, "a plan that has begun is not cut short")
    var plan = self
    plan.rounds = rounds
    (plan.order, plan.soloFirst) = Self.order(of: pairs, rounds: rounds, seed: seed)
    return plan
  }

  /// The plan as a run that was begun has it now, after its calibration and its look at the pilot.
  public func goingOn(as begun: Plan) -> Plan {
    var plan = begun.look != nil && begun.rounds > rounds ? extended(to: begun.rounds) : self
    plan.guardNanoseconds = begun.guardNanoseconds
    plan.look = begun.look
    return plan
  }

  /// For each round the pairs that can be run in random order, and for each of them whether solo comes first.
  static func order(
    of pairs: [Pair], rounds: Int, seed: UInt64
  ) -> (pairs: [[Int]], soloFirst: [[Bool]]) {
    var blocks = BlockOrder(pairs.indices.filter { pairs[$0].unavailable == nil }, seed: seed)
    var order: [[Int]] = []
    var soloFirst: [[Bool]] = []
    for _ in 0..<rounds {
      let round = blocks.nextRound()
      order.append(round)
      soloFirst.append(round.map { _ in blocks.generator.next(below: 2) == 0 })
    }
    return (order, soloFirst)
  }

  /// What has to prove itself before the first round: every aggressor of the pairs that can be run, and every victim whose
  /// proof lies in its own time. What a stream does to others says nothing about it as a victim.
  var applications: [Application] {
    var seen: Set<String> = []
    return pairs.filter { $0.unavailable == nil }.flatMap { pair in
      let proof = WorkloadCatalogue.named(pair.victim.workload)!.verification
      return proof.subject.timed == .itself ? [pair.victim, pair.aggressor] : [pair.aggressor]
    }.filter { seen.insert($0.label).inserted }
  }

  /// Time that a pair takes besides its phases: starting threads, joining them, writing.
  static let overheadNanoseconds: Int64 = 35_000_000

  /// What the run will take, in nanoseconds: the proofs of its workloads, and all rounds.
  public var estimatedNanoseconds: Int64 { verificationNanoseconds + roundsNanoseconds }

  /// What the proofs that come before the first round take.
  public var verificationNanoseconds: Int64 {
    Int64(applications.count) * Verifier.estimatedNanoseconds
  }

  /// What all rounds take.
  public var roundsNanoseconds: Int64 {
    order.joined().reduce(0) { $0 + nanoseconds(of: pairs[$1]) }
  }

  /// What one round of a pair takes.
  public func nanoseconds(of pair: Pair) -> Int64 {
    PhaseSequence(plan: self, pair: pair, soloFirst: true).total + Self.overheadNanoseconds
  }
}

/// The phases of a pair in one round: the same threads throughout, the aggressors parked in the solo phases.
public struct PhaseSequence: Sendable, Equatable {
  public struct Phase: Sendable, Equatable {
    public var condition: Condition
    /// Nanoseconds from the epoch.
    public var start: Int64
    public var end: Int64
  }

  public let phases: [Phase]

  /// Solo, corun, corun, solo, or the reverse: whatever drifts evenly through the four falls on both conditions alike.
  public init(plan: Plan, pair: Plan.Pair, soloFirst: Bool) {
    // Whole major frames of the two partitions, so that both conditions see the same windows.
    let frame = pair.combination.windowNanoseconds.map { 2 * $0 } ?? 1
    let length = max(frame, (plan.phaseNanoseconds + frame - 1) / frame * frame)
    let conditions: [Condition] =
      soloFirst ? [.solo, .corun, .corun, .solo] : [.corun, .solo, .solo, .corun]
    phases = conditions.enumerated().map { index, condition in
      Phase(condition: condition, start: Int64(index) * length, end: Int64(index + 1) * length)
    }
  }

  /// One phase beside the aggressors.
  init(corunNanoseconds: Int64) {
    phases = [Phase(condition: .corun, start: 0, end: corunNanoseconds)]
  }

  public var total: Int64 { phases.last?.end ?? 0 }
}
