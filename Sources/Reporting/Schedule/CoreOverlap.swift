import Results

/// For how long partitions ran on a core while another one did, too.
enum CoreOverlap {
  /// By partition, added up over cores and rounds. Of more than two at once each pair counts.
  static func nanosecondsByPartition(_ windows: [WindowRow]) -> [String: Int64] {
    struct Place: Hashable {
      let round: Int64
      let cpu: Int64
    }
    var overlap: [String: Int64] = [:]
    for here in Dictionary(grouping: windows, by: { Place(round: $0.round, cpu: $0.cpu) }).values {
      add(here, to: &overlap)
    }
    return overlap
  }

  private static func add(_ windows: [WindowRow], to overlap: inout [String: Int64]) {
    let ran = windows.compactMap { row -> (partition: String, start: Int64, end: Int64)? in
      guard let start = row.actualStartNanoseconds, let end = row.actualEndNanoseconds else {
        return nil
      }
      return (row.partition, start, end)
    }.sorted { $0.start < $1.start }
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
