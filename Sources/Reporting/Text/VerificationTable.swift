public import Results

/// What `bulkhead selftest` prints: each workload's proof that it stresses what it claims.
public enum VerificationTable {
  /// The proofs as text that ends in a newline.
  ///
  /// - Parameter width: Characters per line; 0 or less for no limit.
  public static func text(_ results: ResultSet, width: Int, colour: Bool = false) -> String {
    let rows = results.verification
    var table = TextTable([
      .init("workload", isFlexible: true), .init("verdict"),
      .init("effect\n[99 % interval]", .right),
      .init("needed", .right), .init("control\n[99 % interval]", .right, priority: 1),
      .init("rounds", .right, priority: 0),
    ])
    for row in rows {
      table.rows.append(
        .cells([
          .init(row.label), .init(row.verdict.rawValue, tone(row.verdict)),
          .init(interval(row.ratio, row.ratioLow, row.ratioHigh)),
          .init("\(row.threshold)×"),
          .init(interval(row.controlRatio, row.controlLow, row.controlHigh)),
          .init(row.rounds > 0 ? Number.count(Int(row.rounds)) : Number.absent),
        ]))
    }
    var text = table.text(width: width, colour: colour)
    let open = rows.filter { $0.verdict != .exercised && !$0.detail.isEmpty }
    if !open.isEmpty { text += "\n" }
    for row in open { text += Words.paragraph("\(row.label): \(row.detail)", width: width) }
    return text + "\n" + Words.paragraph(headline(rows), width: width)
  }

  /// The sentence that says how many workloads were shown to stress what they claim.
  static func headline(_ rows: [VerificationRow]) -> String {
    let counts = VerificationRow.Verdict.allCases.compactMap { verdict -> String? in
      let count = rows.count { $0.verdict == verdict }
      return count > 0 && verdict != .exercised
        ? "\(Number.count(count)) \(verdict.rawValue)" : nil
    }
    let exercised = rows.count { $0.verdict == .exercised }
    let rest = counts.isEmpty ? "" : "; " + Words.list(counts)
    return "\(Number.count(exercised)) of \(Number.count(rows.count, "workload"))"
      + " stressed here what they claim\(rest)"
  }

  static func interval(_ value: Double?, _ low: Double?, _ high: Double?) -> String {
    guard let value else { return Number.absent }
    guard let low, let high else { return Number.times(value) }
    return "\(Number.times(value)) [\(Number.bound(low)), \(Number.bound(high))]"
  }

  private static func tone(_ verdict: VerificationRow.Verdict) -> TextTable.Tone {
    switch verdict {
    case .exercised: .good
    case .notExercised: .bad
    case .inconclusive, .unavailable: .faint
    }
  }
}
