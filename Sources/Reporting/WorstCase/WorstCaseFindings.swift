import Glibc
import Results
import Statistics

/// What the rows of `worst_case.csv` come to: the longest job, the curve to quote, or why there is none.
struct WorstCaseFindings: Sendable {
  /// A method that was tried.
  struct Tail: Sendable {
    let method: WorstCaseRow.Method
    /// The accepted points, from the largest exceedance down, and those that reach too far.
    let points: [WorstCaseRow]

    var accepted: [WorstCaseRow] { points.filter(\.isAccepted) }
    /// Any row: they have the fit in common.
    var fit: WorstCaseRow { points[0] }
  }

  let mark: WorstCaseRow
  let tails: [Tail]
  let tests: [WorstCaseTestRow]
  /// Why the series allows no curve at all.
  private let seriesRefusals: [String]

  init?(_ results: ResultSet) {
    let rows = results.worstCase
    guard let mark = rows.first(where: { $0.method == .highWaterMark }) else { return nil }
    self.mark = mark
    tests = results.worstCaseTests
    tails = [WorstCaseRow.Method.peaksOverThreshold, .blockMaxima].compactMap { method in
      let points = rows.filter { $0.method == method }
      return points.isEmpty ? nil : Tail(method: method, points: points)
    }
    seriesRefusals = rows.filter { $0.method == .series }.flatMap { Self.codes($0.refusals) }
  }

  /// The deepest accepted point of the first method that reaches so far.
  var answer: WorstCaseRow? {
    tails.compactMap(\.accepted.last).min {
      ($0.exceedancePerRun ?? 1) < ($1.exceedancePerRun ?? 1)
    }
  }

  /// `The longest of 20,000 runs in 2.31 s took …`.
  var markSentence: String {
    let within = mark.seconds.map { " in \(Number.time(nanoseconds: $0 * 1e9))" } ?? ""
    return "The longest of \(Number.count(Int(mark.runs), "run"))\(within) took"
      + " \(Self.time(mark.estimateNanoseconds)); with 95 % confidence a longer one has a chance below"
      + " \(Self.chance(mark.exceedancePerRun)) a run"
  }

  /// The number to quote, or the reasons why there is none.
  var sentence: String {
    guard let answer else {
      return "\(markSentence). No curve: \(reasons.joined(separator: "; "))."
    }
    let hourly =
      answer.exceedancePerHour.map { ", \(Self.chance($0)) an hour at the declared rate" } ?? ""
    return "\(markSentence). A run takes longer than \(Self.time(answer.upperNanoseconds)) with a"
      + " chance of \(Self.chance(answer.exceedancePerRun))\(hourly): the 95 % upper bound by"
      + " \(answer.method.words); the estimate itself is \(Self.time(answer.estimateNanoseconds))."
      + descriptive
  }

  /// The same in a line.
  var headline: String {
    let longest =
      "the longest of \(Number.count(Int(mark.runs), "run")) took \(Self.time(mark.estimateNanoseconds))"
    guard let answer else { return "No curve; \(longest)" }
    return
      "Above \(Self.time(answer.upperNanoseconds)) at most \(Self.chance(answer.exceedancePerRun))"
      + " of runs (95 % bound); \(longest)"
  }

  var descriptive: String {
    mark.isDescriptive
      ? " Descriptive: on a shared virtual machine the rare long runs are those that others cause,"
        + " and the curve is no evidence for a bound."
      : ""
  }

  /// Each reason with its code.
  var reasons: [String] {
    var codes = seriesRefusals
    for tail in tails where tail.accepted.isEmpty { codes += Self.codes(tail.fit.refusals) }
    return Findings.distinct(codes).map { "\(Self.words($0)) (\($0))" }
  }

  static func codes(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  static func words(_ code: String) -> String {
    WorstCaseRefusal(rawValue: code)?.words ?? code
  }

  /// With all its digits: three would not tell a bound from the longest run.
  static func time(_ nanoseconds: Double?) -> String {
    guard let nanoseconds, nanoseconds.isFinite else { return Number.absent }
    let isShort = nanoseconds.magnitude < 1000
    return
      (isShort ? Number.fixed(nanoseconds, decimals: 1) : Number.count(nanoseconds))
      + Number.space + "ns"
  }

  /// `1e-6`, `3.6e-3`, and from a thousandth up `0.97`.
  static func chance(_ value: Double?) -> String {
    guard let value, value > 0, value.isFinite else { return Number.absent }
    if value >= 0.1 { return Number.fixed(value, decimals: 2) }
    // From 9.95 on the digits would be rounded to 10.0.
    let exponent = (log10(value) + log10(1 / 0.995)).rounded(.down)
    let digits = Number.fixed(value / pow(10, exponent), decimals: 1)
    return "\(digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits)e\(Int(exponent))"
  }
}

extension WorstCaseRow.Method {
  var words: String {
    switch self {
    case .highWaterMark: "the longest run"
    case .series: "the series"
    case .blockMaxima: "block maxima"
    case .peaksOverThreshold: "peaks over a threshold"
    }
  }
}
