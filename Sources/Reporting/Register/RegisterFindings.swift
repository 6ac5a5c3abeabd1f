import Results

/// The interference-channel register of a deployment run: tables, figures and sentences of it start here.
struct RegisterFindings: Sendable {
  let results: ResultSet
  /// Paths from one application to another.
  let paths: [RegisterRow]
  /// Applications beside all others.
  let robust: [RegisterRow]
  /// `partition/application`, in the file's order.
  let applications: [String]
  private let places: [AnalysisFindings.Pair: RegisterRow]

  /// `nil` when the run has no register.
  init?(_ results: ResultSet) {
    guard !results.register.isEmpty else { return nil }
    self.results = results
    paths = results.register.filter { $0.scope == .path }
    robust = results.register.filter { $0.scope == .robustPartitioning }
    applications = Findings.distinct(
      (robust + paths).map(\.victimID) + paths.map(\.aggressorID))
    places = Dictionary(
      results.register.map {
        (AnalysisFindings.Pair(victim: $0.victimID, aggressor: $0.aggressorID), $0)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The row of a victim beside an aggressor, or beside all others for `*/*`.
  func row(_ victim: String, beside aggressor: String) -> RegisterRow? {
    places[AnalysisFindings.Pair(victim: victim, aggressor: aggressor)]
  }

  static let everybody = "*/*"

  var measured: [RegisterRow] { paths.filter { $0.tested == .measured } }

  /// The path with the largest slowdown that was shown, else the largest of all.
  var worst: RegisterRow? {
    let shown = measured.filter { $0.verdict == .worse }
    return (shown.isEmpty ? measured : shown).max { ($0.slowdown ?? 0) < ($1.slowdown ?? 0) }
  }

  /// Applications that all others together were shown to slow down.
  var notRobust: [RegisterRow] { robust.filter { $0.verdict == .worse } }

  /// The application that all others together slow down most, shown before unshown.
  var worstBesideAll: RegisterRow? {
    let shown = notRobust
    return (shown.isEmpty ? robust.filter { $0.tested == .measured } : shown)
      .max { ($0.slowdown ?? 0) < ($1.slowdown ?? 0) }
  }

  // MARK: Sentences

  /// `34 of 182 paths slow their victim down; the worst is nav/gyro beside io/logger: 1.92×; 2 rest on a generator that did
  /// not prove itself.`
  var sentence: String {
    guard let worst, let slowdown = worst.slowdown else {
      return "No path of the register was measured"
        + (paths.first.map { ": \($0.reason)." } ?? ".")
    }
    let shown = measured.count { $0.verdict == .worse }
    let count = "\(Number.count(shown)) of \(Number.count(measured.count, "measured path"))"
    let detail = "\(worst.victimID) beside \(worst.aggressorID), \(Number.times(slowdown))"
    return shown == 0
      ? "None of \(Number.count(measured.count, "measured path")) was shown to slow its victim down; the largest slowdown is \(detail)\(unproven)."
      : "\(count) slow their victim down; the worst is \(detail)\(unproven)."
  }

  /// A path that looks free says nothing where what ran beside the victim may not have used the channel.
  private var unproven: String {
    guard unverified > 0 else { return "" }
    return "; \(Number.count(unverified)) \(unverified == 1 ? "rests" : "rest") on a generator"
      + " that did not prove itself"
  }

  /// What the test of robust partitioning says.
  var robustness: String {
    let tested = robust.filter { $0.tested == .measured }
    guard !tested.isEmpty else { return "Robust partitioning was not tested." }
    let held = tested.count { $0.verdict == .equivalent || $0.verdict == .better }
    let open = tested.count { $0.verdict == .inconclusive }
    let rest = open == 0 ? "" : ", \(Number.count(open)) inconclusive"
    if let worst = worstBesideAll, worst.verdict == .worse {
      let lost = notRobust.count
      return "\(Number.count(lost)) of \(Number.count(tested.count, "application"))"
        + " \(lost == 1 ? "is" : "are") slower beside all others"
        + "\(lost == 1 ? ":" : ", most of all") \(worst.victimID), \(Number.times(worst.slowdown));"
        + " \(Number.count(held)) take the same time\(rest)."
    }
    return
      "\(Number.count(held)) of \(Number.count(tested.count, "application")) take the same time beside"
      + " all others as beside none\(rest)."
  }

  var untested: Int { paths.count - measured.count }
  var unverified: Int { measured.count(where: \.isUnproven) }

  var tone: Verdict.Tone {
    guard !measured.isEmpty else { return .open }
    if measured.contains(where: { $0.verdict == .worse }) || !notRobust.isEmpty { return .bad }
    let isSettled = measured.allSatisfy { $0.verdict == .equivalent || $0.verdict == .better }
    return isSettled && untested == 0 && unverified == 0 ? .good : .open
  }
}

extension RegisterRow {
  /// Whether it was measured beside a generator that did not prove here that it stresses what it claims.
  var isUnproven: Bool { tested == .measured && verified != .exercised }

  var victimID: String { "\(victimPartition)/\(victim)" }
  var aggressorID: String { "\(aggressorPartition)/\(aggressor)" }

  /// `1.92×`, with `~` before one that was not shown.
  var hedgedSlowdown: String {
    (verdict == .inconclusive ? "~" : "") + Number.times(slowdown)
  }

  /// `1.92 [1.80, 2.05]`.
  var slowdownText: String {
    guard let slowdown else { return Number.absent }
    guard let slowdownLower, let slowdownUpper else { return Number.ratio(slowdown) }
    return
      "\(Number.ratio(slowdown)) [\(Number.bound(slowdownLower)), \(Number.bound(slowdownUpper))]"
  }
}
