import Partitioning
import Platform
import Results
import Statistics
import Workloads

/// Measures the points of sweep plans, one trial for each point and pass.
public final class SweepRunner {
  private let machine: Machine
  private let interruption: Interruption
  private let showsProgress: Bool
  private let trials: TrialRunner

  private static let timed = "timed"
  private static let company = "company"

  public init(machine: Machine, seed: UInt64, interruption: Interruption, showsProgress: Bool) {
    self.machine = machine
    self.interruption = interruption
    self.showsProgress = showsProgress
    trials = TrialRunner(machine: machine, seed: seed)
  }

  /// All passes of a plan; fewer when interrupted.
  ///
  /// A point that cannot be measured says why and is not tried again.
  ///
  /// - Parameter name: what the plan is about, for the progress line.
  public func run(_ plan: SweepPlan, name: String) -> SweepObservations {
    var found = SweepObservations(points: plan.points)
    var progress = Progress(total: plan.estimatedNanoseconds, isShown: showsProgress)
    defer { progress.clear() }
    passes: for (pass, order) in plan.order.enumerated() {
      if interruption.isRequested, pass > 0 { break }
      for (place, index) in order.enumerated() where found.reasons[index].isEmpty {
        let point = plan.points[index]
        progress.show("\(name) · pass \(pass + 1) of \(plan.passes) · \(point.label)")
        do {
          let visit = try measure(
            point, soloFirst: plan.soloFirst[pass][place], pages: &found.pages[index])
          if let visit { found.visits[index].append(visit) }
        } catch is Cancelled {
          break passes
        } catch {
          found.reasons[index] = "\(error)"
        }
        progress.advance(by: point.nanoseconds)
      }
    }
    for index in plan.points.indices
    where found.visits[index].isEmpty && found.reasons[index].isEmpty {
      found.reasons[index] = "no whole job fitted into a phase"
    }
    return found
  }

  /// What the aggressor of a request causes when nothing limits it, in 10^6 bytes in a second, or why that is not known:
  /// a failure here must not cost what was measured before.
  func unlimitedRate(of companion: SweepPlan.Companion) -> Result<Double, SweepFailure> {
    do {
      let cpus = try cpus(of: companion)
      let aggressor = try workload(companion.workload)
      guard aggressor.bytesPerAccess > 0 else { throw SweepFailure.noTraffic(aggressor) }
      let actor = Trial.Actor(
        Self.company, aggressor, workingSetBytes: companion.workingSetBytes, cpus: cpus,
        phases: [0, 1], measures: false)
      let outcome = try trials.run(
        Trial(actors: [actor], phaseNanoseconds: [10_000_000, 30_000_000], settleNanoseconds: 0),
        isCancelled: { self.interruption.isUrgent })
      guard outcome.isComplete, let rate = outcome.megabytesPerSecond(Self.company, phase: 1),
        rate > 0
      else { throw SweepFailure("\(aggressor.name) did no work while its rate was measured") }
      return .success(rate)
    } catch {
      return .failure((error as? SweepFailure) ?? SweepFailure("\(error)"))
    }
  }

  /// Gives the buffers back.
  func releaseBuffers() { trials.releaseBuffers() }

  /// The first cores beside the victim's, as many as the companion has threads.
  private func cpus(of companion: SweepPlan.Companion) throws(SweepFailure) -> [Int] {
    let others = machine.cores.dropFirst()
    guard companion.threads > 0 else {
      throw SweepFailure(
        "\(companion.workload): too few cores beside the victim for a group of its threads "
          + "(\(others.count))")
    }
    return Array(others.prefix(companion.threads))
  }

  private func workload(_ name: String) throws(SweepFailure) -> Workload {
    guard let workload = WorkloadCatalogue.named(name) else {
      throw SweepFailure("there is no workload \(name)")
    }
    if let reason = workload.unavailable { throw SweepFailure("\(name): \(reason)") }
    return workload
  }

  // MARK: Trials

  /// Phases of a trial in which the company runs.
  private static func corunPhases(soloFirst: Bool) -> Set<Int> { soloFirst ? [1, 2] : [0, 3] }

  private func trial(of point: SweepPlan.Point, soloFirst: Bool) throws(SweepFailure) -> Trial {
    let timed = try workload(point.workload)
    let phases = 0..<point.phaseCount
    var actors = [
      Trial.Actor(
        Self.timed, timed, workingSetBytes: point.workingSetBytes, cpus: [machine.cores[0]],
        phases: Set(phases), jobAccesses: Self.jobAccesses(of: timed, point))
    ]
    if let companion = point.beside, companion.strength != .parked {
      let workload = try workload(companion.workload)
      actors.append(
        Trial.Actor(
          Self.company, workload, workingSetBytes: companion.workingSetBytes,
          cpus: try cpus(of: companion), phases: Self.corunPhases(soloFirst: soloFirst),
          measures: false, pace: try pace(of: workload, companion)))
    }
    let phase = point.settleNanoseconds + point.countedNanoseconds
    return Trial(
      actors: actors, phaseNanoseconds: phases.map { _ in phase },
      settleNanoseconds: point.settleNanoseconds)
  }

  /// Jobs short enough for several to fit the counted part of a phase even where each access misses every cache.
  private static func jobAccesses(of workload: Workload, _ point: SweepPlan.Point) -> Int {
    let slowest = 200.0
    let most = Int(Double(point.countedNanoseconds) / slowest / 8)
    return max(workload.accessesPerStep, min(workload.defaultJobAccesses, most))
  }

  /// Of each of the companion's threads.
  private func pace(
    of workload: Workload, _ companion: SweepPlan.Companion
  ) throws(SweepFailure) -> Pace {
    switch companion.strength {
    case .parked, .unlimited: return .unlimited
    case .unknown(_, let reason): throw SweepFailure(reason)
    case .rate(_, let megabytes):
      let each = megabytes / Double(companion.threads)
      guard let pace = workload.pace(megabytesPerSecond: each) else {
        throw SweepFailure.noTraffic(workload)
      }
      return pace
    }
  }

  /// A host that takes the core away for all of a phase leaves it without a whole job: then the trial is repeated.
  static let attempts = 3

  /// The operator wants it to stop at once.
  private struct Cancelled: Error {}

  private func measure(
    _ point: SweepPlan.Point, soloFirst: Bool, pages: inout String
  ) throws -> SweepObservations.Visit? {
    let trial = try trial(of: point, soloFirst: soloFirst)
    for _ in 0..<Self.attempts {
      let outcome = try trials.run(trial, isCancelled: { self.interruption.isUrgent })
      guard outcome.isComplete else { throw Cancelled() }
      pages = outcome.pages(of: Self.timed)
      if let visit = visit(point, outcome) { return visit }
    }
    return nil
  }

  private func visit(_ point: SweepPlan.Point, _ outcome: TrialOutcome) -> SweepObservations.Visit?
  {
    let all = Array(0..<point.phaseCount)
    guard point.beside != nil else {
      return reading(point, outcome, phases: all, isCorun: false).map {
        .init(solo: $0, corun: nil)
      }
    }
    // With a parked aggressor either half of the phases may be called solo: it is the A/A control.
    let company = outcome.trial.actors.first { $0.name == Self.company }
    let corun = company?.phases ?? [1, 2]
    guard
      let solo = reading(
        point, outcome, phases: all.filter { !corun.contains($0) }, isCorun: false),
      let beside = reading(point, outcome, phases: corun.sorted(), isCorun: true)
    else { return nil }
    return .init(solo: solo, corun: beside)
  }

  private func reading(
    _ point: SweepPlan.Point, _ outcome: TrialOutcome, phases: [Int], isCorun: Bool
  ) -> SweepObservations.Reading? {
    let jobs = phases.flatMap { outcome.jobs(Self.timed, phase: $0) }
    guard let nanoseconds = Quantile.median(jobs), nanoseconds > 0 else { return nil }
    func rate(_ actor: String) -> Double? {
      let rates = phases.compactMap { outcome.megabytesPerSecond(actor, phase: $0) }
      return rates.isEmpty ? nil : rates.reduce(0, +) / Double(rates.count)
    }
    // Of what was counted, not of the whole phase: a paused settling must not dilute it.
    let bytes = Double(WorkloadCatalogue.named(point.workload)?.bytesPerAccess ?? 0)
    var own: Double? = bytes > 0 ? bytes / nanoseconds * 1e3 : nil
    var others: Double?
    if isCorun, let company = point.beside, company.strength != .parked {
      others = rate(Self.company)
      if company.isCounted { own = own.flatMap { own in others.map { own + $0 } } }
    }
    return SweepObservations.Reading(
      nanoseconds: nanoseconds, megabytesPerSecond: own, companionMegabytesPerSecond: others,
      samples: jobs.count)
  }
}

/// A point that cannot be measured here.
struct SweepFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  static func noTraffic(_ workload: Workload) -> SweepFailure {
    SweepFailure("\(workload.name) declares no traffic, so that no share of it can be asked")
  }
}

extension SweepPlan.Point {
  /// As a person names it: `chase@512KiB beside write@2*L3`.
  var label: String {
    let size = WorkingSet.bytes(workingSetBytes)
    return "\(workload)@\(size)" + (beside.map { " beside \($0.label)" } ?? "")
  }
}
