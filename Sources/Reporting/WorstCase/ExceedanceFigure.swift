import Glibc
import Results

/// The chance that a run takes longer than x: what was seen, the fitted tail and its upper bound.
enum ExceedanceFigure {
  static func figure(_ results: ResultSet) -> Figure? {
    guard let findings = WorstCaseFindings(results), !results.jobTimes.isEmpty else { return nil }
    let seen = observed(results.jobTimes.map(\.jobNanoseconds))
    guard seen.count > 1 else { return nil }
    var series = [LinePlot.Series(label: "seen", colour: 0, points: seen)]
    if let answer = findings.answer,
      let tail = findings.tails.first(where: { $0.method == answer.method })
    {
      let curve = tail.accepted
      series.append(line("\(answer.method.words), fitted", 1, nil, curve, \.estimateNanoseconds))
      series.append(line("95 % upper bound", 2, "7 3", curve, \.upperNanoseconds))
    }
    let mark = findings.mark
    var marks: [LinePlot.Mark] = []
    if let deadline = mark.deadlineNanoseconds {
      let label = "deadline \(WorstCaseFindings.time(deadline))"
      marks.append(.init(from: deadline, to: deadline, label: label, colour: 1))
    }
    let plot = LinePlot(
      series: series, marks: marks,
      x: .init(
        kind: .logarithmic, title: "time of a run, log axis",
        label: { WorstCaseFindings.time($0) }),
      y: .init(
        kind: .logarithmic, title: "chance that a run takes longer",
        label: { WorstCaseFindings.chance($0) }))
    return Figure(
      name: "exceedance", question: "How long may the job take",
      headline: headline(findings, results.jobTimes),
      note:
        "Seen: the share of runs that took at least so long. A bound is quoted, not the fitted curve:"
        + " half of the time that lies below the truth. Where no curve is drawn it was refused."
        + findings.descriptive,
      isWide: true, width: 1280, height: 430, draw: plot.draw)
  }

  /// Where there is a deadline, first which share of the runs missed it.
  static func headline(_ findings: WorstCaseFindings, _ times: [JobTimeRow]) -> String {
    guard let deadline = findings.mark.deadlineNanoseconds, !times.isEmpty else {
      return findings.headline
    }
    let missed = times.count { $0.jobNanoseconds > deadline }
    let share =
      missed == 0
      ? "None of \(Number.count(times.count, "run"))"
      : "1 run in \(Number.count(Double(times.count) / Double(missed)))"
    return "\(share) misses the deadline of \(WorstCaseFindings.time(deadline))."
      + " \(findings.headline)"
  }

  private static func line(
    _ label: String, _ colour: Int, _ dash: String?, _ rows: [WorstCaseRow],
    _ time: KeyPath<WorstCaseRow, Double?>
  ) -> LinePlot.Series {
    LinePlot.Series(
      label: label, colour: colour, dash: dash,
      points: rows.compactMap { row in
        guard let x = row[keyPath: time], let y = row.exceedancePerRun else { return nil }
        return LinePlot.Point(
          x: x, y: y,
          tip: "\(label)\n\(WorstCaseFindings.time(x))\n\(WorstCaseFindings.chance(y)) a run")
      })
  }

  /// The upper tenth, and of it few enough points to be seen one by one: each of the last ten, then ten a decade.
  private static func observed(_ times: [Double]) -> [LinePlot.Point] {
    let sorted = times.filter { $0 > 0 }.sorted(by: >)
    var ranks = Array(1...10)
    while let last = ranks.last, last * 10 < sorted.count {
      ranks.append(Int((Double(last) * pow(10, 0.1)).rounded(.up)))
    }
    return ranks.filter { $0 <= sorted.count }.reversed().map { rank in
      let (time, share) = (sorted[rank - 1], Double(rank) / Double(sorted.count))
      return LinePlot.Point(
        x: time, y: share,
        tip:
          "\(rank) of \(Number.count(sorted.count)) runs\nat least \(WorstCaseFindings.time(time))")
    }
  }
}
