import Results
import Tradeoffs

/// The policies of a run, victim by victim, from the one that protects best at the least cost; each by its worst aggressor.
struct PolicyTable {
  let choices: [VictimChoice]
  private let doubt: IsolationDoubt
  private(set) var table = TextTable([
    .init("", .right), .init("policy", isFlexible: true), .init("verdict"),
    .init("protection\n[95 % interval]", short: "protection", .right),
    .init("everybody\nlost", short: "lost", .right),
    .init("slowdown", .right, priority: 6), .init("job\ncost", .right, priority: 3),
    .init("start error\np99", short: "start\np99", .right, priority: 4),
    .init("tail\np99", .right, priority: 5), .init("tail\np99.9", .right, priority: 1),
    .init("in\nforce", .right, priority: 2),
  ])
  private var reasons: [String] = []

  /// `nil` where no policy is compared with a baseline.
  init?(_ results: ResultSet) {
    let rows = results.policies
    guard rows.contains(where: { $0.policy != PolicyRows.baseline }) else { return nil }
    choices = VictimChoice.all([rows])
    doubt = IsolationDoubt([results])
    for choice in choices {
      table.rows.append(.heading(Self.heading(choice)))
      for standing in choice.standings where standing.verdict != .unavailable {
        table.rows.append(.cells(cells(standing)))
      }
    }
  }

  /// The table with its notes, the sentence for each victim, and what is unavailable, with the reasons.
  func text(width: Int, colour: Bool) -> String {
    var text = table.text(width: width, colour: colour)
    for (index, reason) in reasons.enumerated() {
      text += Words.paragraph(
        "(\(index + 1)) \(Words.readable(reason))", width: width)
    }
    text += "\n"
    for sentence in sentences { text += Words.paragraph(sentence, width: width) }
    for line in Self.unavailable(choices) { text += Words.paragraph(line, width: width) }
    return text
  }

  /// One for each victim.
  var sentences: [String] { choices.map { PolicySentences.text($0, doubt) } }

  static let legend: [TextTable.Entry] = [
    .init("protection", "part of the baseline's slowdown that is gone, by the worst aggressor"),
    .init(
      "lost",
      "work of victim and aggressor beside each other that the policy takes, in the mean of both"),
    .init("tail", "p99 and p99.9 of the jobs beside the aggressor over the same alone"),
    .init("in force", "rounds in which an independent reading showed the policy in force"),
  ]

  /// A line for each reason: `unavailable: cat, l2-cat: resctrl is not mounted`.
  static func unavailable(_ choices: [VictimChoice]) -> [String] {
    let absent = choices.flatMap(\.standings).filter { $0.verdict == .unavailable }
    return Findings.distinct(absent.map(\.reason)).map { reason in
      let policies = Findings.distinct(absent.filter { $0.reason == reason }.map(\.policy))
      return "unavailable: \(policies.joined(separator: ", ")): \(reason)"
    }
  }

  private static func heading(_ choice: VictimChoice) -> String {
    choice.threats > 1
      ? "\(choice.victim), by the worst of \(choice.threats) aggressors that slow it"
      : choice.victim
  }

  private mutating func cells(_ standing: VictimChoice.Standing) -> [TextTable.Cell] {
    let row = standing.worst
    let readings = standing.evidenceHeld + standing.evidenceViolated
    return [
      .init(standing.rank.map { "\($0)" + (standing.isOnFront ? "*" : " ") } ?? ""),
      .init(standing.policy), verdict(standing),
      .init(
        standing.protection.map { PolicySentences.interval($0, unit: 100) } ?? Number.absent),
      .init(
        standing.lost.map { PolicySentences.interval($0, unit: 1) } ?? Number.absent,
        standing.verdict == .effective ? .plain : .faint),
      .init(Number.times(row?.slowdown)), .init(Number.times(row?.cost)),
      .init(Number.time(nanoseconds: row?.startErrorP99Nanoseconds)),
      .init(Number.times(row?.tailP99)), .init(Number.times(row?.tailP999)),
      .init(
        readings == 0 ? Number.absent : "\(standing.evidenceHeld)/\(readings)",
        standing.evidenceViolated > 0 ? .bad : .plain),
    ]
  }

  private mutating func verdict(_ standing: VictimChoice.Standing) -> TextTable.Cell {
    let tone: TextTable.Tone =
      switch standing.verdict {
      case .effective: .good
      case .harmful, .notInForce: .bad
      case .reference: .plain
      default: .faint
      }
    let word = standing.verdict.rawValue
    guard !standing.reason.isEmpty else { return .init(word, tone) }
    let number =
      reasons.firstIndex(of: standing.reason)
      ?? {
        reasons.append(standing.reason)
        return reasons.count - 1
      }()
    return .init("\(word) (\(number + 1))", tone)
  }
}
