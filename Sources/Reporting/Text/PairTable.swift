import Results

/// The table of the pairs: for every victim beside every aggressor, a row per policy.
struct PairTable {
  private(set) var table: TextTable
  private var reasons: [String] = []
  private let isSliced: Bool
  /// Without a baseline, or with nothing else, nothing can be told against it.
  private let isCompared: Bool
  private var hasApproximate = false
  private var lacksTail = false
  /// The slowdown whose bar is full.
  private let largest: Double
  /// What was reached of the precision that the run was asked for, by pair; empty where it was not.
  private let precision: [String: PrecisionRow]

  init(_ findings: Findings) {
    isCompared = findings.policies.count > 1 && findings.policies.contains(PolicyStanding.baseline)
    precision = Dictionary(
      findings.results.precision.map { ($0.pairID, $0) }, uniquingKeysWith: { first, _ in first })
    largest = findings.pairs.compactMap { $0.slowdown?.value }.filter(\.isFinite).max() ?? 1
    isSliced = findings.pairs.contains { $0["windows"] != nil }
    var columns: [TextTable.Column] = [
      .init("policy", isFlexible: true),
      .init("slowdown\n[95 % interval]", .right),
      .init("bar", priority: 3),
      .init("verdict"),
    ]
    if !precision.isEmpty {
      columns.append(.init("half-\nwidth", .right, priority: 7))
    }
    if isCompared {
      columns += [
        .init("protection", short: "protec-\ntion", .right, priority: 6),
        .init("job\ncost", .right, priority: 4),
        .init("work\nlost", .right, priority: 5),
      ]
    }
    if isSliced {
      columns += [
        .init("start\np50", .right, priority: 2), .init("start\np99", .right, priority: 3),
        .init("overruns", short: "over-\nruns", .right, priority: 1),
        .init("missed", .right, priority: 1),
      ]
    }
    table = TextTable(columns)
    for contest in findings.contests {
      table.rows.append(.heading(contest.text + PairTable.mark(findings, contest)))
      for policy in findings.policies {
        guard let pair = findings.pair(contest, under: policy) else { continue }
        let baseline = findings.pair(contest, under: PolicyStanding.baseline)
        table.rows.append(.cells(cells(pair, baseline: baseline)))
      }
    }
  }

  /// Reasons and doubts that rows refer to by number, each once.
  var notes: [String] { reasons.enumerated().map { "(\($0 + 1)) \($1)" } }

  /// What the columns are, for a reader who sees them for the first time.
  var legend: [TextTable.Entry] {
    var entries: [TextTable.Entry] = [
      .init("slowdown", "median job time beside the aggressor over alone: 1.00 is no interference")
    ]
    entries.append(
      .init(
        "bar",
        "slowdown up to \(Number.times(largest)), even in the logarithm; ░ is not told from none"))
    if let asked = precision.values.first?.askedPercent {
      let wanted = PrecisionFindings.percent(asked)
      entries.append(
        .init("half-width", "of the 95 % interval; \(wanted) was asked for, ! marks what is wider"))
    }
    if isCompared {
      entries += [
        .init(
          "protection",
          "share of the baseline's slowdown taken away; below 0 the jobs take longer than without"),
        .init("job cost", "median job time alone over the baseline's, without the parked time"),
        .init("work lost", "share of the baseline's throughput that the victim loses alone"),
      ]
    }
    if isSliced {
      let tail = lacksTail ? "; no p99 (-) below 1,000 started windows" : ""
      entries.append(
        .init("start", "release jitter: start of a window after its planned start\(tail)"))
    }
    if hasApproximate {
      entries.append(.init("~", "not told apart from no effect"))
    }
    return entries
  }

  /// ` (positive control under pinned)`.
  private static func mark(_ findings: Findings, _ contest: Contest) -> String {
    let kind = findings.control(of: contest)
    guard kind != .none else { return "" }
    let under = findings.pairs.filter { $0.contest == contest && $0.control == kind }.map(\.policy)
    return under.isEmpty
      ? " (no policy here makes it a control)"
      : " (\(kind.rawValue) control under \(Words.list(under)))"
  }

  private mutating func cells(_ pair: Pair, baseline: Pair?) -> [TextTable.Cell] {
    var cells: [TextTable.Cell] = [
      .init("  " + pair.policy), .init(PairTable.interval(pair.slowdown)), bar(pair.slowdown),
      verdict(pair),
    ]
    if !precision.isEmpty { cells.append(halfWidth(pair)) }
    if isCompared {
      cells += [
        approximate(
          Number.percent(ofOne: pair.protection?.value),
          isOpen: pair.protection != nil
            && (baseline?.slowdown?.verdict != .worse
              || pair.corunMetrics["versus_baseline_p50"].map { Pair.isOpen($0, neutral: 1) }
                ?? false)
        ),
        approximate(
          Number.times(pair.cost?.value), isOpen: Pair.isOpen(pair.cost, neutral: 1)),
        approximate(
          Number.percent(ofOne: pair.workLost?.value.map { $0 / 100 }),
          isOpen: Pair.isOpen(pair.workLost, neutral: 0)),
      ]
    }
    if isSliced {
      if pair["start_error_p50"] != nil, pair["start_error_p99"] == nil { lacksTail = true }
      cells += [
        .init(Number.time(nanoseconds: pair["start_error_p50"])),
        .init(Number.time(nanoseconds: pair["start_error_p99"])),
        .init(Number.count(pair["overruns"])), .init(Number.count(pair["windows_missed"])),
      ]
    }
    return cells
  }

  private func bar(_ slowdown: SummaryRow?) -> TextTable.Cell {
    guard let slowdown, let value = slowdown.value else { return "" }
    let bar = Bar.text(value, upTo: largest, width: 8)
    return slowdown.verdict == .worse
      ? .init(bar, .bad) : .init(String(bar.map { _ in "░" }), .faint)
  }

  private func halfWidth(_ pair: Pair) -> TextTable.Cell {
    guard let row = precision[pair.pairID] else { return .init(Number.absent) }
    let text = PrecisionFindings.percent(row.reachedPercent)
    return row.standing == .short ? .init("!" + text, .bad) : .init(text)
  }

  private mutating func approximate(_ text: String, isOpen: Bool) -> TextTable.Cell {
    guard isOpen else { return .init(text) }
    hasApproximate = true
    return .init("~" + text, .faint)
  }

  private mutating func verdict(_ pair: Pair) -> TextTable.Cell {
    if let reason = pair.reason { return .init("no value (\(number(of: reason)))", .faint) }
    let (text, tone): (String, TextTable.Tone) =
      switch pair.slowdown?.verdict {
      case .worse: ("worse", .bad)
      case .better: ("better", .good)
      case .equivalent: ("equivalent", .good)
      case .inconclusive: ("inconclusive", .faint)
      case nil: (Number.absent, .plain)
      }
    guard pair.readingsViolated > 0 else { return .init(text, tone) }
    let doubt = number(of: "a reading showed the policy not in force in some rounds of this pair")
    return .init("\(text) (\(doubt))", tone)
  }

  private mutating func number(of reason: String) -> Int {
    if let index = reasons.firstIndex(of: reason) { return index + 1 }
    reasons.append(reason)
    return reasons.count
  }

  /// `4.46 [4.20, 4.73]`.
  static func interval(_ row: SummaryRow?) -> String {
    guard let row else { return Number.absent }
    let value = Number.ratio(row.value)
    guard let lower = row.lower, let upper = row.upper else { return value }
    return "\(value) [\(Number.bound(lower)), \(Number.bound(upper))]"
  }
}
