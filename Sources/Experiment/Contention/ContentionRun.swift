import Partitioning
import Platform
public import Results
import Workloads

/// Measures a contention plan, pass by pass, until every median is known or the time is over.
public struct ContentionRun {
  let plan: ContentionPlan
  let runner: TrialRunner
  let interruption: Interruption
  let showsProgress: Bool

  /// Passes go on for at least this long: a virtual CPU stays on one core of the host for tens to hundreds of
  /// milliseconds, and a median from one such episode is narrow and wrong.
  static let leastSpreadNanoseconds: Int64 = 1_000_000_000
  /// One part in so many of the time goes to the contended sets.
  static let contestShare: Int64 = 4
  /// Threads that are made at once; a trial of many bouts needs its own for each team.
  static let threadsAtOnce = 256
  /// Round trips in a timed job. A time stamp and a record take some 25 ns, and some time stamp counters move in steps of
  /// 10 ns (EPYC): between near PUs either would be 1 to 3 % of 16 round trips.
  static let jobRoundTrips = 64

  /// The next bout's threads wake up within the guard of the one before: nobody is disturbed while measured, and a start
  /// that is late by less than a bout takes to settle costs nothing.
  static let enforcement = Enforcement(guardNanoseconds: 100_000, wakeNanoseconds: 80_000)

  public init(
    plan: ContentionPlan, machine: Machine, interruption: Interruption, showsProgress: Bool
  ) {
    self.plan = plan
    runner = TrialRunner(
      machine: machine, enforcer: EnforcerCatalogue.preferred(), enforcement: Self.enforcement,
      seed: plan.seed)
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// Measures into the writer's directory; does not commit.
  ///
  /// - Throws: `ResultsError` when writing fails, `SystemError` when threads or memory cannot be had.
  public func run(into writer: ResultsWriter) throws -> Experiment.Ending {
    let started = monotonicNanoseconds()
    var log = EventLog(writer: writer, started: started)
    try log.add(
      "run_started", "contention",
      "seed \(plan.seed), \(plan.pairCount) pairs in \(plan.turns.count) turns, \(plan.teams.count) sets"
    )
    var record = ContentionRecord()
    var progress = Progress(total: plan.budgetNanoseconds, isShown: showsProgress)
    defer { progress.clear() }
    var clock = PassClock(started: started, budget: plan.budgetNanoseconds)
    /// Whether the pairs of a turn run at the same time; `nil` until the check has said so.
    var atOnce = plan.probes.isEmpty ? false : Bool?.none

    for pass in 0... {
      let isSpread = clock.elapsed >= min(Self.leastSpreadNanoseconds, clock.budget / 2)
      let openPairs = plan.turns.joined().filter { !isSpread || !record.isKnown($0) }
      let openTeams = plan.teams.filter { !isSpread || !record.isKnown($0) }
      if openPairs.isEmpty && openTeams.isEmpty { break }
      // However short the time, there is a pass of either kind.
      if interruption.isRequested || (clock.isOver && pass >= 2) { break }
      progress.show(
        "pass \(pass + 1) · \(openPairs.count) of \(plan.pairCount) pairs, \(openTeams.count) of \(plan.teams.count) sets"
      )
      let before = clock.elapsed
      let isContestDue =
        openPairs.isEmpty || (pass > 0 && clock.contests * Self.contestShare < before)

      if isContestDue, !openTeams.isEmpty {
        try contest(plan.contests(pass: pass, open: Set(openTeams).contains), &record)
        clock.contests += clock.elapsed - before
      } else if atOnce != nil || openPairs.count <= plan.turns.count {
        // So few pairs are as quick one at a time: the check is not worth its time any more.
        let bouts = plan.handOvers(
          pass: pass, open: Set(openPairs).contains, isReversed: pass / 2 % 2 == 1,
          atOnce: atOnce ?? false)
        try handOver(bouts, &record)
      } else {
        try check(pass, &record)
        atOnce = try decide(record.check, &log)
      }
      clock.longestPass = max(clock.longestPass, clock.elapsed - before)
      progress.advance(by: clock.elapsed - before)
    }

    try writer.append(record.rows(plan))
    let isPartial = interruption.isRequested
    if isPartial { try log.add("interrupted", "contention", "ended by a signal; partial results") }
    try log.add("run_ended", "contention", isPartial ? "partial" : "complete")
    return isPartial ? .partial : .complete
  }

  // MARK: Passes

  private func handOver(_ bouts: [Bout], _ record: inout ContentionRecord) throws {
    try run(bouts, measures: true, nanoseconds: ContentionPlan.handOverNanoseconds) {
      team, bout, outcome, phase in
      record.add(
        outcome.jobs(team.name, phase: phase), of: team, besideOthers: bout.teams.count > 1)
    }
  }

  private func check(_ pass: Int, _ record: inout ContentionRecord) throws {
    let probes = Set(plan.probes.flatMap(\.pairs))
    var brought: [(team: Team, jobs: [Double], isBeside: Bool)] = []
    try run(
      plan.checks(pass: pass, isReversed: pass / 2 % 2 == 1), measures: true,
      nanoseconds: ContentionPlan.handOverNanoseconds
    ) { team, bout, outcome, phase in
      guard probes.contains(PUPair(team.cpus[0], team.cpus[1])) else { return }
      brought.append((team, outcome.jobs(team.name, phase: phase), bout.teams.count > 1))
    }
    record.add(check: brought)
  }

  private func contest(_ bouts: [Bout], _ record: inout ContentionRecord) throws {
    try run(bouts, measures: false, nanoseconds: ContentionPlan.contendedNanoseconds) {
      team, _, outcome, phase in
      record.add(
        outcome.accesses(team.name, phase: phase), of: team,
        nanoseconds: outcome.ranNanoseconds(team.name, phase: phase))
    }
  }

  /// Runs the bouts as phases of trials and hands every team's part of every bout to `body`.
  private func run(
    _ bouts: [Bout], measures: Bool, nanoseconds: Int64,
    _ body: (Team, Bout, TrialOutcome, Int) -> Void
  ) throws {
    for piece in Bout.pieces(bouts, threadsAtMost: Self.threadsAtOnce) {
      var phases: [Team: Set<Int>] = [:]
      var teams: [Team] = []
      for (phase, bout) in piece.enumerated() {
        for team in bout.teams {
          if phases[team] == nil { teams.append(team) }
          phases[team, default: []].insert(phase)
        }
      }
      let actors = teams.map { team in
        let workload = WorkloadCatalogue.named(team.workload)!
        return Trial.Actor(
          team.name, workload, workingSetBytes: 64, cpus: team.cpus, phases: phases[team]!,
          measures: measures, jobAccesses: measures ? Self.jobRoundTrips : nil,
          // Hand-overs have a line for each pair of threads; what is contended must be shared with nobody else.
          sharedGroup: measures ? "hand-over" : team.name)
      }
      var trial = Trial(
        actors: actors, phaseNanoseconds: piece.map { _ in nanoseconds },
        settleNanoseconds: measures ? ContentionPlan.settleNanoseconds : 0)
      trial.readsNoise = false
      let outcome = try runner.run(trial, isCancelled: { interruption.isUrgent })
      guard outcome.isComplete else { return }
      for (phase, bout) in piece.enumerated() {
        for team in bout.teams { body(team, bout, outcome, phase) }
      }
    }
  }

  /// What the check says once it has seen enough: at the same time, one at a time, or not yet.
  private func decide(_ check: ConcurrencyCheck, _ log: inout EventLog) throws -> Bool? {
    guard ConcurrencyCheck.looks.contains(check.passes) else { return nil }
    let verdict = check.verdict
    guard verdict != .undecided || check.passes == ConcurrencyCheck.looks.last else { return nil }
    try log.add(
      "concurrency_checked", "contention",
      "\(verdict.rawValue) after \(check.passes) passes: pairs run \(verdict == .unchanged ? "at the same time" : "one at a time")"
    )
    return verdict == .unchanged
  }
}

/// Where the time goes.
private struct PassClock {
  let started: Int64
  let budget: Int64
  /// Spent on contended sets.
  var contests: Int64 = 0
  var longestPass: Int64 = 0

  var elapsed: Int64 { monotonicNanoseconds() - started }
  /// Whether another pass would not fit.
  var isOver: Bool { elapsed + longestPass > budget }
}
