/// One of the questions that a series has to answer before its tail is looked at.
public struct WorstCaseTest: Equatable, Sendable {
  public let name: String
  public let statistic: Double
  public let pValue: Double
  /// Adjusted for all questions of the gate (Holm).
  public let adjustedPValue: Double
  /// What a rejection means.
  public let refusal: WorstCaseRefusal

  public var isRejected: Bool { adjustedPValue < WorstCaseRules.level }
}

/// Whether a series of times may be taken as independent draws from one distribution.
///
/// The runs test about the median and Ljung and Box's of the values and of their spread ask for independence;
/// Mann and Kendall's and the KPSS test for a trend; Kolmogorov and Smirnov's of the two halves for one
/// distribution. All at 5 % together, by Holm's method.
///
/// The spread is the squared distance of a value's rank from the middle one. Squares of the values
/// themselves have no fourth moment with the tails that are looked for here, and Ljung and Box's then
/// rejected one in ten series of independent exponential times.
enum WorstCaseGate {
  static func tests(_ times: [Double]) -> [WorstCaseTest] {
    let half = times.count / 2
    let middle = Double(times.count + 1) / 2
    let spread = MidRanks(times).values.map { ($0 - middle) * ($0 - middle) }
    var found: [(String, Double, Double, WorstCaseRefusal)] = []
    if let test = RunsTest(times) { found.append(("runs", test.z, test.pValue, .dependence)) }
    if let test = LjungBoxTest(times) {
      found.append(("ljung_box", test.q, test.pValue, .dependence))
    }
    if let test = LjungBoxTest(spread) {
      found.append(("ljung_box_spread", test.q, test.pValue, .dependence))
    }
    if let test = MannKendall(times) {
      found.append(("mann_kendall", test.z, test.pValue, .trend))
    }
    if let test = StationarityTest(times) {
      found.append(("kpss", test.statistic, test.pValue, .trend))
    }
    if let test = KolmogorovSmirnov.compare(Array(times[..<half]), Array(times[half...])) {
      found.append(("halves", test.distance, test.pValue, .mixture))
    }
    let adjusted = MultipleTesting.holm(found.map(\.2))
    return zip(found, adjusted).map { test, adjusted in
      WorstCaseTest(
        name: test.0, statistic: test.1, pValue: test.2, adjustedPValue: adjusted, refusal: test.3)
    }
  }

  /// What the values alone forbid, before any test.
  static func obstacles(_ times: [Double]) -> [WorstCaseRefusal] {
    // Of larger ones the squares are no numbers any more.
    guard times.allSatisfy({ $0.isFinite && (0...1e100).contains($0) }) else {
      return [.invalidTimes]
    }
    guard times.count >= WorstCaseRules.leastRuns else { return [.tooFewRuns] }
    let top = times.sorted().suffix(times.count / 10)
    let largest = top.filter { $0 == top.last }
    let isCoarse = Set(top).count < WorstCaseRules.leastDistinctInTopTenth
    // A tail that was cut off, by a watchdog or a full counter, piles up at its end.
    let isCut = largest.count >= 5 && largest.count * 200 >= top.count
    return isCoarse || isCut ? [.quantised] : []
  }
}
