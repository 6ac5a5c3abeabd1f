public import Results
import Statistics

/// A whole sweep: the curves, the caches in them, chains of loads, and how sensitive victims are.
///
/// The later parts take their sizes from the caches that the first one found.
public struct Sweep {
  let request: SweepRequest
  let machine: Machine
  let seed: UInt64
  let interruption: Interruption
  let showsProgress: Bool

  public init(
    request: SweepRequest, machine: Machine, seed: UInt64, interruption: Interruption,
    showsProgress: Bool
  ) {
    self.request = request
    self.machine = machine
    self.seed = seed
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// Runs all parts into the writer's directory; does not commit.
  ///
  /// - Throws: `WorkingSetError` when the aggressor's size cannot be resolved here, `ResultsError` when writing fails.
  public func run(into writer: ResultsWriter) throws -> Experiment.Ending {
    let runner = SweepRunner(
      machine: machine, seed: seed, interruption: interruption, showsProgress: showsProgress)
    func measure(_ points: [SweepPlan.Point], _ name: String) throws -> SweepObservations {
      let plan = SweepPlan(points: points, passes: request.passes, seed: seed)
      let found = runner.run(plan, name: name)
      // The parts have no buffer in common that would be worth its memory.
      runner.releaseBuffers()
      try writer.append(found.rows)
      try writer.synchronise()
      return found
    }

    let curves = try measure(request.curves(on: machine), "latency and bandwidth")
    let caches = curves.caches(hwloc: machine.hwlocCaches)
    try writer.append(caches.rows)
    guard !interruption.isRequested else { return .partial }

    _ = try measure(request.parallelism(on: machine), "parallel loads")
    guard !interruption.isRequested else { return .partial }

    if let companion = try request.companion(on: machine) {
      let rate = runner.unlimitedRate(of: companion)
      guard !interruption.isRequested else { return .partial }
      let points = try request.sensitivity(
        on: machine, caches: caches.sizes, unlimitedMegabytesPerSecond: rate)
      _ = try measure(points, "sensitivity")
    }
    return interruption.isRequested ? .partial : .complete
  }
}

extension SweepObservations {
  /// How the sizes of caches were measured.
  static let method = "chase: one dependent load at a time, huge pages beyond 32 KiB"

  /// Larger buffers ask for huge pages (`Arena`).
  private static let largestInBasePages = 32 << 10

  /// hwloc's cache sizes beside those that the latency curve shows.
  func caches(hwloc: [Int: Int]) -> EffectiveCaches {
    func inconclusive(_ reason: String) -> EffectiveCaches {
      EffectiveCaches(hwloc: hwloc, note: "inconclusive: \(reason); hwloc's size is used")
    }
    // Behind small pages a step may be the end of the TLB's reach.
    let large = points.indices.filter {
      points[$0].kind == .latency && points[$0].workingSetBytes > Self.largestInBasePages
    }
    guard
      large.allSatisfy({
        pages[$0].hasPrefix("thp ") || pages[$0].hasPrefix("hugetlb")
          || pages[$0] == "thp"
      })
    else { return inconclusive("without huge pages TLB misses hide where caches end") }
    do {
      return EffectiveCaches(
        hwloc: hwloc, steps: try LatencyCurve(curve(.latency)).steps(), method: Self.method)
    } catch {
      return inconclusive("\(error)")
    }
  }
}

extension Sweep {
  /// A latency curve with few points, alone, as `run` measures it before it plans: about two seconds.
  ///
  /// - Returns: the caches, and the curve they were read from.
  public static func measureCaches(
    on machine: Machine, seed: UInt64, interruption: Interruption, showsProgress: Bool
  ) -> (caches: EffectiveCaches, curve: [SweepRow]) {
    let request = SweepRequest.cachesOnly
    let runner = SweepRunner(
      machine: machine, seed: seed, interruption: interruption, showsProgress: showsProgress)
    let found = runner.run(
      SweepPlan(points: request.latencyAlone(on: machine), passes: request.passes, seed: seed),
      name: "cache sizes")
    return (found.caches(hwloc: machine.hwlocCaches), found.rows)
  }
}
