import Statistics
public import Verdicts

/// What is printed of gates: a line for each, which a script can search, and under it what else it found.
public enum GateText {
  /// Findings under a gate's line; more are counted.
  private static let mostDetails = 5

  /// Lines that end in a newline.
  ///
  /// - Parameters:
  ///   - width: Characters per line of what stands under the gates' own lines; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ judgement: GateJudgement, width: Int, colour: Bool) -> String {
    var text = judgement.verdicts.map { verdict in
      line(verdict, colour: colour) + details(verdict, judgement, width: width)
    }.joined()
    if judgement.family > 1 {
      text += Words.paragraph(
        "\(judgement.family) tests at once: a FAIL is adjusted by Holm's method, so that the chance of even one false"
          + " one stays below 5 %. Intervals are 95 %.", width: width)
    }
    return text
  }

  /// `FAIL          slowdown p50 at most 1.20: 4.46 [4.20, 4.73], chase@L2/2 beside write@2*L3 under baseline; 3 of 27`
  private static func line(_ verdict: GateJudgement.Verdict, colour: Bool) -> String {
    let word = verdict.standing.rawValue.uppercased()
    let padding = String(repeating: " ", count: 14 - word.count)
    var line = paint(word, verdict.standing, colour) + padding + title(verdict.gate)
    guard let decisive = verdict.decisive else {
      return line + ": nothing to judge\n"
    }
    let count = verdict.findings.count { $0.standing == verdict.standing }
    line += ": " + value(decisive) + ", " + Words.printable(decisive.subject)
    return line + "; \(count) of \(Number.count(verdict.findings.count, "cell"))\n"
  }

  private static func title(_ gate: Gate) -> String {
    let limit = number(gate.limit, gate)
    return switch gate.quantity {
    case .slowdown: "slowdown \(gate.quantile) at most \(limit)"
    case .job: "job time \(gate.quantile) at most \(limit)"
    case .start: "start error \(gate.quantile) at most \(limit)"
    case .regression: "slowdown \(gate.quantile) new over old at most \(limit)"
    }
  }

  private static func number(_ value: Double, _ gate: Gate) -> String {
    switch gate.quantity {
    case .slowdown, .regression: Number.ratio(value)
    case .job: Number.time(nanoseconds: value)
    case .start:
      value > 1e300 ? "missed" : Number.time(nanoseconds: value)
    }
  }

  /// `4.46 [4.20, 4.73]`.
  private static func value(_ finding: GateFinding) -> String {
    guard let estimate = finding.estimate else { return "no value" }
    let bounds = [estimate.lower, estimate.upper].map { bound in
      bound.map { number($0, finding.gate) } ?? Number.absent
    }
    return number(estimate.value, finding.gate) + " [" + bounds.joined(separator: ", ") + "]"
  }

  private static func paint(_ word: String, _ standing: Standing, _ colour: Bool) -> String {
    guard colour else { return word }
    let code =
      switch standing {
      case .pass: 32
      case .fail: 31
      case .inconclusive: 33
      }
    return "\u{1B}[\(code)m\(word)\u{1B}[0m"
  }

  // MARK: Under the line

  private static func details(
    _ verdict: GateJudgement.Verdict, _ judgement: GateJudgement, width: Int
  ) -> String {
    guard verdict.standing != .pass, let decisive = verdict.decisive else { return "" }
    var lines = [explanation(decisive, judgement)].filter { !$0.isEmpty }
    let others = verdict.findings.filter { $0.standing != .pass && $0 != decisive }
      .sorted { $0.standing == .fail && $1.standing != .fail }
    for finding in others.prefix(mostDetails) {
      let why = explanation(finding, judgement)
      lines.append(
        "\(finding.standing.rawValue) \(value(finding)), \(finding.subject)"
          + (why.isEmpty ? "" : "; \(why)"))
    }
    if others.count > mostDetails {
      lines.append("and \(Number.count(others.count - mostDetails)) more that did not pass")
    }
    return lines.map { line in
      let wrapped =
        width > 20 ? Words.wrapped(Words.printable(line), width: width - 14) : [line]
      return wrapped.map { String(repeating: " ", count: 14) + $0 + "\n" }.joined()
    }.joined()
  }

  /// Why it is inconclusive, and what would settle it.
  private static func explanation(_ finding: GateFinding, _ judgement: GateJudgement) -> String {
    guard finding.standing == .inconclusive else { return "" }
    var text = finding.reasons.joined(separator: "; ")
    if let more = finding.moreRounds {
      let time = judgement.roundNanoseconds.map {
        ", about \(Number.duration(nanoseconds: $0 * Double(more)))"
      }
      let runs = finding.gate.quantity == .regression ? " in each run" : ""
      text += "; probably settled by \(Number.count(more, "more round"))\(runs)\(time ?? "")"
    } else if finding.estimate?.interval != nil, finding.reasons.count == 1 {
      text += "; hardly to be settled by more rounds"
    }
    return text
  }
}

extension Number {
  /// A time to wait, in whole seconds, minutes or hours: `40 s`, `3 min`, `2.5 h`.
  static func duration(nanoseconds: Double) -> String {
    let seconds = nanoseconds / 1e9
    if seconds < 90 { return fixed(max(1, seconds), decimals: 0) + space + "s" }
    if seconds < 5400 { return fixed(seconds / 60, decimals: 0) + space + "min" }
    return fixed(seconds / 3600, decimals: 1) + space + "h"
  }
}
