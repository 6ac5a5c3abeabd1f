import Results

/// A box for each policy: the victim's slow jobs in every round beside the worst aggressor.
///
/// The comparison of policies shows what is concluded; this is what the conclusion rests on, and how
/// far one run of a policy lies from the next.
struct PolicyRounds: Sendable {
  private let contest: Contest
  private let samples: [Sample]
  private let quantile: Quantile
  /// Policies that most of their readings do not contradict: only these can be praised.
  private let inForce: Set<String>
  private let rowHeight: Double

  private struct Sample: Sendable {
    let policy: String
    let rounds: [Int64]
    let box: BoxMark
  }

  private struct Quantile: Sendable {
    let name: String
    let column: String
    let value: @Sendable (RoundRow) -> Double?
  }

  private static let width = 640.0
  private static let leastRounds = 5
  /// What is above the rows and below them.
  private static let frame = 56.0

  /// - Parameter beside: The figure that it stands beside; both are as tall, within reason.
  static func figure(_ findings: Findings, beside: Figure?) -> Figure? {
    guard let contest = findings.worst?.contest else { return nil }
    var rounds: [String: [RoundRow]] = [:]
    var contradicted: [String: Int] = [:]
    for round in findings.results.rounds where round.condition == .corun {
      guard round.evidence != .violated else {
        contradicted[round.cellID, default: 0] += 1
        continue
      }
      rounds[round.cellID, default: []].append(round)
    }
    let cell = { (policy: String) in findings.pair(contest, under: policy)?.corun?.cellID ?? "" }
    let runs = findings.policies.compactMap { policy -> (String, [RoundRow])? in
      let rows = rounds[cell(policy)] ?? []
      return rows.count >= leastRounds ? (policy, rows) : nil
    }
    // The quantile that every round has enough jobs for.
    let choices = [
      Quantile(name: "p99", column: "p99_ns", value: { $0.p99Nanoseconds }),
      Quantile(name: "median", column: "p50_ns", value: { $0.p50Nanoseconds }),
    ]
    guard runs.count > 1,
      let quantile = choices.first(where: { one in
        runs.allSatisfy { $0.1.allSatisfy { one.value($0) ?? 0 > 0 } }
      })
    else { return nil }
    let samples = runs.compactMap { policy, rows in
      BoxMark(rows.compactMap(quantile.value)).map {
        Sample(policy: policy, rounds: rows.map(\.round), box: $0)
      }
    }
    let leftOut = findings.policies.compactMap { policy in
      contradicted[cell(policy)].map { "\(Number.count($0, "round")) of \(policy)" }
    }
    let standings = PolicyStanding.all(findings).filter(\.isInForce)
    let room = ((beside?.height ?? 0) - frame) / Double(samples.count)
    let chart = PolicyRounds(
      contest: contest, samples: samples, quantile: quantile,
      inForce: Set(standings.map(\.policy)), rowHeight: min(130, max(50, room)))
    return Figure(
      name: "policy-rounds", question: "How steady is each policy", headline: chart.headline,
      note:
        "\(contest.text): a point is the \(quantile.name) job of one round; boxes are quartiles,"
        + " strokes medians, whiskers reach the last point within 1.5 boxes. Left is better."
        + (leftOut.isEmpty
          ? "" : " Left out, because the policy was not in force: \(Words.list(leftOut))."),
      isWide: false, width: width, height: Double(samples.count) * chart.rowHeight + frame,
      draw: chart.draw)
  }

  /// The baseline against the policy with the least median, and how far the rounds of both lie apart.
  private var headline: String {
    let rivals = samples.filter { inForce.contains($0.policy) }
    guard let best = rivals.min(by: { $0.box.median < $1.box.median }) else {
      return "None of these policies was in force"
    }
    let time = { (sample: Sample) in Number.time(nanoseconds: sample.box.median) }
    let spread = { (sample: Sample) in
      Number.times((sample.box.values.max() ?? 1) / (sample.box.values.min() ?? 1))
    }
    let job = quantile.name == "p99" ? "p99 job" : "median job"
    guard let base = samples.first(where: { $0.policy == PolicyStanding.baseline }),
      base.policy != best.policy
    else {
      return "\(best.policy) has the shortest \(job), \(time(best)); its rounds lie within"
        + " \(spread(best))"
    }
    return "\(best.policy) takes the \(job) from \(time(base)) to \(time(best)); its rounds lie"
      + " within \(spread(best)) of each other, the baseline's within \(spread(base))"
  }

  @Sendable private func draw(_ drawing: inout Drawing) {
    let labelWidth = min(
      172, (samples.map { TextWidth.of($0.policy, size: 12) }.max() ?? 0) + 14)
    let plot = Box(
      x: labelWidth, y: 6, width: Self.width - labelWidth - 24,
      height: Double(samples.count) * rowHeight)
    let values = samples.flatMap(\.box.values)
    let x = Scale(
      .logarithmic, (values.min() ?? 1) / 1.06...(values.max() ?? 10) * 1.06, from: plot.x,
      to: plot.right)
    Axis.horizontal(
      &drawing, x, plot: plot, ticks: x.ticks(6),
      title: "\(quantile.name) job time of a round, log axis", label: { TailPlot.shortTime($0) })
    for (row, sample) in samples.enumerated() {
      let y = plot.y + (Double(row) + 0.5) * rowHeight - 5
      drawing.text(
        TextWidth.fitted(sample.policy, to: labelWidth - 10, size: 12), x: plot.x - 10, y: y + 4,
        TextStyle(anchor: .end))
      let isBase = sample.policy == PolicyStanding.baseline
      sample.box.draw(
        &drawing, x, y: y, thickness: min(26, rowHeight * 0.3), series: isBase ? 1 : 0
      ) {
        index in
        "\(sample.policy), round \(sample.rounds[index])\n\(quantile.column) \(sample.box.values[index])"
      }
    }
  }
}
