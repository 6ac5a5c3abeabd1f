import Results

/// The rounds of one cell in which jobs were timed, under a name that tells it from all others: what tools for repeated
/// benchmarks want to see.
struct JobSeries {
  /// `key=value` parts of the cell's conditions, without a blank or a slash inside.
  let parts: [(key: String, value: String)]
  /// Rounds with a median, in their order.
  let rounds: [RoundRow]
  /// Rounds that are left out, because an independent reading said that the policy was not in force.
  let violated: Int

  /// The cells that have a median, in the plan's order.
  static func all(_ results: ResultSet) -> [JobSeries] {
    let rounds = Dictionary(grouping: results.rounds, by: \.cellID)
    let names = results.cells.map(conditions)
    let uses = Dictionary(names.map { (text($0), 1) }, uniquingKeysWith: +)
    return zip(results.cells, names).compactMap { cell, parts in
      let measured = rounds[cell.cellID, default: []].filter { $0.p50Nanoseconds != nil }
        .sorted { $0.round < $1.round }
      let valid = measured.filter { $0.evidence != .violated }
      guard !measured.isEmpty else { return nil }
      // Two cells under one name would be read as repetitions of one.
      let parts =
        uses[text(parts)] == 1 ? parts : parts + [("pair", word(cell.pairID))]
      return JobSeries(parts: parts, rounds: valid, violated: measured.count - valid.count)
    }
  }

  /// `job/victim=chase@L2:2/aggressor=write@2*L2/policy=pinned/condition=corun`.
  func name(after base: String) -> String { "\(base)/\(Self.text(parts))" }

  private static func conditions(_ cell: CellRow) -> [(key: String, value: String)] {
    var parts = [
      ("victim", word(cell.victim)), ("aggressor", word(cell.aggressor)),
      ("policy", word(cell.policy)),
    ]
    if let parameters = cell.policyParameters, !parameters.isEmpty {
      parts.append(("parameters", word(parameters)))
    }
    return parts + [("condition", cell.condition.rawValue)]
  }

  private static func text(_ parts: [(key: String, value: String)]) -> String {
    parts.map { "\($0.key)=\($0.value)" }.joined(separator: "/")
  }

  /// A blank ends a name and a slash a part of it: `L2/2` becomes `L2:2`.
  private static func word(_ text: String) -> String {
    String(text.map { $0 == "/" ? ":" : $0.isWhitespace ? "_" : $0 })
  }
}
