import Results

/// For how long partitions ran on a core while another one did, too.
enum CoreOverlap {
  /// By partition, added up over cores and rounds. Of more than two at once each pair counts.
  static func nanosecondsByPartition(_ windows: [WindowRow]) -> [String: Int64] {
    struct Place: Hashable {
      let round: Int64
      let cpu: Int64
    }
    var ran: [Place: [Run]] = [:]
    for row in windows {
      guard let start = row.actualStartNanoseconds, let end = row.actualEndNanoseconds else {
        continue
      }
      ran[Place(round: row.round, cpu: row.cpu), default: []].append(
        Run(partition: row.partition, start: start, end: end))
    }
    var overlap: [String: Int64] = [:]
    for here in ran.values { add(here.sorted { $0.start < $1.start }, to: &overlap) }
    return overlap
  }

  /// Of a window no more than is asked: there can be millions.
  private struct Run {
    let partition: String
    let start: Int64
    let end: Int64
  }

  private static func add(_ ran: [Run], to overlap: inout [String: Int64]) {
    for (index, one) in ran.enumerated() {
      for other in ran[(index + 1)...] {
        guard other.start < one.end else { break }
        guard other.partition != one.partition else { continue }
        let time = max(0, min(one.end, other.end) - other.start)
        overlap[one.partition, default: 0] += time
        overlap[other.partition, default: 0] += time
      }
    }
  }
}
