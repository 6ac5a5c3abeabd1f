import Statistics

/// Finds lines in different rows of one DRAM bank by timing alone.
///
/// Two lines that are loaded at once take longer when they are in one bank and in different rows: the bank closes one row and
/// opens the other (Pessl et al., "DRAMA", USENIX Security 2016). The histogram of the times of random pairs has a bulk, and
/// beyond a gap a few slow pairs. Noise makes slow pairs too, so a line counts only if it is slow with every other line
/// found, and not with lines taken at random: what bank two lines are in is a matter of both, and sharing one is transitive.
struct BankSearch {
  /// The time of a pair.
  ///
  /// - Parameter isFine: take long enough to tell the bulk from the slow pairs; else just long enough to sort.
  typealias Time = (_ a: Int, _ b: Int, _ isFine: Bool) -> Double

  /// How many slow lines are looked at closely.
  private static let shortlist = 64
  /// How many random lines stand for the bulk.
  private static let typical = 33

  /// - Parameters:
  ///   - wanted: how many lines, at least 3: with fewer, chance would pass for a bank.
  ///   - candidates: lines in random order, at least 200; the first is the one whose bank is looked for.
  ///   - isTimeUp: asked while sorting; what follows takes a small part of that time.
  /// - Throws: what was seen instead.
  static func lines(
    _ wanted: Int, of candidates: [Int], isTimeUp: () -> Bool, time: Time
  ) throws(WorkloadUnavailable) -> [Int] {
    precondition(wanted >= 3 && candidates.count >= 200)
    let base = candidates[0]
    let others = candidates.dropFirst()
    let typicalLines = Array(others.prefix(typical))
    let bulk = Bulk(typicalLines.map { time(base, $0, true) })

    var coarse: [(line: Int, time: Double)] = []
    for line in others.dropFirst(typical) {
      coarse.append((line, time(base, line, false)))
      if isTimeUp() { break }
    }
    coarse.sort { $0.time > $1.time }

    /// Both ways round, as the first of two loads waits less.
    func areSlow(_ a: Int, _ b: Int) -> Bool {
      (time(a, b, true) + time(b, a, true)) / 2 > bulk.threshold
    }
    let slow = coarse.prefix(shortlist).map(\.line).filter { line in
      areSlow(base, line) && typicalLines.prefix(8).count { areSlow(line, $0) } <= 2
    }
    let lines = largestGroup(of: [base] + slow, wanted: wanted, areSlow)
    if lines.count >= wanted { return Array(lines.prefix(wanted)) }
    throw WorkloadUnavailable(
      "no gap in the histogram of \(coarse.count + typical) pairs of lines: \(bulk.description), and of the slowest "
        + (slow.isEmpty
          ? "none was slow again"
          : "\(slow.count) were slow again, \(lines.count) of \(wanted) with one another"))
  }

  /// Lines of which each is slow with all others; always with the first.
  private static func largestGroup(
    of lines: [Int], wanted: Int, _ areSlow: (Int, Int) -> Bool
  ) -> [Int] {
    var slow: [Set<Int>] = lines.map { _ in [] }
    for a in lines.indices {
      for b in lines.indices.dropFirst(a + 1) where a == 0 || areSlow(lines[a], lines[b]) {
        slow[a].insert(b)
        slow[b].insert(a)
      }
    }
    // Greedily from each line in turn, those first that agree with most others: sharing a bank is transitive, so that but for
    // errors of measurement any start finds its whole group.
    let order = lines.indices.dropFirst().sorted { slow[$0].count > slow[$1].count }
    var best = [0]
    for start in order where best.count < wanted {
      var group = [0, start]
      for next in order where group.allSatisfy({ slow[next].contains($0) }) { group.append(next) }
      if group.count > best.count { best = group }
    }
    return best.map { lines[$0] }
  }
}

/// The bulk of a histogram and where it ends.
struct Bulk: CustomStringConvertible {
  private let median: Double
  private let deviation: Double

  init(_ times: [Double]) {
    let middle = Quantile.median(times)!
    median = middle
    // 1.4826 makes the median absolute deviation of a normal distribution its standard deviation.
    deviation = 1.4826 * Quantile.median(times.map { abs($0 - middle) })!
  }

  /// One in a thousand of a normal bulk is beyond it.
  var threshold: Double { median + 3 * max(deviation, median * 0.005) }

  var description: String { "\(Int(median)) ± \(Int(deviation.rounded())) time stamps" }
}
