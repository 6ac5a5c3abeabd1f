import Results

/// What the rows of `leakage.csv` say: which channels leak under which policies, and with which resolution the others do not.
struct LeakageFindings: Sendable {
  /// The signal's rows that were measured, in the order of the file.
  let signals: [LeakageRow]
  /// Those that could not be, with their reasons.
  let absent: [LeakageRow]
  private let controls: [LeakageRow]
  let counts: [LeakageCountRow]

  init?(_ results: ResultSet) {
    guard !results.leakage.isEmpty else { return nil }
    signals = results.leakage.filter { $0.arm == .signal && $0.verdict != .unavailable }
    absent = results.leakage.filter { $0.verdict == .unavailable }
    controls = results.leakage.filter { $0.arm != .signal }
    counts = results.leakageCounts
  }

  var policies: [String] { Findings.distinct(signals.map(\.policy)) }
  var channels: [String] { Findings.distinct(signals.map(\.channel)) }

  func signal(_ channel: String, _ policy: String) -> LeakageRow? {
    signals.first { $0.channel == channel && $0.policy == policy }
  }

  func control(_ arm: LeakageRow.Arm, of row: LeakageRow) -> LeakageRow? {
    controls.first { $0.arm == arm && $0.channel == row.channel && $0.policy == row.policy }
  }

  /// `leaks 412 millibit > 9.1`: the verdict of a row in words.
  static func verdict(_ row: LeakageRow) -> String {
    let bound = row.boundMillibits.map(millibits) ?? Number.absent
    switch row.verdict {
    case .leaks:
      return "leaks \(row.leakMillibits.map(millibits) ?? Number.absent) millibit > \(bound)"
    case .noLeak: return "no leak detected at \(bound) millibit"
    case .inconclusive: return "inconclusive"
    case .unavailable: return "unavailable"
    }
  }

  /// `412`, `9.1`, `0.38`.
  static func millibits(_ value: Double) -> String {
    abs(value) >= 100
      ? Number.fixed(value, decimals: 0)
      : abs(value) >= 1
        ? Number.fixed(value, decimals: 1) : Number.fixed(value, decimals: 2)
  }

  /// Policies without any measured channel and with one reason for all of them, and single channels that are missing.
  var absences: [(name: String, reason: String)] {
    Findings.distinct(absent.map(\.policy)).flatMap { policy -> [(name: String, reason: String)] in
      let rows = absent.filter { $0.policy == policy }
      if Set(rows.map(\.reason)).count == 1, !policies.contains(policy) {
        return [(policy, rows[0].reason)]
      }
      return rows.map { ("\($0.channel) under \(policy)", $0.reason) }
    }
  }

  /// What to remember: policy by policy the channels that leak, and those that do not.
  var sentence: String {
    guard !signals.isEmpty else { return "No channel could be measured." }
    let parts = policies.map { policy in
      let rows = signals.filter { $0.policy == policy }
      let leaking = rows.filter { $0.verdict == .leaks }.map {
        "\($0.channel) (\($0.correctedMillibits.map(Self.millibits) ?? Number.absent) millibit)"
      }
      let tight = rows.filter { $0.verdict == .noLeak }.map {
        "\($0.channel) (at \($0.boundMillibits.map(Self.millibits) ?? Number.absent) millibit)"
      }
      let open = rows.filter { $0.verdict == .inconclusive }.map(\.channel)
      return "under \(policy) "
        + [
          leaking.isEmpty ? nil : "\(Words.list(leaking)) \(leaking.count > 1 ? "leak" : "leaks")",
          tight.isEmpty ? nil : "no leak was detected through \(Words.list(tight))",
          open.isEmpty ? nil : "\(Words.list(open)) \(open.count > 1 ? "are" : "is") inconclusive",
        ].compactMap(\.self).joined(separator: ", ")
    }
    return Words.capitalised(parts.joined(separator: "; ")) + "."
  }

  /// The same in short: the strongest leak, and how many of the channels leak.
  var headline: String {
    let leaking = signals.filter { $0.verdict == .leaks }
    let settled = signals.count { $0.verdict != .inconclusive }
    guard
      let worst = leaking.max(by: { ($0.correctedMillibits ?? 0) < ($1.correctedMillibits ?? 0) })
    else {
      return settled > 0
        ? "No leak was detected in \(Number.count(settled, "case"))" : "Nothing was settled"
    }
    return "\(leaking.count) of \(Number.count(signals.count, "case")) leak,"
      + " most of all \(worst.channel) under \(worst.policy):"
      + " \(worst.correctedMillibits.map(Self.millibits) ?? Number.absent) millibit for each window"
  }

  static let legend =
    "M: mutual information between what the sender touched and how long the receiver's probe took in"
    + " the window after it. M0: what M stays below where nothing leaks, by shuffling. Leak: M less"
    + " its bias, with its 95 % interval. Unseen: the smallest leak that would have been seen with"
    + " 95 % probability. Positive and negative: M of the controls, of which the first must leak and"
    + " the second must not. Probe: its median after the first and after the last symbol. Millibits"
    + " per window."
}
