/// How often each symbol was sent and seen as each output: a contingency table.
public struct JointCounts: Sendable, Equatable {
  /// The counts of a symbol's outputs, symbol after symbol.
  private var cells: [Int]
  public let symbols: Int
  public let outputs: Int

  /// - Parameter rows: for each symbol the counts of its outputs; all of the same length.
  public init(_ rows: [[Int]]) {
    precondition(
      !rows.isEmpty && !rows[0].isEmpty && rows.allSatisfy { $0.count == rows[0].count },
      "a table of counts has rows of one length")
    symbols = rows.count
    outputs = rows[0].count
    cells = rows.flatMap { $0 }
  }

  /// Counts pairs. Every symbol and output must be below the number there is of them.
  public init(_ sent: [Int], _ seen: [Int], symbols: Int, outputs: Int) {
    precondition(sent.count == seen.count, "each symbol has one output")
    self.symbols = symbols
    self.outputs = outputs
    cells = Array(repeating: 0, count: symbols * outputs)
    for (symbol, output) in zip(sent, seen) { cells[symbol * outputs + output] += 1 }
  }

  /// The sum of tables of one size, of which there is at least one.
  init(sumOf tables: [JointCounts]) {
    self = tables[0]
    for table in tables.dropFirst() {
      for index in cells.indices { cells[index] += table.cells[index] }
    }
  }

  public subscript(symbol: Int, output: Int) -> Int { cells[symbol * outputs + output] }

  public var total: Int { cells.reduce(0, +) }

  var symbolTotals: [Int] {
    (0..<symbols).map { symbol in cells[symbol * outputs..<(symbol + 1) * outputs].reduce(0, +) }
  }

  var outputTotals: [Int] {
    (0..<outputs).map { output in (0..<symbols).reduce(0) { $0 + self[$1, output] } }
  }

  /// (rows − 1)(columns − 1), over those in which anything was counted.
  public var degreesOfFreedom: Int {
    let rows = symbolTotals.count { $0 > 0 }
    let columns = outputTotals.count { $0 > 0 }
    return max(0, rows - 1) * max(0, columns - 1)
  }

  /// P(output | symbol) as counted; symbols that were never sent are left out.
  public var channel: [[Double]] {
    zip(0..., symbolTotals).filter { $0.1 > 0 }.map { symbol, sent in
      (0..<outputs).map { Double(self[symbol, $0]) / Double(sent) }
    }
  }
}
