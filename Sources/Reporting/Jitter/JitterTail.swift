import Results

/// The tails of what each core loses: how many of its gaps, or of its wake-ups, are longer than x.
enum JitterTail {
  /// With more cores than colours, the ones with the longest tails are drawn.
  static let coresShown = 5

  static func figures(_ findings: Findings, deadline: Deadline? = nil) -> [Figure] {
    [JitterRow.Source.gaps, .timer].compactMap { figure(findings.results, $0, deadline) }
  }

  private static func figure(
    _ results: ResultSet, _ source: JitterRow.Source, _ deadline: Deadline?
  ) -> Figure? {
    let rows = results.jitter.filter { $0.source == source && $0.cause == .all }
    let metric = source == .gaps ? "gap" : "timer_lateness"
    let cpus = Findings.distinct(rows.map(\.cpu))
    let tails = cpus.compactMap { cpu in
      Tail(bins: results.histogram.filter { $0.cellID == "cpu\(cpu)" && $0.metric == metric })
        .map { (cpu: cpu, tail: $0) }
    }
    let shown = Array(tails.sorted { $0.tail.maximum > $1.tail.maximum }.prefix(coresShown))
      .sorted { $0.cpu < $1.cpu }
    // The curves are of bins, which are wider than what `jitter.csv` and every other sentence say.
    guard let binned = shown.map(\.tail.maximum).max() else { return nil }
    let longest = rows.compactMap(\.longestNanoseconds).max().map(Double.init) ?? binned
    let dashes = [nil, "7 3", "2 2", "9 3 2 3", "5 2"]
    let series = shown.enumerated().map { index, one in
      TailPlot.Series(
        label: "CPU \(one.cpu)", colour: index, dash: dashes[index % dashes.count], tail: one.tail)
    }
    let rest =
      tails.count > shown.count
      ? " The \(shown.count) of \(tails.count) CPUs with the longest are drawn." : ""
    let plot = TailPlot(
      series: series, limit: deadline?.limit,
      xTitle: source == .gaps ? "length of the gap, log axis" : "wake-up after deadline, log axis",
      yTitle: source == .gaps ? "share of gaps longer than x" : "share of releases later than x")
    let isFloor = rows.allSatisfy { $0.moment != .measurement }
    let when = isFloor ? " before and after the cells, with nothing on the victim's core." : "."
    return Figure(
      name: source == .gaps ? "gaps" : "timer-lateness",
      question: source == .gaps ? "What a core loses by itself" : "How late a timer wakes",
      headline: headline(rows, source, longest) + beyond(deadline, tails.map(\.tail), source),
      note: (source == .gaps
        ? "Gaps of more than 1 µs that a reader of the clock saw" + when
        : "Lateness against a fixed grid; a missed release counts with its own lateness. Measured"
          + (isFloor ? when : " with nothing else on the cores.")) + rest
        + (deadline == nil ? "" : Deadline.note),
      isWide: false, width: 640, height: 380, draw: plot.draw)
  }

  /// Of all CPUs, those that are not drawn among them.
  private static func beyond(
    _ deadline: Deadline?, _ tails: [Tail], _ source: JitterRow.Source
  ) -> String {
    guard let deadline else { return "" }
    let missed = deadline.missed(tails)
    return "; \(missed.count) \(source == .gaps ? "gaps" : "wake-ups") are beyond the deadline of"
      + " \(deadline.text), \(missed.share)"
  }

  private static func headline(
    _ rows: [JitterRow], _ source: JitterRow.Source, _ longest: Double
  ) -> String {
    let total = rows.reduce(0) { $0 + $1.n }
    let seconds = rows.reduce(0) { $0 + $1.seconds }
    switch source {
    case .gaps:
      let lost = rows.reduce(0) { $0 + Double($1.lostNanoseconds) }
      let share = seconds > 0 ? lost / seconds / 1e7 : 0
      return
        "On average \(Number.count(seconds > 0 ? Double(total) / seconds : 0)) gaps a second on a core"
        + " take \(Number.fixed(share, decimals: 2))\(Number.space)% of its time, the longest"
        + " \(Number.time(nanoseconds: longest))"
    case .timer:
      let missed = rows.reduce(0) { $0 + $1.missed }
      return "A timer wakes up to \(Number.time(nanoseconds: longest)) late and misses"
        + " \(Number.count(Int(missed))) of \(Number.count(Int(total), "release"))"
    }
  }
}
