import Results
import Statistics

/// What follows from two runs side by side, one sentence for each finding.
struct ComparisonSentences {
  let comparison: DeploymentComparison

  var all: [String] {
    slowdowns + paths + [alone, highWaterMark].compactMap(\.self) + windows + caveats
  }

  // MARK: Interference

  private var slowdowns: [String] {
    let applications = comparison.applications.map(\.slowdown)
    func told(_ verdict: Statistics.Verdict, _ words: String) -> [String] {
      applications.filter { $0.verdict == verdict }.map { contrast in
        "\(contrast.subject) is slowed down \(words) by all others in B: "
          + "\(Number.times(contrast.b?.value)) against \(Number.times(contrast.a?.value)), "
          + "\(Self.ratio(contrast.ratio)) as much."
      }
    }
    func listed(_ names: [String], _ text: String) -> [String] {
      names.isEmpty
        ? [] : ["\(Number.count(names.count, "application")) \(text): \(Words.list(names))."]
    }
    let same = applications.filter { $0.verdict == .equivalent }.map(\.subject)
    let open = applications.filter { $0.verdict == .inconclusive }.map(\.subject)
    let untested = applications.filter { $0.verdict == nil }.map(\.subject)
    return told(.worse, "more") + told(.better, "less")
      + listed(same, "slowed down as much in B as in A, within 5 %")
      + listed(open, "inconclusive, the rounds do not tell the two runs apart")
      + listed(untested, "not measured in both runs")
  }

  private var paths: [String] {
    let worst = [("A", comparison.a), ("B", comparison.b)].map { name, results in
      guard let row = RegisterFindings(results)?.worst else {
        return "\(name) has no path that was measured"
      }
      let hedge = row.verdict == .worse ? "" : ", which was not shown to be one"
      return
        "the largest slowdown of \(name) is \(row.victimID) beside \(row.aggressorID), \(Number.times(row.slowdown))\(hedge)"
    }
    return [Words.capitalised(worst.joined(separator: "; ")) + "."]
  }

  /// What the slowdowns hide, since each is over its own run's time alone.
  private var alone: String? {
    farthestApart(\.soloP50Nanoseconds).map {
      "Alone, \($0.id) differs most: \($0.a) in A, \($0.b) in B at the median; without an interval."
    }
  }

  private var highWaterMark: String? {
    farthestApart(\.highWaterMarkNanoseconds).map {
      "The longest job seen differs most for \($0.id): \($0.a) in A, \($0.b) in B; "
        + "these are the largest that were seen, not bounds."
    }
  }

  /// The application of which the two runs have the most different times, if these differ by more than is seldom worth a word.
  private func farthestApart(
    _ time: (RegisterRow) -> Double?
  ) -> (id: String, a: String, b: String)? {
    let times = comparison.applications.compactMap { row -> (id: String, a: Double, b: Double)? in
      guard let a = row.a.flatMap(time), let b = row.b.flatMap(time), a > 0, b > 0 else {
        return nil
      }
      return (row.slowdown.subject, a, b)
    }
    func factor(_ row: (id: String, a: Double, b: Double)) -> Double {
      max(row.a / row.b, row.b / row.a)
    }
    let differing = times.filter { factor($0) > Statistics.Verdict.defaultMargin }
    return differing.max { factor($0) < factor($1) }.map {
      ($0.id, Number.time(nanoseconds: $0.a), Number.time(nanoseconds: $0.b))
    }
  }

  // MARK: Time slices

  /// A p99 of one run has no interval here; smaller factors are not worth a sentence.
  static let notableFactor = 2.0

  private var windows: [String] {
    comparison.windows.flatMap { windows in
      [startErrors(windows), missed(windows), overlap(windows)].compactMap(\.self)
    }
  }

  private func startErrors(_ windows: DeploymentComparison.Windows) -> String? {
    guard let a = windows.a?.startErrorP99, let b = windows.b?.startErrorP99, a > 0, b > 0,
      max(a, b) >= Int64(Self.notableFactor * Double(min(a, b)))
    else { return nil }
    let later = b > a ? "later" : "closer to their plan"
    return
      "Windows of \(windows.name) start \(later) in B: \(Number.time(b)) at p99 against \(Number.time(a)); one figure of each run, without an interval."
  }

  private func missed(_ windows: DeploymentComparison.Windows) -> String? {
    guard let a = windows.a?.totals, let b = windows.b?.totals, a.missed != b.missed else {
      return nil
    }
    return
      "Of \(windows.name), \(Number.count(b.missed)) of \(Number.count(b.windows, "window")) never ran in B, "
      + "\(Number.count(a.missed)) of \(Number.count(a.windows)) in A."
  }

  private func overlap(_ windows: DeploymentComparison.Windows) -> String? {
    guard let a = windows.a?.overlapNanoseconds, let b = windows.b?.overlapNanoseconds, a != b
    else { return nil }
    return
      "\(windows.name) shared a core in time with others for \(Number.time(b)) in B, for \(Number.time(a)) in A."
  }

  // MARK: What limits it

  private var caveats: [String] {
    var text =
      "The two were measured one after the other: what changed on the machine in between is in every difference."
    if comparison.a.provenance.host != comparison.b.provenance.host {
      text = "The two were measured on different machines: every difference may be the machines'."
    }
    let debug = [comparison.a, comparison.b].contains {
      $0.provenance.tool.buildConfiguration == "debug"
    }
    let partial = [("A", comparison.a), ("B", comparison.b)].filter(\.1.isPartial).map(\.0)
    return [text]
      + (debug ? ["A debug build took part: its numbers say nothing about the machine."] : [])
      + (partial.isEmpty ? [] : ["\(Words.list(partial)) ended before its time."])
  }

  /// `1.33× [1.20, 1.48]`.
  static func ratio(_ ratio: Estimate?) -> String {
    guard let ratio else { return Number.absent }
    guard let interval = ratio.interval else { return Number.times(ratio.value) }
    return
      "\(Number.times(ratio.value)) [\(Number.bound(interval.lower)), \(Number.bound(interval.upper))]"
  }
}
