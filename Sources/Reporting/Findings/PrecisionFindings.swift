import Results

/// What a run that was asked for a precision reached.
struct PrecisionFindings: Sendable {
  private let rows: [PrecisionRow]
  private let asked: Double

  /// Nil for a run whose rounds were asked for.
  init?(_ rows: [PrecisionRow]) {
    guard let first = rows.first else { return nil }
    self.rows = rows
    asked = first.askedPercent
  }

  /// Whether every pair is known as well as was asked for.
  var isReached: Bool { rows.allSatisfy { $0.standing == .reached } }

  /// `precision 2 % reached by 5 of 6 pairs; chase@L3/2 beside write@2*L3 under pinned has 3.4 %: 32 more rounds (2 min 10 s)
  /// would settle it`.
  var sentence: String {
    let reached = rows.count { $0.standing == .reached }
    let head =
      "precision \(Self.percent(asked)) "
      + (reached == rows.count
        ? "reached by \(rows.count == 1 ? "the pair" : "all \(Number.count(rows.count)) pairs")"
        : "reached by \(Number.count(reached)) of \(Number.count(rows.count, "pair"))")
    let parts = [shortText, unknownText].compactMap { $0 }
    return ([head] + parts).joined(separator: "; ") + "."
  }

  private var shortText: String? {
    let short = rows.filter { $0.standing == .short }
    guard let widest = short.max(by: { ($0.reachedPercent ?? 0) < ($1.reachedPercent ?? 0) }) else {
      return nil
    }
    let name = "\(widest.victim) beside \(widest.aggressor) under \(widest.policy)"
    let who = short.count == 1 ? name : "the widest, \(name),"
    return "\(who) has \(Self.percent(widest.reachedPercent))\(why(widest))\(remedy(short))"
  }

  /// More rounds settle all that are short: the one that needs most decides.
  private func remedy(_ short: [PrecisionRow]) -> String {
    let more = short.map { ($0.neededRounds ?? 0) - $0.rounds }.max() ?? 0
    guard more > 0 else { return "" }
    let time = (short[0].roundSeconds).map { " (\(Self.duration($0 * Double(more))))" } ?? ""
    return ": \(Number.count(Int(clamping: more), "more round"))\(time) would settle "
      + (short.count == 1 ? "it" : "all")
  }

  private func why(_ row: PrecisionRow) -> String {
    switch row.end {
    case .needed: ", since the rounds after the pilot scattered more"
    case .budget: " when the budget was spent"
    case .mostRounds: " after the most rounds that a run may have"
    case .interrupted: " when the run was interrupted"
    }
  }

  private var unknownText: String? {
    let unknown = rows.count { $0.standing == .noInterval }
    return unknown > 0
      ? "\(Number.count(unknown, "pair")) \(unknown == 1 ? "has" : "have") no interval" : nil
  }

  /// `2 %`, `3.4 %`, `0.25 %`.
  static func percent(_ value: Double?) -> String {
    guard let value else { return Number.absent }
    let decimals = value >= 9.95 || value == value.rounded() ? 0 : value >= 0.995 ? 1 : 2
    return Number.fixed(value, decimals: decimals) + Number.space + "%"
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 1e9))
    if whole < 120 { return "\(whole) s" }
    return whole < 7200
      ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
