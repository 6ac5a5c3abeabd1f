import Statistics

/// A time that jobs have to keep, as the reader of a run states it: a line across the tails, and the share that lies beyond.
public struct Deadline: Sendable, Equatable {
  public let nanoseconds: Int64

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  var text: String { TailPlot.shortTime(Double(nanoseconds)) }

  var limit: TailPlot.Limit {
    TailPlot.Limit(nanoseconds: Double(nanoseconds), label: "deadline \(text)", isAlwaysSeen: true)
  }

  /// `12 of 3,400`, `0.35 % (95 % interval 0.18 % to 0.61 %)`.
  func missed(_ tails: [Tail]) -> (count: String, share: String) {
    let total = tails.reduce(0) { $0 + Int($1.total) }
    let late = tails.reduce(0) { $0 + Int($1.count(beyond: Double(nanoseconds))) }
    let count = "\(Number.count(late)) of \(Number.count(total))"
    guard let rate = QuantileInterval.rate(occurrences: late, count: total),
      let interval = rate.interval
    else { return (count, Number.absent) }
    func share(_ value: Double) -> String { Number.share(percent: value * 100) }
    let level = Number.fixed(interval.confidence * 100, decimals: 0)
    return (
      count,
      "\(share(rate.value)) (\(level)\(Number.space)% interval \(share(interval.lower)) to"
        + " \(share(interval.upper)))"
    )
  }

  /// What a reader has to know of the count.
  static let note =
    " What is in the bin of the deadline counts as beyond it; the interval is that of Clopper and"
    + " Pearson, as if each missed it by itself."
}
