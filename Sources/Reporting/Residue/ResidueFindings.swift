import Results

/// What `residue.csv` and `residue_summary.csv` say, by policy.
struct ResidueFindings: Sendable {
  /// One policy with its footprints, ascending.
  struct Policy: Sendable {
    let name: String
    let footprints: [ResidueSummaryRow]
    /// The curves of the footprints, by position.
    let curves: [ResidueRow]

    var none: ResidueSummaryRow? { footprints.first { $0.footprintBytes == 0 } }
    /// What decides about the policy.
    var largest: ResidueSummaryRow? { footprints.last { $0.footprintBytes ?? 0 > 0 } }

    func curve(_ footprint: Int64?) -> [ResidueRow] {
      curves.filter { $0.footprintBytes == footprint }
    }
  }

  /// Those with numbers, in the order of the file.
  let policies: [Policy]
  /// Those without, with their reasons.
  let absent: [ResidueSummaryRow]

  init?(_ results: ResultSet) {
    guard !results.residueSummary.isEmpty else { return nil }
    let measured = results.residueSummary.filter { $0.firstNanoseconds != nil }
    policies = Findings.distinct(measured.map(\.policy)).map { name in
      Policy(
        name: name,
        footprints: measured.filter { $0.policy == name }
          .sorted { ($0.footprintBytes ?? 0) < ($1.footprintBytes ?? 0) },
        curves: results.residue.filter { $0.policy == name })
    }
    absent = results.residueSummary.filter { $0.firstNanoseconds == nil }
  }

  /// What to remember of each policy, by its largest footprint.
  var sentence: String {
    let rows = policies.compactMap { policy in policy.largest.map { (policy.name, $0) } }
    guard !rows.isEmpty else { return "No residue was measured." }
    let largest = rows.compactMap(\.1.footprintBytes).max() ?? 0
    // What was found first, then where: a clause for each finding.
    let clauses = Findings.distinct(rows.map { Self.word($0.1) }).map { word in
      let costs = rows.filter { Self.word($0.1) == word }.map { name, row in
        "\(Self.cost(row)) under \(name)" + (row.isInForce == false ? " (not in force)" : "")
      }
      let told = costs.count > 1 ? word.replacing("depends", with: "all depend") : word
      return "\(Words.list(costs)): \(told)"
    }
    return
      "After a neighbour that wrote \(Number.bytes(largest)) the first accesses of a window cost,"
      + " of those after none, " + clauses.joined(separator: "; ") + "."
  }

  /// `2.31× [2.25, 2.38]`.
  private static func cost(_ row: ResidueSummaryRow) -> String {
    "\(Number.times(row.ratio)) \(interval(row.ratioLower, row.ratioUpper))"
  }

  static func word(_ row: ResidueSummaryRow) -> String {
    switch row.finding {
    case .depends: "depends on the neighbour"
    case .noDependence: "no dependence found"
    case .inconclusive: "not settled"
    case nil: row.footprintBytes == 0 ? "the comparison" : Number.absent
    }
  }

  static func interval(_ low: Double?, _ high: Double?) -> String {
    guard let low, let high else { return "[no interval]" }
    return "[\(Number.threeDigits(low)), \(Number.threeDigits(high))]"
  }

  static func times(_ low: Double?, _ high: Double?) -> String {
    guard let low, let high else { return Number.absent }
    return "\(Number.time(nanoseconds: low)) … \(Number.time(nanoseconds: high))"
  }

  static func footprint(_ bytes: Int64?) -> String {
    bytes == 0 ? "none" : bytes.map { Number.bytes($0) } ?? Number.absent
  }

  static let legend =
    "First: an access of the first lap through the working set, in which each line is met as the window"
    + " before left it; warm: one after the second lap. Residue: what two laps take in a window beyond"
    + " the warm rate. Ratio: first over the same after a neighbour that spins and touches no memory, in"
    + " the same rounds. Lower quartiles over the windows of a round, medians over the rounds; intervals of 95 % over the rounds."
}
