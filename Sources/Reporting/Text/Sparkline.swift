import Glibc

/// A curve in one line of block characters, on a logarithmic scale.
enum Sparkline {
  private static let blocks = Array("▁▂▃▄▅▆▇█")

  /// - Parameters:
  ///   - values: in order; what is not positive is left blank.
  ///   - limits: the values of the lowest and the highest block, so that two lines can be compared.
  static func text(_ values: [Double], limits: ClosedRange<Double>) -> String {
    let low = log(limits.lowerBound)
    let span = log(limits.upperBound) - low
    return String(
      values.map { value -> Character in
        guard value > 0, value.isFinite else { return " " }
        let share = span > 0 ? (log(value) - low) / span : 0
        return blocks[min(max(Int(share * 8), 0), 7)]
      })
  }
}
