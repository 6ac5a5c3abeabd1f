import Results

/// The rows of `contention.csv` as a matrix of hand-overs and tables of sets: everything that is said of them starts here.
package struct ContentionFindings: Sendable {
  /// PUs that hand a line over, in order.
  let cpus: [Int]
  /// Every pair, both directions together, in the file's order.
  let pairs: [HandOver]
  /// By the PU that starts and the one that answers.
  private let directed: [Way: ContentionRow]
  /// Rows of whole sets, by workload in the file's order.
  let sets: [(workload: String, rows: [ContentionRow])]
  let checks: [ContentionRow]

  /// A hand-over from a PU to another.
  struct Way: Hashable, Sendable {
    let from: Int
    let to: Int
  }

  struct HandOver: Sendable {
    let first: Int
    let second: Int
    let row: ContentionRow
    /// The median of one way.
    let nanoseconds: Double
  }

  /// `nil` when the run has no contention rows.
  init?(_ results: ResultSet) {
    let rows = results.contention
    guard !rows.isEmpty else { return nil }
    var pairs: [HandOver] = []
    var directed: [Way: ContentionRow] = [:]
    for row in rows where row.kind == .handOver {
      let cpus = Self.cpus(row.cpus)
      guard cpus.count == 2, let nanoseconds = row.oneWayP50Nanoseconds else { continue }
      if let starter = row.cpu.map({ Int($0) }) {
        let other = cpus[0] == starter ? cpus[1] : cpus[0]
        directed[Way(from: starter, to: other)] = row
      } else {
        pairs.append(
          HandOver(first: cpus[0], second: cpus[1], row: row, nanoseconds: nanoseconds))
      }
    }
    self.pairs = pairs
    self.directed = directed
    cpus = Set(pairs.flatMap { [$0.first, $0.second] }).sorted()
    let whole = rows.filter { $0.kind == .contended && $0.cpu == nil }
    sets = Findings.distinct(whole.map(\.workload)).map { workload in
      (workload, whole.filter { $0.workload == workload })
    }
    checks = rows.filter { $0.kind == .concurrencyCheck }
  }

  /// The hand-over that `from` starts and `to` answers.
  func row(from: Int, to: Int) -> ContentionRow? { directed[Way(from: from, to: to)] }

  /// Pairs whose medians follow each other closely, the fastest group first: cut where one takes at least a quarter
  /// longer than the one before it.
  var groups: [[HandOver]] {
    var groups: [[HandOver]] = []
    for pair in pairs.sorted(by: { $0.nanoseconds < $1.nanoseconds }) {
      if let last = groups.last?.last, pair.nanoseconds < 1.25 * last.nanoseconds {
        groups[groups.count - 1].append(pair)
      } else {
        groups.append([pair])
      }
    }
    return groups
  }

  var unknown: [HandOver] { pairs.filter { $0.row.precision == .notReached } }
  var changing: [HandOver] { pairs.filter { $0.row.modes ?? 1 > 1 } }
  var areConcurrent: Bool { pairs.contains { $0.row.concurrent } }

  /// The PUs of a taskset list such as `0-2,5`; empty when it is none.
  package static func cpus(_ list: String) -> [Int] {
    list.split(separator: ",").flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let low = ends.first, let high = ends.last, low <= high, high - low < 1 << 16 else {
        return []
      }
      return Array(low...high)
    }
  }
}
