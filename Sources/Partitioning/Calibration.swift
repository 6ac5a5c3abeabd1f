public import Platform
import Scheduling
import Workloads

/// What an enforcer's own work takes on this machine, measured with the witness workload before anything else is measured.
public struct Calibration: Sendable, Equatable {
  /// From the enforcer's stamp to the first instruction of the partition: 10th percentile and median.
  public var returnP10: Int64
  public var returnP50: Int64
  /// From the last instruction of the partition to the enforcer's stamp: 10th percentile.
  public var entryP10: Int64
  /// Wake-ups from idle, late by: median of the noisiest batch, and the latest of all.
  public var wakeP50: Int64
  public var wakeMax: Int64

  /// Measures on one PU. Batches of short windows; the noisiest counts for the wake-up, because what was measured in a
  /// quiet moment is too little in a noisy one.
  ///
  /// - Parameter backend: what the partitions are, as a guest takes longer to enter; the simplest that the enforcer can do when `nil`.
  /// - Returns: `nil` when too few windows ran to say anything.
  public static func measure(
    enforcer: any Enforcer, cpu: Int, scale: TickScale, backend: BackendKind? = nil,
    schedulingClass: SchedulingClass = .batch
  ) throws -> Calibration? {
    func starts(wakeNanoseconds: Int64) throws -> [Start] {
      try Self.starts(
        PartitionRun(
          enforcer: enforcer, enforcement: Enforcement(wakeNanoseconds: wakeNanoseconds),
          schedulingClass: schedulingClass), cpu: cpu, scale: scale,
        backend ?? enforcer.simplestBackend)
    }
    var returns: [Int64] = []
    var entries: [Int64] = []
    var wakes: [[Int64]] = []
    for _ in 0..<batches {
      let early = try starts(wakeNanoseconds: 50_000)
      returns += early.map(\.returning)
      entries += early.map(\.entering)
      let unhurried = try starts(wakeNanoseconds: 0)
      wakes.append(unhurried.map(\.waking).sorted())
    }
    returns.sort()
    entries.sort()
    guard returns.count >= 20, wakes.allSatisfy({ $0.count >= 20 }) else { return nil }
    return Calibration(
      returnP10: returns[returns.count / 10], returnP50: returns[returns.count / 2],
      entryP10: entries[entries.count / 10],
      wakeP50: wakes.map { $0[$0.count / 2] }.max()!,
      wakeMax: wakes.map { $0[$0.count - 1] }.max()!)
  }

  static let batches = 3
  static let windowsPerBatch = 50

  /// From the enforcer's stamp to the first instruction, from the last instruction to the stamp, and from the planned start
  /// to the stamp.
  private typealias Start = (returning: Int64, entering: Int64, waking: Int64)

  /// One batch of windows.
  private static func starts(
    _ run: PartitionRun, cpu: Int, scale: TickScale, _ backend: BackendKind
  ) throws -> [Start] {
    let windows = (0..<windowsPerBatch).map { index in
      let start = Int64(index) * 400_000 + 100_000
      return PlannedWindow(start: start, end: start + 200_000, index: 0, frame: Int64(index))
    }
    let witness = WorkloadCatalogue.timestamps
    let plan = ThreadPlan(
      partition: "calibration", cpus: [cpu], windows: windows,
      code: try witness.code(
        at: Workload.Site(
          arena: nil, index: 0, seed: 0, ticksPerNanosecond: scale.ticksPerNanosecond)),
      duty: .measure, stepsPerJob: 1, sampleCapacity: 16 * windowsPerBatch)
    let outcome = try run.run(
      [PartitionPlan(name: "calibration", backend: backend, threads: [plan])], scale: scale,
      checkpoints: [windows.last!.end])
    let record = outcome.threads[0]
    let outcomes = record.outcomes(witnessed: true, correction: Enforcement(), scale: outcome.scale)
    return zip(record.windows, outcomes).compactMap { record, outcome in
      guard let ran = record.ran, let start = outcome.start, let end = outcome.end,
        outcome.witness == .code
      else { return nil }
      return (start - ran.start, ran.end - end, ran.start - record.planned.start)
    }
  }
}

extension Enforcer {
  /// The backend with the least around a partition that it can enforce windows of.
  public var simplestBackend: BackendKind {
    BackendKind.allCases.first {
      if case .unavailable = supports($0) { false } else { true }
    } ?? .thread
  }
}

extension Enforcement {
  /// The same with what the enforcer's own work was measured to take; as it is without a measurement.
  public func calibrated(by calibration: Calibration?) -> Enforcement {
    guard let calibration else { return self }
    var enforcement = self
    enforcement.trimNanoseconds = calibration.returnP10
    enforcement.returnNanoseconds = calibration.returnP50
    enforcement.entryNanoseconds = calibration.entryP10
    return enforcement
  }
}
