import Partitioning
import Platform
import Results
import Statistics
import Workloads

/// What the accesses at each distance from the start of a window cost.
///
/// The victim follows one cycle through its working set, so that it meets every line once in each lap: in the first lap as the
/// window before left it, in the second mostly where the first one put it, and then warm.
struct ResidueProfile: Sendable, Equatable {
  /// Nanoseconds of an access in each stretch of the scale; lower quartile over the windows, as are the others. What else the
  /// host does only adds time, and what the neighbour left is in every window.
  var accessNanoseconds: [Double]
  /// In the first lap.
  var first: Double
  /// After the second one.
  var warm: Double
  /// Time of the first two laps of a window beyond the warm rate.
  var extra: Double
  /// Windows that these are over.
  var windows: Int

  /// - Parameters:
  ///   - windows: each window's whole jobs in order, in nanoseconds.
  ///   - jobAccesses: accesses in a job.
  /// - Returns: `nil` when no window is long enough to say what is warm.
  init?(windows: [[Double]], jobAccesses: Int, scale: ResidueScale) {
    let lap = scale.lapAccesses / jobAccesses
    let long = windows.filter { $0.count >= ResidueScale.leastLaps * lap }
    guard !long.isEmpty else { return nil }
    func quartile(_ value: ([Double]) -> Double) -> Double {
      Quantile.type8(ofSorted: long.map(value).sorted(), partsPerMillion: 250_000)!
    }
    let accesses = Double(jobAccesses)
    accessNanoseconds = scale.stretches.map { stretch in
      let jobs = stretch.lowerBound / jobAccesses..<stretch.upperBound / jobAccesses
      return quartile { $0[jobs].reduce(0, +) / (Double(jobs.count) * accesses) }
    }
    func warmJob(_ jobs: [Double]) -> Double { Quantile.median(Array(jobs[(2 * lap)...]))! }
    first = quartile { $0[..<lap].reduce(0, +) / (Double(lap) * accesses) }
    warm = quartile { warmJob($0) / accesses }
    extra = quartile { $0[..<(2 * lap)].reduce(0, +) - Double(2 * lap) * warmJob($0) }
    self.windows = long.count
  }
}

/// The stretches of accesses into which a window is divided: fine where the residue is, up to where everything is warm.
struct ResidueScale: Sendable, Equatable {
  /// Accesses of a lap, in whole jobs.
  let lapAccesses: Int
  let stretches: [Range<Int>]

  /// A window must hold so many laps, or it does not say what is warm.
  static let leastLaps = 3
  /// A lap of fewer jobs shows nothing of where in it the residue is.
  static let leastJobs = 16

  /// - Parameters:
  ///   - lines: that the victim goes through, one in each access.
  ///   - jobAccesses: accesses in a job.
  init(lines: Int, jobAccesses: Int) {
    let lap = max(Self.leastJobs, (lines + jobAccesses - 1) / jobAccesses)
    // Doubling up to an eighth of a lap, then in eighths up to two laps, and the third one whole.
    var edges = [0]
    var edge = 1
    while edge < lap / 8 {
      edges.append(edge)
      edge *= 2
    }
    edges += (1...16).map { lap * $0 / 8 } + [Self.leastLaps * lap]
    lapAccesses = lap * jobAccesses
    stretches = zip(edges, edges.dropFirst()).map { $0 * jobAccesses..<$1 * jobAccesses }
  }
}

extension ThreadRecord {
  /// The whole jobs of each window that ran to its end, in nanoseconds; without the first windows, in which the caches settle,
  /// and without the jobs that a switch fell into.
  func jobsByWindow(skipping first: Int, _ scale: TickScale) -> [[Double]] {
    var next = samples.startIndex
    return windows.dropFirst(first).compactMap { window in
      guard let ran = window.ran, !ran.isCutShort else { return nil }
      while next < samples.endIndex, samples[next].endTicks < ran.startTicks { next += 1 }
      var jobs: [Double] = []
      while next < samples.endIndex, samples[next].endTicks <= ran.endTicks {
        if samples[next].labels & SampleLabel.split == 0 {
          jobs.append(scale.nanoseconds(of: UInt64(samples[next].durationTicks)))
        }
        next += 1
      }
      return jobs
    }
  }
}
