import Glibc

/// The round-trip times of many jobs, in bins of half a percent: a hundred thousand jobs of ten thousand pairs would fill
/// the memory of the machine under test.
///
/// Every pass weighs the same, however many jobs it had: in the same time a fast pass makes more of them.
struct RoundTripDistribution: Sendable {
  struct Bin: Sendable {
    var jobs = 0
    /// Jobs, each divided by the number of jobs in its pass.
    var weight = 0.0
    /// Sum of the values: the time that the bin stands for.
    var nanoseconds = 0.0
    var least = Double.infinity
    var greatest = 0.0
  }

  private var bins: [Int: Bin] = [:]

  /// Adds the jobs of one pass: nanoseconds for each round trip, positive.
  mutating func add(pass jobs: [Double]) {
    for value in jobs {
      let place = Int((log(value) * 200).rounded(.down))
      bins[place, default: Bin()].add(value, weight: 1 / Double(jobs.count))
    }
  }

  mutating func add(_ other: RoundTripDistribution) {
    for (place, bin) in other.bins { bins[place, default: Bin()].add(bin) }
  }

  /// What lies in a range of values; a bin belongs where its mean lies.
  func part(_ range: Range<Double>) -> Part {
    Part(
      bins: bins.sorted { $0.key < $1.key }.map(\.value).filter {
        range.contains($0.nanoseconds / Double($0.jobs))
      })
  }

  struct Part: Sendable {
    fileprivate let bins: [Bin]

    var jobs: Int { bins.reduce(0) { $0 + $1.jobs } }
    /// Time spent in these jobs.
    var nanoseconds: Double { bins.reduce(0) { $0 + $1.nanoseconds } }
    /// The fastest job, exact.
    var least: Double? { bins.first?.least }

    /// The upper end of what is in the quantile's bin: at most half a percent above the quantile.
    func quantile(_ probability: Double) -> Double? {
      let total = bins.reduce(0) { $0 + $1.weight }
      var sum = 0.0
      return bins.first { bin in
        sum += bin.weight
        return sum >= probability * total * (1 - 1e-12)
      }?.greatest
    }
  }
}

extension RoundTripDistribution.Bin {
  fileprivate mutating func add(_ value: Double, weight: Double) {
    jobs += 1
    self.weight += weight
    nanoseconds += value
    least = min(least, value)
    greatest = max(greatest, value)
  }

  fileprivate mutating func add(_ other: Self) {
    jobs += other.jobs
    weight += other.weight
    nanoseconds += other.nanoseconds
    least = min(least, other.least)
    greatest = max(greatest, other.greatest)
  }
}
