import Results

/// The tail of the victim's job times in the worst contest: alone, beside the aggressor, and under
/// each policy.
enum JobLatencyTail {
  static let metric = "job_latency"
  static let policiesShown = 4

  static func figure(_ findings: Findings, deadline: Deadline? = nil) -> Figure? {
    guard let worst = findings.worst, let solo = tail(findings, worst.solo),
      let corun = tail(findings, worst.corun)
    else { return nil }
    var series = [
      TailPlot.Series(label: "alone, \(worst.policy)", colour: 0, tail: solo),
      TailPlot.Series(label: "beside, \(worst.policy)", colour: 1, dash: "7 3", tail: corun),
    ]
    let others = findings.policies.filter { $0 != worst.policy }
    for policy in others where series.count < policiesShown + 1 {
      guard let pair = findings.pair(worst.contest, under: policy),
        let tail = tail(findings, pair.corun)
      else { continue }
      let dashes = ["2 2", "9 3 2 3", "5 2"]
      series.append(
        TailPlot.Series(
          label: "beside, \(policy)", colour: series.count, dash: dashes[(series.count - 2) % 3],
          tail: tail))
    }
    let plot = TailPlot(
      series: series, limit: deadline?.limit, xTitle: "job time, log axis",
      yTitle: "share of jobs slower than x")
    return Figure(
      name: "job-latency", question: "How bad is the tail",
      headline: deadline.map { headline(worst, $0, solo: solo, corun: corun) }
        ?? headline(worst, solo: solo, corun: corun),
      note: note(findings, worst) + (deadline == nil ? "" : Deadline.note),
      isWide: false, width: 640, height: 430, draw: plot.draw)
  }

  private static func note(_ findings: Findings, _ worst: Pair) -> String {
    let cells = [worst.solo?.cellID, worst.corun?.cellID]
    let dropped = findings.results.rounds.filter { cells.contains($0.cellID) }
      .reduce(0) { $0 + $1.samplesDropped }
    let lost =
      dropped == 0
      ? "" : " \(Number.count(Int(dropped), "job")) found the ring full and are missing."
    return "\(worst.contest.text): the timed jobs of all rounds.\(lost)"
      + " The last mark of a line is the high-water mark, to the width of its bin."
      + MachineFloor.note(findings.results)
  }

  private static func headline(
    _ worst: Pair, _ deadline: Deadline, solo: Tail, corun: Tail
  ) -> String {
    let (beside, alone) = (deadline.missed([corun]), deadline.missed([solo]))
    return "Beside \(worst.aggressor), \(beside.count) jobs of \(worst.victim) are beyond the"
      + " deadline of \(deadline.text), \(beside.share); alone \(alone.count)"
  }

  static func headline(_ worst: Pair, solo: Tail, corun: Tail) -> String {
    let share = corun.total >= 10_000 ? 0.001 : 0.01
    let name = corun.total >= 10_000 ? "1 job in 1,000" : "1 job in 100"
    let beside = Number.time(nanoseconds: corun.quantile(exceededBy: share))
    let alone = Number.time(nanoseconds: solo.quantile(exceededBy: share))
    return "Beside \(worst.aggressor), \(name) of \(worst.victim) takes more than \(beside);"
      + " alone it is \(alone)"
  }

  static func tail(_ findings: Findings, _ cell: CellRow?) -> Tail? {
    guard let cell else { return nil }
    return Tail(
      bins: findings.results.histogram.filter { $0.cellID == cell.cellID && $0.metric == metric })
  }
}
