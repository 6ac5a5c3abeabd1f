import Glibc
import Results
public import Workloads

/// What a sweep is asked for, and the points that come of it.
public struct SweepRequest: Sendable, Equatable {
  /// An aggressor as the command line names it: `NAME@SIZE`.
  public struct Aggressor: Sendable, Equatable {
    public var workload: String
    public var workingSet: WorkingSet

    public init(workload: String, workingSet: WorkingSet) {
      self.workload = workload
      self.workingSet = workingSet
    }
  }

  /// Sizes for each doubling on the latency curve and on the bandwidth curves.
  public var latencyPointsPerOctave = 3
  public var bandwidthPointsPerOctave = 2
  public var chains = [1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32]
  public var passes = 6
  /// Counted part of a phase.
  public var countedNanoseconds: Int64 = 3_000_000
  public var smallestBytes = 4096
  /// `nil`: four times the largest cache, at least 64 MiB.
  public var largestBytes: Int?
  public var aggressor = Aggressor(
    workload: "write", workingSet: .relative(level: 3, numerator: 2, denominator: 1))

  public init() {}

  /// A first look in a quarter of a minute.
  public static var quick: SweepRequest {
    var request = SweepRequest()
    request.latencyPointsPerOctave = 2
    request.bandwidthPointsPerOctave = 1
    request.chains = [1, 2, 4, 6, 8, 12, 16, 24]
    request.passes = 3
    request.countedNanoseconds = 2_000_000
    return request
  }

  /// What `run` does before it plans: as few points as the steps of a curve need, alone.
  static var cachesOnly: SweepRequest {
    var request = quick
    request.smallestBytes = 8192
    return request
  }

  /// Shares of its unlimited rate at which an aggressor stands beside the victims of the sensitivity curve.
  static let shares = [0, 0.1, 0.25, 0.5, 0.75, 1]

  /// Unless less is asked for: what lies behind every cache has to be seen.
  static let leastLargestBytes = 64 << 20
  /// Below this there is no curve to see.
  public static let leastAskedBytes = 1 << 20

  /// Working sets from the smallest to the largest, so many for each doubling, in whole lines.
  static func sizes(from smallest: Int, through largest: Int, pointsPerOctave: Int) -> [Int] {
    var sizes: [Int] = []
    var step = 0
    while true {
      // From the octave's own bottom, so that powers of two are exact.
      let octave = smallest << (step / pointsPerOctave)
      let part = exp2(Double(step % pointsPerOctave) / Double(pointsPerOctave))
      let size = Int(Double(octave) * part) / 64 * 64
      guard size <= largest else { return sizes }
      sizes.append(size)
      step += 1
    }
  }

  /// The largest working set: what was asked, or what the caches call for within half of the memory.
  func largestBytes(on machine: Machine) -> Int {
    let largestCache = machine.hwlocCaches.values.max() ?? 0
    let wanted = largestBytes ?? max(4 * largestCache, Self.leastLargestBytes)
    // Every size has a buffer of its own, and the sizes below the largest take a few times as much as it.
    let buffers = [latencyPointsPerOctave, bandwidthPointsPerOctave].reduce(2.0) {
      $0 + 1 / (1 - exp2(-1 / Double($1)))
    }
    let affordable = Int(Double(machine.availableMemoryBytes / 2) / buffers)
    return min(wanted, max(affordable, smallestBytes))
  }

  /// What measuring will take, in nanoseconds, without making the buffers.
  ///
  /// - Throws: `WorkingSetError` when the aggressor's size cannot be resolved here.
  public func estimatedNanoseconds(on machine: Machine) throws(WorkingSetError) -> Int64 {
    let points =
      try curves(on: machine) + parallelism(on: machine)
      + sensitivity(
        on: machine, caches: EffectiveCaches(hwloc: machine.hwlocCaches).sizes,
        unlimitedMegabytesPerSecond: .success(0))
    return SweepPlan(points: points, passes: passes, seed: 0).estimatedNanoseconds
  }

  // MARK: Points

  /// Latency and bandwidth against the working set, alone and beside the aggressor.
  public func curves(on machine: Machine) throws(WorkingSetError) -> [SweepPlan.Point] {
    // Too few cores for one group of the aggressor's threads: alone only. The sensitivity says so.
    let companion = try companion(on: machine).flatMap { $0.threads > 0 ? $0 : nil }
    let largest = largestBytes(on: machine)
    let latency = Self.sizes(
      from: smallestBytes, through: largest, pointsPerOctave: latencyPointsPerOctave
    ).map { point(.latency, "chase", $0, beside: companion, on: machine) }
    let streams = ["read", "write"].flatMap { workload in
      Self.sizes(
        from: smallestBytes, through: largest, pointsPerOctave: bandwidthPointsPerOctave
      ).map { point(.bandwidth, workload, $0, beside: companion, on: machine) }
    }
    return latency + streams
  }

  /// Chains of loads out of memory, on one core and on all.
  public func parallelism(on machine: Machine) -> [SweepPlan.Point] {
    let cores = machine.cores.count
    let largestCache = machine.hwlocCaches.values.max() ?? 0
    let wanted = min(max(2 * largestCache, Self.leastLargestBytes / 2), largestBytes(on: machine))
    let affordable = machine.availableMemoryBytes / 2 / (cores * chains.count)
    let bytes = max(smallestBytes, min(wanted, affordable) / 4096 * 4096)
    return chains.map { chains in
      let workload = "mlp-\(chains)"
      let all =
        cores > 1
        ? SweepPlan.Companion(
          workload: workload, label: "\(workload) on every core", workingSetBytes: bytes,
          threads: cores - 1, isCounted: true) : nil
      var point = point(.mlp, workload, bytes, beside: all, on: machine)
      point.chains = chains
      return point
    }
  }

  /// Victims where the last-level cache is shared, beside the aggressor at rising strength.
  ///
  /// - Parameters:
  ///   - caches: sizes by level: the effective ones where they are known.
  ///   - unlimitedMegabytesPerSecond: what all the aggressor's threads cause when nothing limits them, or why that is not
  ///     known: then there are points for its shares all the same, which pass the reason on.
  func sensitivity(
    on machine: Machine, caches: CacheSizes,
    unlimitedMegabytesPerSecond rate: Result<Double, SweepFailure>
  ) throws(WorkingSetError) -> [SweepPlan.Point] {
    guard let companion = try companion(on: machine) else { return [] }
    let half = try WorkingSet.relative(level: 3, numerator: 1, denominator: 2).bytes(caches: caches)
    var points: [SweepPlan.Point] = []
    for victim in ["chase", "mlp-8", "read"] where WorkloadCatalogue.named(victim) != nil {
      for share in Self.shares {
        var company = companion
        company.strength = Self.strength(share, of: rate)
        points.append(point(.sensitivity, victim, half, beside: company, on: machine))
      }
    }
    return points
  }

  private static func strength(
    _ share: Double, of rate: Result<Double, SweepFailure>
  ) -> SweepPlan.Strength {
    if share == 0 { return .parked }
    if share == 1 { return .unlimited }
    switch rate {
    case .success(let unlimited):
      return .rate(share: share, megabytesPerSecond: share * unlimited)
    case .failure(let failure):
      return .unknown(share: share, reason: failure.description)
    }
  }

  /// The working sets of the chase alone: what cache sizes are read from.
  func latencyAlone(on machine: Machine) -> [SweepPlan.Point] {
    Self.sizes(
      from: smallestBytes, through: min(Self.leastLargestBytes, largestBytes(on: machine)),
      pointsPerOctave: latencyPointsPerOctave
    ).map { point(.latency, "chase", $0, beside: nil, on: machine) }
  }

  /// The aggressor on as many other cores as its groups of threads fill; `nil` where there is no other core.
  func companion(on machine: Machine) throws(WorkingSetError) -> SweepPlan.Companion? {
    guard machine.cores.count > 1 else { return nil }
    let bytes = try aggressor.workingSet.bytes(
      caches: EffectiveCaches(hwloc: machine.hwlocCaches).sizes)
    return SweepPlan.Companion(
      workload: aggressor.workload, label: "\(aggressor.workload)@\(aggressor.workingSet)",
      workingSetBytes: bytes,
      threads: Self.wholeGroups(of: aggressor.workload, within: machine.cores.count - 1))
  }

  /// The most threads of a workload that `cores` have room for, one to a core: a ping-pong's come in pairs.
  static func wholeGroups(of workload: String, within cores: Int) -> Int {
    let group = WorkloadCatalogue.named(workload)?.threads ?? 1
    return cores / group * group
  }

  private func point(
    _ kind: SweepRow.Kind, _ workload: String, _ bytes: Int, beside companion: SweepPlan.Companion?,
    on machine: Machine
  ) -> SweepPlan.Point {
    SweepPlan.Point(
      kind: kind, workload: workload, workingSetBytes: bytes, chains: nil, beside: companion,
      settleNanoseconds: Self.settle(
        workload, bytes, largestCache: machine.hwlocCaches.values.max() ?? 0),
      countedNanoseconds: countedNanoseconds)
  }

  /// Long enough to go over the whole working set once at the speed of memory, where a cache could hold it afterwards:
  /// a dependent load takes about 100 ns there, a line of a stream 10.
  static func settle(_ workload: String, _ bytes: Int, largestCache: Int) -> Int64 {
    let least: Int64 = 500_000
    let canBeHeld = bytes <= max(largestCache, leastLargestBytes / 2)
    guard canBeHeld else { return 4 * least }
    let perLine: Int64 = workload == "chase" ? 100 : 10
    return max(least, Int64(bytes / 64) * perLine)
  }
}
