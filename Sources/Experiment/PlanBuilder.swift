import HardwareTopology
public import Partitioning
import Platform
public import Policies
import Results
import Verdicts
import Workloads

/// Makes the plan of a suite on a machine.
public struct PlanBuilder {
  let suite: Suite
  let machine: Machine
  let enforcement: Enforcement
  let enforcer: any Enforcer

  public init(
    suite: Suite, machine: Machine, enforcer: any Enforcer, enforcement: Enforcement
  ) {
    self.suite = suite
    self.machine = machine
    self.enforcer = enforcer
    self.enforcement = enforcement
  }

  /// The plan for a seed. The same seed gives the same plan and order.
  ///
  /// - Throws: `SuiteErrors` that point into the suite: a working set that cannot be resolved or is larger than memory, a
  ///   workload in a role it does not have.
  public func plan(seed: UInt64) throws(SuiteErrors) -> Plan {
    try checkPolicies()
    var pairs: [Plan.Pair] = []
    func add(
      _ policy: PolicyReference, _ victim: Plan.Application, _ aggressor: Plan.Application,
      _ control: ControlKind
    ) throws(SuiteErrors) {
      let number = pairs.count
      var pair = Plan.Pair(
        id: "p\(padded(number))", soloCell: "c\(padded(2 * number))",
        corunCell: "c\(padded(2 * number + 1))", policy: label(policy), policyName: policy.name,
        policyValues: try policy.values(), victim: victim, aggressor: aggressor,
        control: control.rawValue,
        unavailable: [victim, aggressor].compactMap {
          WorkloadCatalogue.named($0.workload)!.unavailable
        }.first)
      if pair.unavailable == nil {
        let availability = pair.combination.probe(
          machine.request(for: pair, guardNanoseconds: enforcement.guardNanoseconds))
        pair.unavailable =
          availability.obstacle ?? enforcer.supports(pair.combination.backend).obstacle
        if case .degraded(let reason) = availability { pair.degraded = reason }
      }
      pairs.append(pair)
    }

    let victims = try suite.victims.map { reference throws(SuiteErrors) in
      try application(reference, beside: nil)
    }
    try checkLabels(victims, suite.victims)
    // Where the controls' answers are known: cores of one's own, else no partitioning at all. In time slices a
    // channel that is known to be there is meant to be closed.
    let controlPolicy = [Pinned().name, Baseline().name].first { name in
      suite.policies.contains { $0.name == name } && canRunControls(under: name)
    }
    let negative = WorkloadCatalogue.alu.name
    for policy in suite.policies {
      for victim in victims {
        let aggressors = try suite.aggressors.map { reference throws(SuiteErrors) in
          try application(reference, beside: victim)
        }
        try checkLabels(aggressors, suite.aggressors)
        for aggressor in aggressors {
          let isControl = policy.name == controlPolicy && aggressor.workload == negative
          try add(policy, victim, aggressor, isControl ? .negative : .none)
        }
      }
      guard suite.controls else { continue }
      if policy.name == controlPolicy, !suite.aggressors.contains(where: { $0.name == negative }) {
        try add(policy, victims[0], control(WorkloadCatalogue.alu, beside: victims[0]), .negative)
      }
      for (workload, kind) in [
        (WorkloadCatalogue.falseSharing, ControlKind.positive), (WorkloadCatalogue.padded, .padded),
      ] {
        let victim = control(workload, beside: nil)
        try add(
          policy, victim, control(workload, beside: victim),
          policy.name == controlPolicy ? kind : .none)
      }
    }
    try checkMemory(pairs)

    let rounds = suite.precision?.pilotRounds ?? suite.rounds
    let (order, soloFirst) = Plan.order(of: pairs, rounds: rounds, seed: seed)
    return Plan(
      suite: suite.name, seed: seed, rounds: rounds, precision: suite.precision,
      phaseNanoseconds: suite.phaseNanoseconds, warmupNanoseconds: suite.warmupNanoseconds,
      margin: suite.margin, enforcer: enforcer.name,
      guardNanoseconds: enforcement.guardNanoseconds, pairs: pairs, order: order,
      soloFirst: soloFirst, caches: replacedCaches)
  }

  /// Whether a working set of the suite is relative to a cache, so that the size of caches matters to its plan.
  public static func dependsOnCaches(_ suite: Suite) -> Bool {
    (suite.victims + suite.aggressors).contains { reference in
      guard let workload = WorkloadCatalogue.named(reference.name), workload.hasWorkingSet else {
        return false
      }
      let asked = reference.workingSet.flatMap { try? WorkingSet(parsing: $0) }
      guard case .relative = asked ?? workload.defaultWorkingSet else { return false }
      return true
    }
  }

  private var replacedCaches: [EffectiveCaches.Level]? {
    guard Self.dependsOnCaches(suite) else { return nil }
    let caches = machine.effectiveCaches ?? EffectiveCaches(hwloc: machine.hwlocCaches)
    return caches.replaced.isEmpty ? nil : caches.replaced
  }

  /// The policy's name, with its parameters where the suite lists it more than once.
  private func label(_ policy: PolicyReference) -> String {
    guard suite.policies.count(where: { $0.name == policy.name }) > 1 else { return policy.name }
    let parameters = policy.parameters.sorted { $0.key < $1.key }.map(\.value.text)
    return ([policy.name] + parameters).joined(separator: "-")
  }

  private func padded(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 3 - text.count)) + text
  }

  /// The shortest window of the suite's policies: what the guard is chosen for.
  public static func shortestWindow(of suite: Suite) throws(SuiteErrors) -> Int64 {
    var shortest: Int64?
    for policy in suite.policies {
      guard let window = try policy.combination().windowNanoseconds else { continue }
      shortest = min(shortest ?? window, window)
    }
    return shortest ?? Sliced().windowNanoseconds
  }

  /// Refuses policies that cannot be combined, and windows that are all guard.
  private func checkPolicies() throws(SuiteErrors) {
    for policy in suite.policies {
      let combination = try policy.combination()
      guard let window = combination.windowNanoseconds,
        !combination.policies.contains(where: { $0.name == Sliced().name }),
        enforcement.guardNanoseconds >= window
      else { continue }
      let location = policy.parameters["window"]?.location ?? policy.location
      let band = PlanText.microseconds(enforcement.guardNanoseconds)
      let message =
        "a guard of \(band) leaves nothing of a window of \(PlanText.microseconds(window))"
      throw SuiteErrors([
        suite.guardBand == .auto
          ? location.diagnostic("\(message); the window must be longer")
          : suite.diagnostic(at: .guard, "\(message); the guard must be shorter")
      ])
    }
  }

  // MARK: Memory

  /// Refuses a plan whose buffers do not fit into memory, before anything is touched.
  private func checkMemory(_ pairs: [Plan.Pair]) throws(SuiteErrors) {
    let available = machine.availableMemoryBytes
    let victim = try application(suite.victims[0], beside: nil)
    for (reference, beside) in suite.victims.map({ ($0, Plan.Application?.none) })
      + suite.aggressors.map({ ($0, victim) })
    {
      let one = try application(reference, beside: beside)
      let (bytes, overflow) = one.workingSetBytes.multipliedReportingOverflow(by: one.threads)
      if overflow || bytes > available {
        let threads = one.threads == 1 ? "" : " for each of \(one.threads) threads"
        throw SuiteErrors([
          reference.workingSetLocation.diagnostic(
            "\(one.label) needs \(one.workingSetBytes >> 20) MiB\(threads), \(available >> 20) MiB of memory are available"
          )
        ])
      }
    }
    let total = BufferPool.bytes(
      of: pairs.filter { $0.unavailable == nil }.flatMap { pair in
        // Policies of memory have buffers of their own, which are kept like all others.
        let arrangement = try? pair.combination.arrangement(
          machine.request(for: pair, guardNanoseconds: enforcement.guardNanoseconds))
        return [(PairRunner.victim, pair.victim), (PairRunner.aggressor, pair.aggressor)]
          .enumerated().flatMap { number, partition in
            BufferPool.Thread.all(
              of: partition.1, partition: partition.0,
              cpus: Array(repeating: [0], count: partition.1.threads),
              setting: arrangement?.partitions[number] ?? PartitionSetting())
          }
      })
    if total > available {
      throw SuiteErrors([
        suite.diagnostic(
          at: .aggressors,
          "all buffers together need \(total >> 20) MiB, \(available >> 20) MiB of memory are available; use smaller working sets or fewer aggressor_cores"
        )
      ])
    }
  }
}

extension Machine {
  /// What a policy is asked for a pair.
  func request(for pair: Plan.Pair, guardNanoseconds: Int64) -> PolicyRequest {
    request(
      victimThreads: pair.victim.threads, aggressorThreads: pair.aggressor.threads,
      guardNanoseconds: guardNanoseconds)
  }

  /// What a policy is asked for a victim and an aggressor of one thread each, under the usual guard of windows of this length.
  public func policyRequest(
    windowNanoseconds: Int64 = Turns.defaultWindowNanoseconds
  ) -> PolicyRequest {
    request(
      victimThreads: 1, aggressorThreads: 1,
      guardNanoseconds: Enforcement.defaultGuard(windowNanoseconds: windowNanoseconds))
  }

  func request(
    victimThreads: Int, aggressorThreads: Int, guardNanoseconds: Int64
  ) -> PolicyRequest {
    PolicyRequest(
      partitions: [
        .init(name: PairRunner.victim, threads: victimThreads),
        .init(name: PairRunner.aggressor, threads: aggressorThreads),
      ], cores: cores, usable: Array(usable), topology: topology,
      guardNanoseconds: guardNanoseconds)
  }

  /// Memory that can be had without swapping, in bytes.
  public var availableMemoryBytes: Int {
    facts.memory.availableBytes.map { Int(clamping: $0) } ?? Int.max
  }
}
