import Statistics

/// Finds lines in different rows of one DRAM bank by timing alone.
///
/// Two lines that are loaded at once take longer when they are in one bank and in different rows: the bank closes one row and
/// opens the other (Pessl et al., "DRAMA", USENIX Security 2016). The histogram of the times of random pairs has a bulk, and
/// beyond a gap a few slow pairs. Noise makes slow pairs too, so a line counts only if it is slow with every other line
/// found: sharing a bank is transitive, and chance is not.
struct BankSearch {
  /// The time of a pair.
  ///
  /// - Parameter isFine: take long enough to tell the bulk from the slow pairs; else just long enough to sort.
  typealias Time = (_ a: Int, _ b: Int, _ isFine: Bool) -> Double

  /// Sorted by their first time, so many are timed again and the slowest kept, and so on: what was slow by chance falls behind.
  private static let shortlists = [1024, 256, 64]
  /// How many random lines stand for all others.
  private static let typicalCount = 9

  private let time: Time
  private let typical: [Int]
  private let bulk: Bulk

  /// - Parameters:
  ///   - wanted: how many lines, at least 3: with fewer, chance would pass for a bank.
  ///   - candidates: lines in random order, at least 100; the first is the one whose bank is looked for.
  ///   - isTimeUp: asked while sorting; what follows takes a small part of that time.
  /// - Throws: what was seen instead.
  static func lines(
    _ wanted: Int, of candidates: [Int], isTimeUp: () -> Bool, time: Time
  ) throws(WorkloadUnavailable) -> [Int] {
    precondition(wanted >= 3 && candidates.count >= 100)
    return try withoutActuallyEscaping(time) { time throws(WorkloadUnavailable) in
      let others = candidates.dropFirst()
      let search = BankSearch(typical: Array(others.prefix(typicalCount)), time: time)
      return try search.lines(
        wanted, with: candidates[0], of: others.dropFirst(typicalCount), isTimeUp: isTimeUp)
    }
  }

  private init(typical: [Int], time: @escaping Time) {
    self.time = time
    self.typical = typical
    let pairs = typical.indices.flatMap { a in typical[..<a].map { (typical[a], $0) } }
    bulk = Bulk(pairs.map { time($0, $1, true) })
  }

  private func lines(
    _ wanted: Int, with base: Int, of candidates: ArraySlice<Int>, isTimeUp: () -> Bool
  ) throws(WorkloadUnavailable) -> [Int] {
    var sorted: [(line: Int, time: Double)] = []
    for line in candidates {
      sorted.append((line, time(base, line, false)))
      if isTimeUp() { break }
    }
    let pairs = sorted.count
    for keep in Self.shortlists {
      sorted.sort { $0.time > $1.time }
      sorted = sorted.prefix(keep).map { ($0.line, min($0.time, time(base, $0.line, false))) }
    }

    let lines = [base] + sorted.map(\.line)
    let ways = lines.map(way)
    // How much longer the pairs take than the ways to their lines explain; the threshold is what the bulk's own pairs show.
    let threshold = bulk.threshold
    func areSlow(_ a: Int, _ b: Int) -> Bool {
      // Both ways round, as the first of two loads waits less.
      let both = (time(lines[a], lines[b], true) + time(lines[b], lines[a], true)) / 2
      return both - ways[a] - ways[b] + 2 * bulk.median > threshold
    }
    let slow = lines.indices.dropFirst().filter { areSlow(0, $0) }
    let group = Self.largestGroup(of: [0] + slow, wanted: wanted, areSlow)
    if group.count >= wanted { return group.prefix(wanted).map { lines[$0] } }
    throw WorkloadUnavailable(
      "no gap in the histogram of \(pairs) pairs of lines: \(bulk), and of the slowest "
        + (slow.isEmpty
          ? "none was slow again"
          : "\(slow.count) were slow again, \(group.count) of \(wanted) with one another"))
  }

  /// What a line costs with whatever other line: some memory is farther away.
  private func way(to line: Int) -> Double {
    Quantile.median(typical.map { time(line, $0, true) })!
  }

  /// Members of which each is slow with all others; always with the first, with which all are.
  private static func largestGroup(
    of members: [Int], wanted: Int, _ areSlow: (Int, Int) -> Bool
  ) -> [Int] {
    var slow: [Set<Int>] = members.map { _ in [] }
    for a in members.indices {
      for b in members.indices.dropFirst(a + 1) where a == 0 || areSlow(members[a], members[b]) {
        slow[a].insert(b)
        slow[b].insert(a)
      }
    }
    // Greedily from each in turn, those first that agree with most others: but for errors of measurement, any start finds the
    // whole group.
    let order = members.indices.dropFirst().sorted { slow[$0].count > slow[$1].count }
    var best = [0]
    for start in order where best.count < wanted {
      var group = [0, start]
      for next in order where group.allSatisfy({ slow[next].contains($0) }) { group.append(next) }
      if group.count > best.count { best = group }
    }
    return best.map { members[$0] }
  }
}

/// The bulk of a histogram and where it ends.
struct Bulk: CustomStringConvertible {
  let median: Double
  private let deviation: Double

  init(_ times: [Double]) {
    let middle = Quantile.median(times)!
    median = middle
    // 1.4826 makes the median absolute deviation of a normal distribution its standard deviation.
    deviation = 1.4826 * Quantile.median(times.map { abs($0 - middle) })!
  }

  /// One in a thousand of a normal bulk is beyond it. Times that are too much alike would make a gap of any noise.
  var threshold: Double { median + 3 * max(deviation, median * 0.01) }

  var description: String { "\(Int(median)) ± \(Int(deviation.rounded())) time stamps" }
}
