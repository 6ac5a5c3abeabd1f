import Glibc
public import Results

/// What `bulkhead contention` prints: a sentence, the matrix of hand-overs, the contended sets, and what limits them.
public enum ContentionTable {
  /// The results as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    guard let findings = ContentionFindings(results) else { return "no contention was measured\n" }
    var text = Words.paragraph(findings.headline + ".", width: width)
    if results.isPartial {
      text += Words.paragraph("PARTIAL RUN: it ended before its time.", width: width)
    }
    if !findings.cpus.isEmpty {
      text += "\n" + matrix(findings, width: width, colour: colour)
    }
    for sentence in [
      findings.precisionSentence, findings.modesSentence, findings.concurrencySentence,
    ].compactMap(\.self) where !findings.pairs.isEmpty {
      text += Words.paragraph(sentence, width: width)
    }
    if !findings.sets.isEmpty {
      text += "\n" + sets(findings).text(width: width, colour: colour) + "\n"
      text += Words.paragraph(
        "ns per access: what it takes a thread; least/most, Jain: fairness within a pass, 1 is fair.",
        width: width)
    }
    return text
  }

  // MARK: The matrix

  /// One way in nanoseconds, the row's PU starting: aligned numbers, a block behind each that is the
  /// higher the slower, so that the eye finds the clusters without colour too.
  private static func matrix(_ findings: ContentionFindings, width: Int, colour: Bool) -> String {
    let matrix = largest(findings, width: width)
    let cellWidth = cellWidth(matrix)
    let labelWidth = labelWidth(matrix)
    let size = matrix.blockSize
    let each = size > 1 ? "; every cell is the median of a block of \(size) by \(size) PUs" : ""
    var lines = Words.wrapped(
      "hand-over, one way (half a round trip), median in ns, the higher the block the slower; the row's CPU starts, the column's answers\(each)",
      width: width > 0 ? width : .max)
    lines.append(
      padded("", labelWidth)
        + matrix.blocks.indices.map { padded(matrix.label($0), cellWidth - 2) + "  " }.joined())
    for row in matrix.blocks.indices {
      lines.append(
        padded(matrix.label(row), labelWidth)
          + matrix.blocks.indices.map { column in
            guard let cell = matrix.cell(row, column), let range = matrix.range else {
              return padded("·", cellWidth - 2) + "  "
            }
            let block = Sparkline.text([cell.nanoseconds], limits: range)
            let text = padded(number(cell.nanoseconds), cellWidth - 2) + " " + block
            return colour ? painted(text, place: place(cell.nanoseconds, in: range)) : text
          }.joined())
    }
    return lines.map { line in
      String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }

  /// The matrix with the smallest blocks of PUs that fits.
  private static func largest(_ findings: ContentionFindings, width: Int) -> ContentionMatrix {
    var limit = findings.cpus.count
    while true {
      let matrix = ContentionMatrix(findings, atMost: limit)
      let total = labelWidth(matrix) + cellWidth(matrix) * matrix.blocks.count
      guard width > 0, total > width, limit > 1 else { return matrix }
      // At most as many as these columns allow, and one fewer so that it ends.
      limit = min(matrix.blocks.count - 1, max(1, width / cellWidth(matrix)))
    }
  }

  private static func labelWidth(_ matrix: ContentionMatrix) -> Int {
    matrix.blocks.indices.map { matrix.label($0).count }.max() ?? 1
  }

  /// A gap, a number or a label, a gap and a block.
  private static func cellWidth(_ matrix: ContentionMatrix) -> Int {
    let numbers = matrix.blocks.indices.flatMap { row in
      matrix.blocks.indices.compactMap { matrix.cell(row, $0) }.map { number($0.nanoseconds).count }
    }
    return 3 + max(labelWidth(matrix), numbers.max() ?? 1, 3)
  }

  private static func number(_ value: Double) -> String {
    Number.fixed(value, decimals: value < 9.95 ? 1 : 0)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// From 0 for the fastest to 1, even in the logarithm.
  private static func place(_ value: Double, in range: ClosedRange<Double>) -> Double {
    log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
  }

  /// Steps of the 256-colour cube from light to dark; the number on them says the same.
  private static let ramp = [230, 223, 216, 210, 168, 126, 90, 54]

  private static func painted(_ text: String, place: Double) -> String {
    let step = min(ramp.count - 1, max(0, Int(place * Double(ramp.count))))
    return "\u{1B}[48;5;\(ramp[step])m\u{1B}[38;5;\(step < 4 ? 16 : 231)m\(text)\u{1B}[0m"
  }

  // MARK: The sets

  private static func sets(_ findings: ContentionFindings) -> TextTable {
    var table = TextTable([
      .init("contended", isFlexible: true), .init("CPUs", isFlexible: true),
      .init("threads", .right), .init("ns per\naccess", .right),
      .init("M accesses\nper s", .right), .init("half-\nwidth", .right, priority: 1),
      .init("least/\nmost", .right, priority: 3), .init("Jain", .right, priority: 2),
    ])
    for (workload, rows) in findings.sets {
      for (index, row) in rows.enumerated() {
        table.rows.append(
          .cells([
            .init(index == 0 ? workload : ""), .init(row.cpus), .init("\(row.threads)"),
            .init(row.accessNanoseconds.map(Number.threeDigits) ?? Number.absent),
            .init(row.accessesPerSecond.map { Number.threeDigits($0 / 1e6) } ?? Number.absent),
            .init(
              row.halfWidthPercent.map { Number.fixed($0, decimals: 1) + Number.space + "%" }
                ?? Number.absent, row.precision == .reached ? .plain : .faint),
            .init(Number.ratio(row.leastOverMost)), .init(Number.ratio(row.jainIndex)),
          ]))
      }
    }
    return table
  }
}
