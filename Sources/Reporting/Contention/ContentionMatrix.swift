import Results

/// The hand-over latencies as a square of cells, put together to blocks of PUs where there are more than fit.
struct ContentionMatrix: Sendable {
  struct Cell: Sendable {
    /// The median of the block's medians, one way.
    let nanoseconds: Double
    /// Ways that the cell stands for.
    let ways: Int
  }

  /// PUs of each row and column.
  let blocks: [[Int]]
  /// `nil` on the diagonal of single PUs, and where nothing was measured.
  private let cells: [[Cell?]]

  /// - Parameter limit: rows and columns at most; one or more.
  init(_ findings: ContentionFindings, atMost limit: Int) {
    let size = max(1, (findings.cpus.count + max(1, limit) - 1) / max(1, limit))
    blocks = stride(from: 0, to: findings.cpus.count, by: size).map {
      Array(findings.cpus[$0..<min($0 + size, findings.cpus.count)])
    }
    cells = blocks.map { [blocks] starters in
      blocks.map { others in
        let values = starters.flatMap { from in
          others.compactMap { to in findings.row(from: from, to: to)?.oneWayP50Nanoseconds }
        }.sorted()
        guard !values.isEmpty else { return nil }
        return Cell(nanoseconds: values[(values.count - 1) / 2], ways: values.count)
      }
    }
  }

  /// PUs in a block.
  var blockSize: Int { blocks.first?.count ?? 1 }

  func cell(_ row: Int, _ column: Int) -> Cell? { cells[row][column] }

  /// `5` or `8-15`.
  func label(_ block: Int) -> String {
    let pus = blocks[block]
    return pus.count == 1 ? "\(pus[0])" : "\(pus[0])-\(pus[pus.count - 1])"
  }

  /// From the fastest cell to the slowest, at least a factor of two apart: noise must not look like structure.
  var range: ClosedRange<Double>? {
    let values = cells.joined().compactMap { $0?.nanoseconds }
    guard let low = values.min(), let high = values.max(), low > 0 else { return nil }
    return low...max(high, 2 * low)
  }
}
