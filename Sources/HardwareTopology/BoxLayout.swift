/// The characters of a drawing.
struct BoxStyle: Sendable {
  let topLeft, topRight, bottomLeft, bottomRight, horizontal, vertical: Character
  let times, dot, ellipsis: String

  static let unicode = BoxStyle(
    topLeft: "┌", topRight: "┐", bottomLeft: "└", bottomRight: "┘", horizontal: "─",
    vertical: "│", times: "×", dot: " · ", ellipsis: "…")
  static let ascii = BoxStyle(
    topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+", horizontal: "-",
    vertical: "|", times: "x", dot: ", ", ellipsis: "...")
}

/// Puts boxes into boxes within a width.
struct BoxLayout {
  let style: BoxStyle
  /// About a terminal's height: a taller drawing collapses what is alike.
  private static let linesMax = 40
  /// Lines that list the PUs of collapsed boxes.
  private static let copyLinesMax = 6

  /// The drawing, and whether boxes had to be collapsed for it.
  ///
  /// It collapses as little as it can: first the innermost boxes, then more from inside out.
  func draw(_ tree: Box, width: Int) -> (lines: [String], isCollapsed: Bool) {
    for depth in stride(from: tree.depth, through: 1, by: -1) {
      let candidate = tree.collapsed(fromDepth: depth)
      let columns = min(width, naturalWidth(candidate))
      if let lines = render(candidate, width: columns),
        lines.count <= Self.linesMax || depth == 1
      {
        return (lines, depth < tree.depth)
      }
    }
    // Too narrow even so: as wide as it must be, for the terminal to wrap.
    let candidate = tree.collapsed(fromDepth: 1)
    return (render(candidate, width: naturalWidth(candidate)) ?? [], true)
  }

  private func title(_ box: Box) -> (left: String, right: String) {
    let name = box.items[0]
    let quantity = name.quantity.isEmpty ? "" : "  \(name.quantity)"
    guard box.copies.isEmpty else {
      return (
        "\(box.copies.count) \(style.times) \(name.noun)\(quantity)",
        "\(Quantity.count(box.pus.count, "PU")) each"
      )
    }
    return (name.name + quantity, "\(box.pus.count == 1 ? "PU" : "PUs") \(box.pus)")
  }

  /// What shares the box with its name: names in one column, sizes in another.
  private func labels(_ box: Box) -> [String] {
    let others = box.items.dropFirst()
    let column = others.map(\.name.count).max() ?? 0
    return others.map { item in
      item.quantity.isEmpty ? item.name : padded(item.name, column + 2) + item.quantity
    }
  }

  /// The PUs of each collapsed box, as many as fit into a few lines.
  private func copies(_ box: Box, inner: Int) -> [String] {
    guard !box.copies.isEmpty else { return [] }
    var lines = ["PUs"]
    for set in box.copies {
      let text = "\(set)"
      if lines[lines.count - 1].count + 2 + text.count + 2 + style.ellipsis.count <= inner {
        lines[lines.count - 1] += "  " + text
      } else if lines.count < Self.copyLinesMax {
        lines.append("     " + text)
      } else {
        lines[lines.count - 1] += "  " + style.ellipsis
        break
      }
    }
    return lines
  }

  /// The least width at which title and labels can be read.
  private func leastWidth(_ box: Box) -> Int {
    let (left, right) = title(box)
    return max(left.count + right.count + 7, (labels(box).map(\.count).max() ?? 0) + 4)
  }

  /// The width at which all children stand side by side.
  private func naturalWidth(_ box: Box) -> Int {
    let child = box.children.map(naturalWidth).max() ?? 0
    let children = box.children.count * (child + 1) - 1 + 4
    let copies =
      box.copies.isEmpty ? 0 : min(60, 4 + box.copies.reduce(8) { $0 + "\($1)".count + 2 })
    return max(leastWidth(box), children, copies)
  }

  /// - Returns: lines of exactly this width; nil when the width is too small.
  private func render(_ box: Box, width: Int) -> [String]? {
    guard width >= leastWidth(box) else { return nil }
    let inner = width - 4
    var content = copies(box, inner: inner) + labels(box)
    if !box.children.isEmpty {
      // The first of a shape may fit where a later one, with longer numbers, does not.
      let fitting = columnChoices(box.children, inner: inner).lazy
        .compactMap { rows(box.children, columns: $0, inner: inner) }.first
      guard let rows = fitting else { return nil }
      content += rows
    }
    let (left, right) = title(box)
    let rule = String(repeating: style.horizontal, count: width - left.count - right.count - 6)
    let top = "\(style.topLeft) \(left) \(rule) \(right) \(style.topRight)"
    let bottom = String(repeating: style.horizontal, count: width - 2)
    return [top] + content.map { "\(style.vertical) \(padded($0, inner)) \(style.vertical)" }
      + ["\(style.bottomLeft)\(bottom)\(style.bottomRight)"]
  }

  /// How many boxes to put side by side: best first, by the least height, then by the fewest
  /// columns, which makes rows of equal length.
  private func columnChoices(_ boxes: [Box], inner: Int) -> [Int] {
    // Boxes of one shape are about as tall as each other, so one of each is measured.
    var shapes: Set<String> = []
    let measured = boxes.filter { shapes.insert($0.shape).inserted }
    var choices: [(height: Int, columns: Int)] = []
    for columns in 1...boxes.count {
      let share = (inner - (columns - 1)) / columns
      let heights = measured.compactMap { render($0, width: share)?.count }
      guard heights.count == measured.count else { break }
      let rows = (boxes.count + columns - 1) / columns
      choices.append((rows * heights.max()!, columns))
    }
    return choices.sorted { $0 < $1 }.map(\.columns)
  }

  private func rows(_ boxes: [Box], columns: Int, inner: Int) -> [String]? {
    let share = (inner - (columns - 1)) / columns
    let extra = (inner - (columns - 1)) % columns
    var lines: [String] = []
    for start in stride(from: 0, to: boxes.count, by: columns) {
      let row = boxes[start..<min(start + columns, boxes.count)].enumerated()
      let blocks = row.compactMap { column, box in
        render(box, width: share + (column < extra ? 1 : 0))
      }
      guard blocks.count == min(columns, boxes.count - start) else { return nil }
      let height = blocks.map(\.count).max()!
      let even = blocks.map { stretched($0, to: height) }
      lines += (0..<height).map { row in even.map { $0[row] }.joined(separator: " ") }
    }
    return lines
  }

  /// The same box with empty lines at its end, so that boxes in a row end together.
  private func stretched(_ block: [String], to height: Int) -> [String] {
    guard let bottom = block.last else { return block }
    let empty = "\(style.vertical)\(padded("", bottom.count - 2))\(style.vertical)"
    return block.dropLast() + Array(repeating: empty, count: height - block.count) + [bottom]
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
