public import Workloads

/// Phases, one after the other, each of which lets some actors run: what everything but a suite's rounds is measured with.
///
/// An actor lives through all phases and is parked in those that are not its own, so that phases differ in nothing but who
/// runs. The order of the phases is the caller's: alternate what is to be compared.
public struct Trial: Sendable {
  /// A workload on PUs of its own, in some of the phases.
  public struct Actor: Sendable {
    public var name: String
    public var workload: Workload
    /// Bytes that each thread touches.
    public var workingSetBytes: Int
    /// One PU for each thread.
    public var cpus: [Int]
    /// In which phases it runs, by number.
    public var phases: Set<Int>
    /// Whether it records the time of every job, or only counts its work.
    public var measures: Bool
    /// Accesses in a job; the workload's own number when `nil`.
    public var jobAccesses: Int?
    /// How hard it works when it does not measure.
    public var pace: Pace
    /// Actors of the same group share their lines, when their workload is about shared lines.
    public var sharedGroup: String
    /// Actors of the same owner that sweep buffers of the same size use the same memory, one after the other.
    public var owner: String

    public init(
      _ name: String, _ workload: Workload, workingSetBytes: Int, cpus: [Int], phases: Set<Int>,
      measures: Bool = true, jobAccesses: Int? = nil, pace: Pace = .unlimited,
      sharedGroup: String = "all", owner: String? = nil
    ) {
      self.name = name
      self.workload = workload
      self.workingSetBytes = workload.workingSetBytes(asked: workingSetBytes)
      self.cpus = cpus
      self.phases = phases
      self.measures = measures
      self.jobAccesses = jobAccesses
      self.pace = pace
      self.sharedGroup = sharedGroup
      self.owner = owner ?? name
    }
  }

  public var actors: [Actor]
  /// Length of each phase.
  public var phaseNanoseconds: [Int64]
  /// The start of each phase whose jobs are not counted: caches fill, clocks rise. Rates of work are those of whole windows.
  public var settleNanoseconds: Int64
  /// Whether noise is read at the end of each phase. Reading takes some tenths of a millisecond on a PU that may be
  /// measured at that moment: where phases last few milliseconds, better none.
  public var readsNoise = true

  public init(actors: [Actor], phaseNanoseconds: [Int64], settleNanoseconds: Int64) {
    self.actors = actors
    self.phaseNanoseconds = phaseNanoseconds
    self.settleNanoseconds = settleNanoseconds
  }

  /// Start and end of each phase, from the epoch.
  public var phases: [Range<Int64>] {
    var start: Int64 = 0
    return phaseNanoseconds.map { length in
      defer { start += length }
      return start..<(start + length)
    }
  }

  /// Length of all phases together.
  public var nanoseconds: Int64 { phaseNanoseconds.reduce(0, +) }
}
