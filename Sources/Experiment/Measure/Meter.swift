import HardwareTopology
import Platform
import Results
import Statistics

/// Measures single workloads: alone, several at once, one beside another, and what recording costs.
///
/// What is compared alternates in neighbouring phases, ABBA, and the ratio is formed inside each pair: a machine drifts by
/// more within seconds than most comparisons show.
public struct Meter {
  /// A workload and the PUs it runs on, one thread on each.
  public struct Placed: Sendable {
    public let asked: AskedWorkload
    public let cpus: [Int]

    public init(_ asked: AskedWorkload, on cpus: [Int]) {
      self.asked = asked
      self.cpus = cpus
    }
  }

  /// The measurement was broken off.
  public struct Cancelled: Error {}

  private let runner: TrialRunner
  private let isCancelled: () -> Bool

  public init(machine: Machine, seed: UInt64, isCancelled: @escaping () -> Bool) {
    runner = TrialRunner(machine: machine, seed: seed)
    self.isCancelled = isCancelled
  }

  /// Runs workloads at the same time, with nothing else beside them.
  ///
  /// - Parameter records: whether each job is timed, or work only counted.
  public func measure(
    _ all: [Placed], nanoseconds: Int64, records: Bool
  ) throws -> [MeterReading] {
    let actors = all.enumerated().map { number, placed in
      actor("\(number)", placed, phases: [0], measures: records)
    }
    // The caches fill and the clock rises in the first tenth, or 50 ms.
    let outcome = try run(
      Trial(
        actors: actors, phaseNanoseconds: [nanoseconds],
        settleNanoseconds: min(50_000_000, nanoseconds / 10)))
    return zip(all.indices, all).map { number, placed in
      MeterReading(placed, outcome, actor: number, phases: [0])
    }
  }

  /// Runs a workload all the time, and another beside it in every second phase.
  public func measure(
    _ placed: Placed, beside other: Placed, nanoseconds: Int64
  ) throws -> MeterReading {
    let phases = AlternatingPhases(filling: nanoseconds, phase: 60_000_000)
    let outcome = try run(
      Trial(
        actors: [
          actor("victim", placed, phases: phases.all, measures: true),
          actor("aggressor", other, phases: phases.with, measures: false),
        ], phaseNanoseconds: phases.lengths, settleNanoseconds: 15_000_000))
    var reading = MeterReading(placed, outcome, actor: 0, phases: phases.without.sorted())
    reading.row.beside = other.asked.label
    reading.row.besideCPUs = PUSet(other.cpus).description
    let rates = phases.with.compactMap { outcome.megabytesPerSecond("aggressor", phase: $0) }
    if !rates.isEmpty {
      reading.row.besideMegabytesPerSecond = rates.reduce(0, +) / Double(rates.count)
    }
    reading.compare(.slowdown, phases.pairs) { phase in
      outcome.nanosecondsPerAccess("victim", phase: phase)
    }
    return reading
  }

  /// Runs a workload with every job recorded, and without, in turn on the same cores and the same buffers, and compares
  /// the time per access over whole phases.
  public func measureRecording(of placed: Placed, nanoseconds: Int64) throws -> MeterReading {
    let phases = AlternatingPhases(filling: nanoseconds, phase: 10_000_000)
    var actors = [
      actor("recorded", placed, phases: phases.with, measures: true),
      actor("counted", placed, phases: phases.without, measures: false),
    ]
    for index in actors.indices { actors[index].owner = "both" }
    // Nothing is left out of a phase: work is counted over the whole of it.
    let outcome = try run(
      Trial(actors: actors, phaseNanoseconds: phases.lengths, settleNanoseconds: 0))
    var reading = MeterReading(placed, outcome, actor: 0, phases: phases.with.sorted())
    reading.compare(.recording, phases.pairs) { phase in
      let actor = phases.with.contains(phase) ? 0 : 1
      let rate = outcome.accessesPerSecond(actor: actor, phase: phase)
      return rate > 0 ? 1e9 / rate : nil
    }
    return reading
  }

  private func run(_ trial: Trial) throws -> TrialOutcome {
    let outcome = try runner.run(trial, isCancelled: isCancelled)
    // Each has buffers of its own; together they could be more than the machine has.
    runner.releaseBuffers()
    guard outcome.isComplete else { throw Cancelled() }
    return outcome
  }

  private func actor(
    _ name: String, _ placed: Placed, phases: Set<Int>, measures: Bool
  ) -> Trial.Actor {
    Trial.Actor(
      name, placed.asked.workload, workingSetBytes: placed.asked.workingSetBytes,
      cpus: placed.cpus, phases: phases, measures: measures,
      jobAccesses: placed.asked.jobAccesses)
  }
}

/// Phases of the same length in the order without, with, with, without, and so on: neighbours are a pair, and a steady
/// drift falls on both sides alike.
struct AlternatingPhases: Equatable {
  let lengths: [Int64]

  /// As many as fit, at least 8 and in whole groups of four.
  init(filling nanoseconds: Int64, phase: Int64) {
    let groups = max(2, nanoseconds / (4 * phase))
    lengths = Array(repeating: phase, count: Int(4 * groups))
  }

  var all: Set<Int> { Set(lengths.indices) }
  var with: Set<Int> { Set(lengths.indices.filter { $0 % 4 == 1 || $0 % 4 == 2 }) }
  var without: Set<Int> { all.subtracting(with) }

  /// The neighbours that are compared.
  var pairs: [(without: Int, with: Int)] {
    stride(from: 0, to: lengths.count, by: 4).flatMap { [($0, $0 + 1), ($0 + 3, $0 + 2)] }
  }
}
