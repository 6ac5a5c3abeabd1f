public import Statistics

/// What `bulkhead summarise` prints: quantiles in nanoseconds, the largest, and what they rest on.
public enum SampleSummaryTable {
  public static func text(_ summary: SampleSummary, width: Int, colour: Bool) -> String {
    var table = TextTable([
      .init("quantile"), .init("value", .right), .init("95 % interval", .right),
    ])
    func row(_ name: String, _ value: Double, _ interval: String) {
      table.rows.append(
        .cells([.init(name), .init(Number.time(nanoseconds: value)), .init(interval)]))
    }
    row("least", Double(summary.least), "")
    for level in summary.levels {
      row(name(level.partsPerMillion), level.value.value, interval(level.value))
    }
    row("largest", Double(summary.largest.value), "")
    return table.text(width: width, colour: colour) + "\n"
      + Words.paragraph(sentence(summary), width: width)
  }

  /// `p99.9` for 999 000.
  static func name(_ partsPerMillion: Int) -> String {
    var decimals = 4
    var rest = partsPerMillion
    while decimals > 0, rest % 10 == 0 { (rest, decimals) = (rest / 10, decimals - 1) }
    return "p" + Number.fixed(Double(partsPerMillion) / 10_000, decimals: decimals)
  }

  private static func interval(_ estimate: Estimate) -> String {
    guard let interval = estimate.interval else { return Number.absent }
    return "["
      + [interval.lower, interval.upper].map { Number.time(nanoseconds: $0) }
      .joined(separator: ", ") + "]"
  }

  static func sentence(_ summary: SampleSummary) -> String {
    let largest = "Largest of \(Number.count(summary.count, "value"))"
    if summary.isCorrected {
      return largest
        + ", with those that the expected interval says were left out: corrected, not measured."
        + " No intervals for values that nobody took."
    }
    guard summary.isIndependent else {
      let why =
        summary.neighbourCorrelation.map {
          "neighbours resemble each other (autocorrelation \(Number.fixed($0, decimals: 3)))"
        } ?? "all values are equal"
      return largest + ". No intervals: \(why); measure in rounds, and compare those."
    }
    let bound = summary.largest.exceedanceBound()
    return largest + "; a larger one has a chance below \(bound.formattedShare) (95 %)."
      + " Intervals suppose independent values, which neighbours here do not contradict."
  }
}

extension Double {
  /// A small share with two digits, such as `3.0e-6`.
  fileprivate var formattedShare: String {
    var (mantissa, exponent) = (self, 0)
    while mantissa > 0, mantissa < 0.995 { (mantissa, exponent) = (mantissa * 10, exponent + 1) }
    return exponent < 3
      ? Number.fixed(self, decimals: 3) : "\(Number.fixed(mantissa, decimals: 1))e-\(exponent)"
  }
}
