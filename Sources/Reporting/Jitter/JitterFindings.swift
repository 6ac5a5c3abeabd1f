import Results

/// What the rows of `jitter.csv` say of each core: the totals, and the causes they are made of.
struct JitterFindings: Sendable {
  /// One source on one core at one moment.
  struct Series: Sendable {
    let all: JitterRow
    /// Those that were seen, in the order of the causes.
    let causes: [JitterRow]

    var gapsPerSecond: Double { all.seconds > 0 ? Double(all.count) / all.seconds : 0 }
  }

  let series: [Series]

  init?(_ rows: [JitterRow]) {
    var series: [Series] = []
    for row in rows where row.cause == .all {
      let causes = rows.filter {
        $0.cause != .all && $0.cpu == row.cpu && $0.source == row.source && $0.moment == row.moment
      }
      series.append(Series(all: row, causes: causes))
    }
    guard !series.isEmpty else { return nil }
    self.series = series
  }

  func of(_ source: JitterRow.Source) -> [Series] { series.filter { $0.all.source == source } }

  /// `Within 10.0 s CPU 2 lost most, 3.0 % of its time, … `: what to remember.
  var sentence: String {
    var parts: [String] = []
    let gaps = of(.gaps)
    if let worst = gaps.max(by: { $0.all.lostPercent < $1.all.lostPercent }) {
      parts.append(
        "CPU \(worst.all.cpu) loses most, \(Number.fixed(worst.all.lostPercent, decimals: 2))"
          + "\(Number.space)% of its time in \(Number.count(worst.gapsPerSecond)) gaps a second;"
          + " the longest gap of any core is"
          + " \(Number.time(gaps.compactMap(\.all.longestNanoseconds).max()))")
    }
    let timers = of(.timer)
    if let worst = timers.max(by: { lateness($0) < lateness($1) }) {
      let missed = timers.reduce(0) { $0 + $1.all.missed }
      let due = timers.reduce(0) { $0 + $1.all.n }
      let quantile =
        worst.all.p99Nanoseconds.map { "p99 \(Number.time($0))" }
        ?? "at most \(Number.time(worst.all.longestNanoseconds))"
      parts.append(
        "timers wake latest on CPU \(worst.all.cpu), \(quantile), and miss"
          + " \(Number.count(Int(missed))) of \(Number.count(Int(due), "release"))")
    }
    return Words.capitalised(parts.joined(separator: "; ")) + "."
  }

  private func lateness(_ series: Series) -> Int64 {
    series.all.p99Nanoseconds ?? series.all.longestNanoseconds ?? 0
  }

  /// How the causes were found, for whoever quotes them.
  var attribution: String {
    let readings = Set(series.map(\.all.readingNanoseconds)).sorted()
      .map { Number.time($0) }.joined(separator: " or ")
    return
      "Causes are co-occurrence: what the kernel counted on the same CPU, and for the same thread,"
      + " within \(readings). A count only bounds a cause. An interrupt is held to explain up to"
      + " 100 µs; what no counter explains is unattributed, in a virtual machine mostly the host."
  }
}

extension JitterRow.Cause {
  /// The cause in words.
  var words: String {
    switch self {
    case .all: "all"
    case .wakeUp: "the wake-up itself"
    case .interrupt: "interrupt"
    case .involuntarySwitch: "involuntary switch"
    case .migration: "migration"
    case .steal: "steal"
    case .realTimeThrottling: "real-time throttling"
    case .unattributed: "unattributed"
    }
  }
}

extension Number {
  static func time(_ nanoseconds: Int64?) -> String {
    time(nanoseconds: nanoseconds.map(Double.init))
  }
}
