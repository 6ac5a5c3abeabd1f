import Results

/// The figures of both runs, pair by pair: A before B, or above it where one fills the width.
enum TwoRunsFigures {
  static func html(_ runs: TwoRuns, _ deadline: Deadline?) -> String {
    let (a, b) = (
      figures(of: runs.a, beside: runs.b, deadline), figures(of: runs.b, beside: runs.a, deadline)
    )
    let tails = overlaidTails(runs.a, runs.b, deadline)
    let names = Findings.distinct((a + b).map(\.name)).filter { tails == nil || $0 != tails?.name }
    let paired = names.map { name -> String in
      let (left, right) = (a.first { $0.name == name }, b.first { $0.name == name })
      // Two halves stand side by side; a half beside a wide one, or without a twin, does not.
      let isWide = left?.isWide != false || right?.isWide != false
      return [(left, "A"), (right, "B")].map { figure, run in
        figure.map { card($0, of: run, isWide: isWide) } ?? ""
      }.joined(separator: "\n")
    }
    return ([tails.map { FigureCard.html($0) } ?? ""] + paired).joined(separator: "\n")
  }

  private static func card(_ figure: Figure, of run: String, isWide: Bool) -> String {
    FigureCard.html(
      figure.named("\(figure.name)-\(run.lowercased())", isWide: isWide), mark: "\(run): ")
  }

  /// The figures of a run, its slowdowns on a colour scale that the other's fit on, too.
  private static func figures(
    of results: ResultSet, beside other: ResultSet, _ deadline: Deadline?
  ) -> [Figure] {
    let map = SlowdownHeatMap.figure(
      Findings(results), leastCeiling: max(1.5, Findings(other).worst?.slowdown?.value ?? 0))
    let matrix = RegisterFindings(results).flatMap { findings in
      RegisterMatrix.figure(
        findings,
        leastCeiling: max(1.5, RegisterFindings(other).map(RegisterMatrix.largest) ?? 0))
    }
    return Figures.all(for: results, deadline: deadline).map { figure in
      [map, matrix].compactMap(\.self).first { $0.name == figure.name } ?? figure
    }
  }

  /// The tails of A's worst pair in both runs, in one plot.
  static func overlaidTails(_ a: ResultSet, _ b: ResultSet, _ deadline: Deadline? = nil) -> Figure?
  {
    let (first, second) = (Findings(a), Findings(b))
    guard let worst = first.worst, let twin = second.pair(worst.contest, under: worst.policy)
    else { return nil }
    let lines = [
      ("alone, A", 0, nil, JobLatencyTail.tail(first, worst.solo)),
      ("alone, B", 5, "2 2", JobLatencyTail.tail(second, twin.solo)),
      ("beside, A", 1, "7 3", JobLatencyTail.tail(first, worst.corun)),
      ("beside, B", 3, "9 3 2 3", JobLatencyTail.tail(second, twin.corun)),
    ]
    let series = lines.compactMap { label, colour, dash, tail in
      tail.map { TailPlot.Series(label: label, colour: colour, dash: dash, tail: $0) }
    }
    guard series.count == lines.count else { return nil }
    let plot = TailPlot(
      series: series, limit: deadline?.limit, xTitle: "job time, log axis",
      yTitle: "share of jobs slower than x")
    let (old, new) = (series[2].tail, series[3].tail)
    func p99(_ tail: Tail) -> String { Number.time(nanoseconds: tail.quantile(exceededBy: 0.01)) }
    return Figure(
      name: JobLatencyTail.metric.replacing("_", with: "-"),
      question: "How bad is the tail in both",
      headline: "Beside \(worst.aggressor), 1 job in 100 of \(worst.victim) takes more than"
        + " \(p99(old)) in A, more than \(p99(new)) in B",
      note:
        "\(worst.contest.text) under \(worst.policy), the worst pair of A: the timed jobs of all"
        + " rounds. The last mark of a line is the high-water mark, to the width of its bin.",
      isWide: true, width: 1000, height: 430, draw: plot.draw)
  }
}

extension Figure {
  /// The same drawing under another name, so that two of a kind can stand on one page.
  fileprivate func named(_ name: String, isWide: Bool) -> Figure {
    Figure(
      name: name, question: question, headline: headline, note: note, isWide: isWide,
      width: width, height: height, draw: draw)
  }
}
