import Results

/// Made-up rows of a contention run: PUs in clusters, within which a hand-over is fast.
struct SyntheticContention {
  var cpus = [0, 1, 2, 3]
  /// PUs of one cluster follow each other.
  var cluster = 2
  var fastNanoseconds = 52.0
  var slowNanoseconds = 121.0
  var isConcurrent = true
  /// A pair whose median is not known, with its half-width and why.
  var unknown: (cpus: String, halfWidthPercent: Double, reason: String)?

  /// The results of a run that measured nothing else.
  func results() -> ResultSet {
    var results = SyntheticResults(policies: [], hasControls: false).results()
    results.contention = rows()
    return results
  }

  func rows() -> [ContentionRow] { handOvers() + sets() + checks() }

  private func handOvers() -> [ContentionRow] {
    let places = Dictionary(uniqueKeysWithValues: cpus.enumerated().map { ($1, $0) })
    return pairs().flatMap { one, other in
      [nil, one, other].map { starter in
        var row = ContentionRow()
        row.kind = .handOver
        row.workload = "ping-pong"
        row.protocolText = "load and store on one line"
        row.cpus = Self.list(one, other)
        row.threads = 2
        row.cpu = starter.map(Int64.init)
        let isNear = places[one]! / cluster == places[other]! / cluster
        // A little apart, so that every pair can be told from the others.
        let nanoseconds =
          (isNear ? fastNanoseconds : slowNanoseconds) + 0.25 * Double(places[one]! % 8)
          + (starter == other ? 1 : 0)
        row.oneWayMinNanoseconds = nanoseconds * 0.9
        row.oneWayP50Nanoseconds = nanoseconds
        row.oneWayP99Nanoseconds = nanoseconds * 1.5
        row.roundTripMinNanoseconds = row.oneWayMinNanoseconds.map { $0 * 2 }
        row.roundTripP50Nanoseconds = nanoseconds * 2
        row.roundTripP99Nanoseconds = row.oneWayP99Nanoseconds.map { $0 * 2 }
        row.modes = 1
        row.concurrent = isConcurrent
        row.samples = 4000
        row.passes = 60
        row.effectivePasses = 55.5
        row.halfWidthPercent = 0.6
        row.precision = .reached
        if let unknown, unknown.cpus == row.cpus, starter == nil {
          row.halfWidthPercent = unknown.halfWidthPercent
          row.precision = .notReached
          row.reason = unknown.reason
          row.modes = 2
          row.fastRoundTripP50Nanoseconds = 16
          row.fastTimePercent = 4.5
        }
        return row
      }
    }
  }

  private func sets() -> [ContentionRow] {
    [("atomic-add", 6.4, 18.0), ("padded", 6.4, 0.0)].flatMap { name, alone, each in
      (1...min(4, cpus.count)).map { threads in
        var row = ContentionRow()
        row.kind = .contended
        row.workload = name
        row.protocolText = "fetch-and-add on one word"
        row.cpus = threads == 1 ? "0" : "0-\(threads - 1)"
        row.threads = Int64(threads)
        let access = alone + each * Double(threads - 1)
        row.accessNanoseconds = access
        row.accessesPerSecond = 1e9 * Double(threads) / access
        row.leastOverMost = 1 / Double(threads)
        row.jainIndex = 0.97
        row.passes = 20
        row.halfWidthPercent = 0.8
        row.precision = .reached
        return row
      }
    }
  }

  private func checks() -> [ContentionRow] {
    pairs().prefix(2).map { one, other in
      var row = ContentionRow()
      row.kind = .concurrencyCheck
      row.cpus = Self.list(one, other)
      row.ratio = isConcurrent ? 1.004 : 1.31
      row.ratioLower = isConcurrent ? 0.996 : 1.27
      row.ratioUpper = isConcurrent ? 1.012 : 1.36
      row.concurrent = isConcurrent
      row.reason = isConcurrent ? "" : "changed"
      return row
    }
  }

  private func pairs() -> [(Int, Int)] {
    cpus.indices.flatMap { one in cpus[(one + 1)...].map { (cpus[one], $0) } }
  }

  private static func list(_ one: Int, _ other: Int) -> String {
    other == one + 1 ? "\(one)-\(other)" : "\(one),\(other)"
  }
}
