import Results

/// Release jitter: which share of the windows starts later than x after its plan.
enum StartErrorTail {
  /// A logarithmic axis has no zero; starts within 10 ns of the plan are drawn there.
  static let floorNanoseconds: Int64 = 10

  static func figure(_ findings: Findings) -> Figure? {
    let windows = findings.windows
    let started = windows.compactMap(\.startErrorNanoseconds)
    guard let all = Tail(values: started, floor: floorNanoseconds) else { return nil }
    // What differs most is the length of the slices; the partitions differ where there is only one.
    var policyOfPair: [String: String] = [:]
    for pair in findings.pairs { policyOfPair[pair.pairID] = pair.policy }
    let policies = Findings.distinct(
      Findings.distinct(windows.lazy.map(\.pairID)).compactMap { policyOfPair[$0] })
    let isByPolicy = policies.count > 1
    let labels = isByPolicy ? policies : Findings.distinct(windows.lazy.map(\.partition)).sorted()
    var errors: [String: [Int64]] = [:]
    for row in windows {
      guard let error = row.startErrorNanoseconds else { continue }
      errors[isByPolicy ? policyOfPair[row.pairID] ?? "" : row.partition, default: []].append(error)
    }
    var series: [TailPlot.Series] = []
    let tails = labels.compactMap { name in
      Tail(values: errors[name] ?? [], floor: floorNanoseconds).map { (name: name, tail: $0) }
    }
    // Those with the latest starts, in the order of the plan.
    let least = tails.map { $0.tail.quantile(exceededBy: 0.01) }.sorted(by: >).prefix(4).last ?? 0
    let shown = tails.filter { $0.tail.quantile(exceededBy: 0.01) >= least }.prefix(4)
    for (name, tail) in shown {
      series.append(
        TailPlot.Series(
          label: name, colour: [0, 2, 3, 4][series.count],
          dash: [nil, "7 3", "2 2", "9 3 2 3"][series.count], tail: tail))
    }
    let guardBand = findings.results.cells.map(\.guardNanoseconds).max() ?? 0
    let limit =
      guardBand > 0
      ? TailPlot.Limit(
        nanoseconds: Double(guardBand),
        label: "guard band \(TailPlot.shortTime(Double(guardBand)))") : nil
    let plot = TailPlot(
      series: series, limit: limit, xTitle: "start after plan, log axis",
      yTitle: "share of windows later than x")
    let early = started.count { $0 < 0 }
    return Figure(
      name: "start-error", question: "Do windows start on time",
      headline: headline(all, windows, guardBand: guardBand),
      note: "Actual minus planned start of every window that started, by"
        + (isByPolicy ? " policy." : " partition.")
        + (tails.count > shown.count
          ? " The \(shown.count) of \(tails.count) whose p99 is latest." : "")
        + (early > 0 ? " \(Number.count(early, "window")) began early, drawn at 10 ns." : "")
        + MachineFloor.note(findings.results),
      isWide: false, width: 640, height: 380, draw: plot.draw)
  }

  static func headline(
    _ tail: Tail, _ windows: [WindowRow], guardBand: Int64 = 0
  ) -> String {
    let missed = windows.count { $0.status == .missed }
    let p99 = Number.time(nanoseconds: tail.quantile(exceededBy: 0.01))
    let worst = Number.time(nanoseconds: tail.maximum)
    let rest = missed == 0 ? "none was missed" : "\(Number.count(missed)) never started"
    let beyond = windows.count { $0.startErrorNanoseconds ?? 0 > guardBand }
    let band =
      guardBand == 0 || beyond == 0
      ? ""
      : " \(Number.count(beyond)) beyond the guard band of \(TailPlot.shortTime(Double(guardBand))),"
    return "99\(Number.space)% of \(Number.count(Int(tail.total), "started window")) begin within"
      + " \(p99) of plan;\(band) the latest was \(worst) late and \(rest)"
  }
}
