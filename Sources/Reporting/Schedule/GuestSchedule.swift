import Results
import Statistics

/// How partitions shared their windows out among their applications, over all rounds: the second of the two levels.
struct GuestSchedule: Sendable {
  /// One application on one core.
  struct Application: Sendable {
    let row: SliceRow
    /// `partition/application`, and the core where there are several.
    let name: String
    let slices: Int
    let ranNanoseconds: Int64
    let windowNanoseconds: Int64
    /// The least over the rounds.
    let fairness: Double?
    /// Median over the rounds.
    let turnP50Nanoseconds: Double?
    let turnMaximumNanoseconds: Int64?
    let periodsSupplied: Int64?
    let periodsShort: Int64?
    let shortfallMaximumNanoseconds: Int64?
    /// Median over the rounds.
    let releaseDelayP50Nanoseconds: Double?
    /// The largest over the rounds.
    let releaseDelayP99Nanoseconds: Int64?
    let releaseDelayMaximumNanoseconds: Int64?
    let dropped: Int64

    var share: Double? {
      windowNanoseconds > 0 ? Double(ranNanoseconds) / Double(windowNanoseconds) : nil
    }
  }

  /// With everybody active: the level under its heaviest load.
  let applications: [Application]

  var byTurns: [Application] { applications.filter { $0.row.scheduler == .roundRobin } }
  var byPriority: [Application] { applications.filter { $0.row.scheduler == .fixedPriority } }

  /// `nil` when no partition has more than one application on a core.
  init?(_ results: ResultSet) {
    struct Place: Hashable {
      let partition: String
      let core: Int64
      var application = ""
    }
    let rows = results.slices.filter { $0.phases == .everybody }
    func place(_ row: SliceRow) -> Place { Place(partition: row.partition, core: row.core) }
    let members = Dictionary(grouping: rows, by: place).mapValues { Set($0.map(\.application)) }
    let shared = rows.filter { members[place($0)]!.count > 1 }
    func own(_ row: SliceRow) -> Place {
      Place(partition: row.partition, core: row.core, application: row.application)
    }
    let groups = Dictionary(grouping: shared, by: own)
    let keys = Findings.distinct(shared.map(own))
    guard !keys.isEmpty else { return nil }
    applications = keys.map { key in
      let isSpread = keys.contains {
        ($0.partition, $0.application) == (key.partition, key.application) && $0.core != key.core
      }
      return Application(
        groups[key]!,
        name: "\(key.partition)/\(key.application)" + (isSpread ? " core \(key.core)" : ""))
    }
  }

  // MARK: Sentences

  /// `every budget was given in all 288 periods that had the time for it; turns were …`
  var sentence: String {
    [budgets, turns].compactMap(\.self).joined(separator: "; ")
  }

  private var budgets: String? {
    let asked = byPriority.compactMap { row in row.periodsSupplied.map { (row, $0) } }
    guard !asked.isEmpty else { return nil }
    let supplied = asked.reduce(0) { $0 + $1.1 }
    let short = asked.reduce(0) { $0 + ($1.0.periodsShort ?? 0) }
    guard supplied > 0 else { return "no period held enough window time for a budget" }
    guard short > 0 else {
      return
        "every budget was given in all \(Number.count(Int(supplied), "period")) that had the time for it"
    }
    let worst = asked.map(\.0).max {
      ($0.shortfallMaximumNanoseconds ?? 0) < ($1.shortfallMaximumNanoseconds ?? 0)
    }!
    return
      "in \(Number.count(Int(short))) of \(Number.count(Int(supplied), "period")) with the time for it a budget was not "
      + "given; the most was missing to \(worst.name), \(Number.time(worst.shortfallMaximumNanoseconds))"
  }

  private var turns: String? {
    guard let worst = byTurns.min(by: { ($0.fairness ?? 1) < ($1.fairness ?? 1) }),
      let fairness = worst.fairness
    else { return nil }
    return
      "turns were shared out with a fairness of \(Number.fixed(fairness, decimals: 3)) at worst, in \(worst.row.partition)"
  }
}

extension GuestSchedule.Application {
  fileprivate init(_ rows: [SliceRow], name: String) {
    func sum(_ value: (SliceRow) -> Int64?) -> Int64? {
      let values = rows.compactMap(value)
      return values.isEmpty ? nil : values.reduce(0, +)
    }
    func median(_ value: (SliceRow) -> Int64?) -> Double? {
      Quantile.median(rows.compactMap(value).map(Double.init))
    }
    row = rows[0]
    self.name = name
    slices = rows.reduce(0) { $0 + Int($1.slices) }
    ranNanoseconds = rows.reduce(0) { $0 + $1.ranNanoseconds }
    windowNanoseconds = rows.reduce(0) { $0 + $1.windowNanoseconds }
    fairness = rows.compactMap(\.fairness).min()
    turnP50Nanoseconds = median(\.turnP50Nanoseconds)
    turnMaximumNanoseconds = rows.compactMap(\.turnMaximumNanoseconds).max()
    periodsSupplied = sum(\.periodsSupplied)
    periodsShort = sum(\.periodsShort)
    shortfallMaximumNanoseconds = rows.compactMap(\.shortfallMaximumNanoseconds).max()
    releaseDelayP50Nanoseconds = median(\.releaseDelayP50Nanoseconds)
    releaseDelayP99Nanoseconds = rows.compactMap(\.releaseDelayP99Nanoseconds).max()
    releaseDelayMaximumNanoseconds = rows.compactMap(\.releaseDelayMaximumNanoseconds).max()
    dropped = rows.reduce(0) { $0 + $1.slicesDropped }
  }
}
