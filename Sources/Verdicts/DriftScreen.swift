import Glibc
public import Results
import Statistics

/// Looks for drift in what should be alike in every round: the sentinel, and each victim alone.
public struct DriftScreen: Sendable {
  /// The series in the order of the file.
  public let rows: [DriftRow]
  /// The first rounds after each change, by pair; of the victim's core under an empty name. A run has thousands of pairs.
  private let changes: [String: [Int64]]

  /// A trend whose adjusted p-value is below this is believed.
  public static let level = 0.05

  /// - Parameters:
  ///   - rounds: of a whole run.
  ///   - sentinel: of the same run: the sentinel's times, and when each pair had its turn.
  public init(rounds: [RoundRow], sentinel: [SentinelRow]) {
    var series: [DriftSeries] = []
    for (role, name) in [
      (SentinelRow.Role.victim, DriftRow.Series.sentinelVictim), (.spare, .sentinelSpare),
    ] {
      let byRound = Dictionary(grouping: sentinel.filter { $0.role == role }, by: \.round)
      series.append(
        DriftSeries(
          name, "",
          byRound.compactMap { round, rows in
            Quantile.median(rows.map(\.workNanoseconds)).map {
              DriftSeries.Point(
                round: round, nanoseconds: Quantile.median(rows.map { Double($0.timeNanoseconds) }),
                value: $0)
            }
          }))
    }
    var turns: [Turn: Int64] = [:]
    for row in sentinel { turns[Turn(pair: row.pairID, round: row.round)] = row.timeNanoseconds }
    let solo = Dictionary(grouping: rounds.filter { $0.condition == .solo }, by: \.pairID)
    for (pair, rows) in solo.sorted(by: { $0.key < $1.key }) {
      series.append(
        DriftSeries(
          .soloP50, pair,
          rows.compactMap { row in
            row.p50Nanoseconds.map {
              DriftSeries.Point(
                round: row.round,
                nanoseconds: turns[Turn(pair: pair, round: row.round)].map(Double.init), value: $0)
            }
          }))
    }
    var found = series.filter { !$0.points.isEmpty }.map(\.row)
    // Dozens of series are asked the same question.
    let tested = found.indices.filter { found[$0].trendP != nil }
    for (place, p) in zip(tested, MultipleTesting.holm(tested.map { found[$0].trendP! })) {
      found[place].trendAdjustedP = p
    }
    self.init(rows: found)
  }

  /// The rows of a run that was screened before.
  public init(rows: [DriftRow]) {
    self.rows = rows
    changes = Dictionary(
      rows.filter { $0.series != .sentinelSpare }.map { ($0.pairID, $0.changes) },
      uniquingKeysWith: +)
  }

  /// The changes of the victim's core, and of what a pair's victim takes alone.
  private func changes(of pair: String) -> [Int64] { (changes[""] ?? []) + (changes[pair] ?? []) }

  private struct Turn: Hashable {
    let pair: String
    let round: Int64
  }

  /// Whether a change splits two conditions unevenly: one of the victim's core, or one of the solo
  /// times of a pair that is part of the comparison.
  public func splits(first: [Int64], second: [Int64], pairs: Set<String>) -> Bool {
    ConditionSplit.isUneven(
      changes: pairs.flatMap(changes(of:)), first: first, second: second)
  }
}

extension DriftScreen {
  /// One pair in one of two runs that were made one after the other.
  public struct RunSide: Sendable {
    public let screen: DriftScreen
    public let pair: String
    /// Rounds with a value.
    public let rounds: [Int64]

    public init(screen: DriftScreen, pair: String, rounds: [Int64]) {
      (self.screen, self.pair, self.rounds) = (screen, pair, rounds)
    }

    fileprivate var changes: [Int64] { screen.changes(of: pair) }
  }

  /// Whether a change within one of two runs splits what is compared between them: all of the old run's values lie before
  /// all of the new one's, so that only a change in the last tenth of the new run, or the first of the old, is even enough.
  /// A change between the runs cannot be seen here, nor told from what the new run is about.
  public static func splits(old: RunSide, new: RunSide) -> Bool {
    let begin = (old.rounds.max() ?? -1) + 1 - (new.rounds.min() ?? 0)
    return ConditionSplit.isUneven(
      changes: old.changes + new.changes.map { $0 + begin }, first: old.rounds,
      second: new.rounds.map { $0 + begin })
  }
}

/// Values that should be alike in every round.
struct DriftSeries {
  struct Point {
    let round: Int64
    /// Since the start of the run; `nil` where it is not known.
    let nanoseconds: Double?
    /// Above 0.
    let value: Double
  }

  let name: DriftRow.Series
  let pairID: String
  let points: [Point]

  init(_ name: DriftRow.Series, _ pairID: String, _ points: [Point]) {
    self.name = name
    self.pairID = pairID
    self.points = points.filter { $0.value > 0 && $0.value.isFinite }
      .sorted { $0.round < $1.round }
  }

  /// Scatter below a quarter of a percent counts as that: a few rounds can be alike to the last digit
  /// by chance, which must not make a segment of them.
  static let leastDeviation = 0.0025
  /// Fewer rounds are an episode, which the sentinel flags one by one.
  static let shortest = 3
  /// The searches take time with the square of the values; more rounds are looked at in blocks.
  static let mostValues = 1000

  var row: DriftRow {
    var row = DriftRow()
    row.series = name
    row.pairID = pairID
    row.rounds = Int64(points.count)
    guard let median = Quantile.median(points.map(\.value)) else { return row }
    row.medianNanoseconds = median
    let points = blocks
    let logs = points.map { log($0.value / median) }
    row.trendP = MannKendall(logs)?.pValue
    let hours = points.compactMap { $0.nanoseconds.map { $0 / 3.6e12 } }
    if hours.count == logs.count, let first = hours.first, let last = hours.last {
      row.hours = last - first
      let slope = TheilSen.slope(logs, at: hours)
      row.slopePercentPerHour = slope.map { $0.value * 100 }
      row.slopeLowPercentPerHour = slope?.lower.map { $0 * 100 }
      row.slopeHighPercentPerHour = slope?.upper.map { $0 * 100 }
    }
    let ends = ChangePoints.segmentEnds(
      Self.clipped(logs), shortest: Self.shortest,
      leastVariance: Self.leastDeviation * Self.leastDeviation)
    let segments = zip([0] + ends, ends).map { logs[$0..<$1] }
    let levels = segments.compactMap { Quantile.median(Array($0)) }
    row.changeRounds = ends.dropLast().map { String(points[$0].round) }.joined(separator: " ")
    row.largestChangePercent = zip(levels, levels.dropFirst()).map { $1 - $0 }
      .max { abs($0) < abs($1) }.map { expm1($0) * 100 }
    return row
  }

  /// Values further from the median than this many scaled median absolute deviations count as that far. The search supposes
  /// normal scatter, to which two wild rounds near each other are a segment of its own: with one round in ten at 1.5 times
  /// its usual time, half of all steady runs had such a "change", and none has it clipped.
  static let clip = 8.0

  private static func clipped(_ values: [Double]) -> [Double] {
    guard let spread = Outliers.spread(values) else { return values }
    let reach =
      clip
      * max(
        Outliers.Spread.normalScale * spread.medianAbsoluteDeviation, leastDeviation)
    return values.map { min(max($0, spread.median - reach), spread.median + reach) }
  }

  /// The points, or the medians of blocks of them, each in the place of its first round.
  private var blocks: [Point] {
    let length = (points.count + Self.mostValues - 1) / Self.mostValues
    guard length > 1 else { return points }
    return stride(from: 0, to: points.count, by: length).compactMap { start in
      let block = points[start..<min(start + length, points.count)]
      return Quantile.median(block.map(\.value)).map {
        Point(round: points[start].round, nanoseconds: points[start].nanoseconds, value: $0)
      }
    }
  }
}
