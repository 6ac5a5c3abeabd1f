/// The samples of several rounds, in order once and for all, so that the quantiles of a resample need
/// no sorting: how often each value was drawn is enough.
struct RoundSamples {
  /// All values, ascending, and for each its place among the rounds' values one after the other.
  private var sorted: [Double]
  private var places: [Int]
  private let starts: [Int]

  var rounds: Int { starts.count - 1 }
  var count: Int { sorted.count }

  init(_ rounds: [[Double]]) {
    let values = rounds.flatMap { $0 }
    places = values.indices.sorted { values[$0] < values[$1] }
    sorted = places.map { values[$0] }
    starts = rounds.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// Each value once.
  var all: [Int] { Array(repeating: 1, count: count) }

  /// How often each value is drawn when these rounds are: whole, or each again from blocks of its
  /// neighbours in time, as in `Bootstrap.movingBlocks`.
  func draws(
    ofRounds drawn: [Int], blockLength: Int?, using generator: inout SplitMix64
  ) -> [Int] {
    // Where a stretch begins one more, and where it ends one less: their sum up to a place is its count.
    var changes = Array(repeating: 0, count: count + 1)
    for round in drawn {
      let range = starts[round]..<starts[round + 1]
      guard let wanted = blockLength, wanted < range.count else {
        changes[range.lowerBound] += 1
        changes[range.upperBound] -= 1
        continue
      }
      var left = range.count
      while left > 0 {
        let from = range.lowerBound + generator.next(below: range.count - wanted + 1)
        changes[from] += 1
        changes[from + min(wanted, left)] -= 1
        left -= wanted
      }
    }
    var sum = 0
    for index in 0..<count {
      sum += changes[index]
      changes[index] = sum
    }
    changes.removeLast()
    return changes
  }

  /// Nearest-rank quantiles of the values as often as they were drawn; the levels ascend.
  func quantiles(_ levels: [Int], draws: [Int]) -> [Double] {
    let total = draws.reduce(0, +)
    precondition(total > 0, "an empty resample has no quantiles")
    var quantiles: [Double] = []
    var (index, seen) = (0, 0)
    for level in levels {
      let rank = Quantile.rank(partsPerMillion: level, count: total)
      while seen < rank {
        seen += draws[places[index]]
        index += 1
      }
      quantiles.append(sorted[index - 1])
    }
    return quantiles
  }
}
