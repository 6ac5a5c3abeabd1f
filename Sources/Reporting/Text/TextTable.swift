/// A table for the terminal: aligned columns that fit a width, with notes under it.
///
/// What gives way when the width is too small, in this order: the long headings, the gaps, long
/// text (cut with an ellipsis), whole columns from the least important one, and at last short text.
/// Columns that are left out are named under the table. Where not even the columns that are never
/// left out fit, every row becomes a few lines, a column on each.
public struct TextTable: Sendable {
  public enum Alignment: Sendable {
    case left, right
  }

  /// The mood of a cell; it becomes a colour only when the caller asks for colour, and never stands
  /// alone.
  public enum Tone: Sendable {
    case plain, good, bad, faint
  }

  /// A line of the legend: the name of a column, and what it is.
  struct Entry: Sendable {
    let name: String
    let text: String

    init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }
  }

  public struct Column: Sendable {
    /// May have two lines.
    public var heading: String
    /// Used instead of the heading where room is short.
    public var shortHeading: String
    public var alignment: Alignment
    /// Columns with the lowest number are left out first; `nil` is never left out.
    public var priority: Int?
    /// Whether the cells may be cut with an ellipsis.
    public var isFlexible: Bool

    public init(
      _ heading: String, short: String? = nil, _ alignment: Alignment = .left,
      priority: Int? = nil, isFlexible: Bool = false
    ) {
      self.heading = heading
      shortHeading = short ?? heading
      self.alignment = alignment
      self.priority = priority
      self.isFlexible = isFlexible
    }
  }

  public struct Cell: Sendable, ExpressibleByStringLiteral {
    public var text: String
    public var tone: Tone

    public init(_ text: String, _ tone: Tone = .plain) {
      self.text = Words.printable(text)
      self.tone = tone
    }

    public init(stringLiteral text: String) { self.init(text) }
  }

  public enum Row: Sendable {
    case cells([Cell])
    /// A line of its own that names the rows below it.
    case heading(String)
  }

  public var columns: [Column]
  public var rows: [Row] = []

  public init(_ columns: [Column]) { self.columns = columns }

  /// The table as lines that end in a newline.
  /// - Parameters:
  ///   - width: Columns per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public func text(width: Int, colour: Bool = false) -> String {
    let layout = Layout(self, width: width)
    let isTable = layout.fits
    var lines = isTable ? layout.headingLines.map { layout.line($0, colour: colour) } : []
    for row in rows {
      switch row {
      case .cells(let cells):
        lines +=
          isTable
          ? [layout.line(cells, colour: colour)] : layout.record(cells, colour: colour)
      case .heading(let text): lines += Words.folded(Words.printable(text), width: width)
      }
    }
    if !layout.omitted.isEmpty {
      lines += Words.folded(
        "(too narrow for: \(layout.omitted.joined(separator: ", ")))", width: width)
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension TextTable {
  /// Columns of a line when the table is made to fit a width: more than that where it cannot, and a
  /// row becomes a few lines.
  func columns(within width: Int) -> Int { Layout(self, width: width).total }

  /// The entries that explain a column for which a width has room; those of no single column stay.
  func explained(_ legend: [Entry], width: Int) -> [Entry] {
    let layout = Layout(self, width: width)
    func explains(_ entry: Entry, _ names: [String]) -> Bool {
      names.contains { $0.contains(entry.name) }
    }
    return legend.filter { explains($0, layout.named) || !explains($0, layout.omitted) }
  }

  /// The widths that a table gets on a given terminal.
  private struct Layout {
    let columns: [Column]
    let width: Int
    var isShort = false
    var gap = 2
    var widths: [Int] = []
    var isShown: [Bool]

    init(_ table: TextTable, width: Int) {
      columns = table.columns
      self.width = width
      isShown = columns.map { _ in true }
      widths = measure(table)
      guard width > 0, total > width else { return }
      isShort = true
      widths = measure(table)
      if total > width { gap = 1 }
      // A name of ordinary length is worth more than the least important column.
      cutFlexible(to: width, shortest: 22)
      while total > width, let least = leastImportant {
        isShown[least] = false
      }
      cutFlexible(to: width, shortest: 8)
    }

    func heading(_ column: Column) -> String { isShort ? column.shortHeading : column.heading }

    /// Headings of fewer lines than the tallest one stand at the bottom.
    var headingLines: [[Cell]] {
      let headings = columns.map { heading($0).split(separator: "\n").map(String.init) }
      let height = headings.map(\.count).max() ?? 1
      return (0..<height).map { line in
        headings.map { heading in
          let index = line - (height - heading.count)
          return Cell(index < 0 ? "" : heading[index], .faint)
        }
      }
    }

    var named: [String] { columns.indices.filter { isShown[$0] }.map { name(columns[$0]) } }

    var omitted: [String] { columns.indices.filter { !isShown[$0] }.map { name(columns[$0]) } }

    /// Whether a line holds all columns that are shown.
    var fits: Bool { width <= 0 || total <= width }

    /// The row without a table: its first cell, and under it every other with its name. A first
    /// column without a name, such as one of ranks, stands before the second.
    func record(_ cells: [Cell], colour: Bool) -> [String] {
      let shown = columns.indices.filter { isShown[$0] && $0 < cells.count }
      let title = shown.prefix(shown.first.map { name(columns[$0]) } == "" ? 2 : 1)
      let rest = shown.dropFirst(title.count)
      let nameWidth = rest.map { plainName(columns[$0]).count }.max() ?? 0
      // A number alone, such as a CPU's, says nothing.
      let titled = title.map { index in
        let text = cells[index].text
        return !text.isEmpty && text.allSatisfy(\.isNumber)
          ? "\(name(columns[index])) \(text)" : text
      }.filter { $0.contains { $0 != " " } }.joined(separator: " ")
      return Words.folded(titled, width: width)
        + rest.flatMap { index in
          let name = plainName(columns[index])
          let head = "    " + name + String(repeating: " ", count: nameWidth - name.count + 2)
          let cell = cells[index]
          let room = width - Columns.count(head)
          guard Columns.count(cell.text) > room else {
            return [head + (colour ? paint(cell.text, cell.tone) : cell.text)]
          }
          // What is folded goes without its colour.
          return Words.wrapped(cell.text, width: room).enumerated().map { number, part in
            (number == 0 ? head : String(repeating: " ", count: Columns.count(head))) + part
          }
        }
    }

    /// The name without what its brackets add.
    private func plainName(_ column: Column) -> String {
      let name = name(column)
      return name.firstRange(of: " [").map { String(name[..<$0.lowerBound]) } ?? name
    }

    /// The heading in one line: `half-` and `width` are `half-width`.
    private func name(_ column: Column) -> String {
      column.heading.replacing("-\n", with: "-").replacing("\n", with: " ")
    }

    func line(_ cells: [Cell], colour: Bool) -> String {
      let shown = columns.indices.filter { isShown[$0] }
      let texts = shown.map { index in
        let cell = index < cells.count ? cells[index] : ""
        let text = Words.shortened(cell.text, to: widths[index])
        let space = String(repeating: " ", count: widths[index] - Columns.count(text))
        let painted = colour && !text.isEmpty ? paint(text, cell.tone) : text
        return columns[index].alignment == .right ? space + painted : painted + space
      }
      let line = texts.joined(separator: String(repeating: " ", count: gap))
      return String(line.reversed().drop { $0 == " " }.reversed())
    }

    var total: Int {
      let shown = columns.indices.filter { isShown[$0] }
      return shown.reduce(0) { $0 + widths[$1] } + gap * max(0, shown.count - 1)
    }

    private var leastImportant: Int? {
      columns.indices.filter { isShown[$0] && columns[$0].priority != nil }
        .min { (columns[$0].priority ?? 0, -$0) < (columns[$1].priority ?? 0, -$1) }
    }

    private func measure(_ table: TextTable) -> [Int] {
      columns.indices.map { index in
        let lines = heading(columns[index]).split(separator: "\n")
        return table.rows.reduce(lines.map(Columns.count).max() ?? 0) { width, row in
          guard case .cells(let cells) = row, index < cells.count else { return width }
          return max(width, Columns.count(cells[index].text))
        }
      }
    }

    private mutating func cutFlexible(to width: Int, shortest: Int) {
      while total > width {
        let wide = columns.indices.filter { columns[$0].isFlexible && widths[$0] > shortest }
        guard let widest = wide.max(by: { widths[$0] < widths[$1] }) else { return }
        widths[widest] -= 1
      }
    }

    private func paint(_ text: String, _ tone: Tone) -> String {
      // Codes of the 8 standard colours, so that the terminal's own theme decides how they look.
      switch tone {
      case .plain: text
      case .good: "\u{1B}[32m\(text)\u{1B}[0m"
      case .bad: "\u{1B}[31m\(text)\u{1B}[0m"
      case .faint: "\u{1B}[2m\(text)\u{1B}[0m"
      }
    }
  }
}
