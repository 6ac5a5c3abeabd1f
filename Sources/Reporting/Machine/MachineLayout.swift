import Results

/// Where the boxes of a machine stand: inner boxes side by side in as few rows as the width allows.
struct MachineLayout: Sendable {
  struct Placed: Sendable {
    let machine: MachineBox
    var box: Box
    let depth: Int
  }

  /// The widest row of text in a box, and whether there is room for it.
  struct Tile: Sendable {
    let width: Double
    let height: Double
    /// Rows of text over the CPUs.
    let textRows: Int
    /// Names of users that a CPU has room for.
    let names: Int
  }

  private(set) var placed: [Placed] = []
  let tile: Tile
  private(set) var size = (width: 0.0, height: 0.0)

  static let gap = 8.0
  static let head = 22.0

  init(_ machine: MachineBox, width: Double, usersOfCPU users: Int) {
    let leaves = machine.leaves
    let cpus = Double(leaves.map(\.pus.count).max() ?? 1)
    let details = min(3, leaves.map(\.details.count).max() ?? 0)
    // Cores with their caches in words, with their name only, or with nothing but their CPUs.
    switch leaves.count {
    case ...16:
      let names = min(4, users)
      tile = Tile(
        width: max(140, cpus * 84), height: 58 + Double(details) * 15 + Double(names) * 13,
        textRows: 3, names: names)
    case ...48: tile = Tile(width: max(66, cpus * 30), height: 44, textRows: 1, names: 0)
    default:
      // Three digits are the rule there: the widest number decides, in the type that marks a used CPU.
      let number = "\(machine.pus.max() ?? 0)"
      let chip = max(20, TextWidth.of(number, size: 11, isBold: true) + 3) + 2
      tile = Tile(width: cpus * chip + 8, height: 24, textRows: 0, names: 0)
    }
    size = measure(machine, width: width)
    place(machine, x: 0, y: 0, depth: 0, width: width)
  }

  private func measure(_ machine: MachineBox, width: Double) -> (width: Double, height: Double) {
    guard !machine.children.isEmpty else { return (tile.width, tile.height) }
    let rows = rows(machine, width: width)
    let inner = rows.map { $0.reduce(-Self.gap) { $0 + $1.width + Self.gap } }.max() ?? 0
    let height = rows.reduce(0) { $0 + ($1.map(\.height).max() ?? 0) + Self.gap }
    return (max(inner, title(machine)) + 2 * Self.gap, Self.head + height)
  }

  private func title(_ machine: MachineBox) -> Double {
    TextWidth.of(machine.title, size: 12, isBold: true)
  }

  /// Children in rows of equally many, so that none stands alone in the last.
  private func rows(_ machine: MachineBox, width: Double) -> [[(width: Double, height: Double)]] {
    let room = width - 2 * Self.gap
    let sizes = machine.children.map { measure($0, width: room) }
    let widest = sizes.map(\.width).max() ?? 1
    let most = max(1, Int((room + Self.gap) / (widest + Self.gap)))
    let count = (sizes.count + most - 1) / most
    // Tiles so small that they would make one long strip stand in a block instead.
    let least = tile.textRows < 3 && machine.children.allSatisfy(\.children.isEmpty) ? 2 : 1
    let columns = (sizes.count + max(count, least) - 1) / max(count, least)
    return stride(from: 0, to: sizes.count, by: columns).map {
      Array(sizes[$0..<min($0 + columns, sizes.count)])
    }
  }

  private mutating func place(
    _ machine: MachineBox, x: Double, y: Double, depth: Int, width: Double
  ) {
    let size = measure(machine, width: width)
    placed.append(
      Placed(
        machine: machine, box: Box(x: x, y: y, width: size.width, height: size.height), depth: depth
      ))
    guard !machine.children.isEmpty else { return }
    var next = machine.children.makeIterator()
    var top = y + Self.head
    for row in rows(machine, width: width) {
      var left = x + Self.gap
      for one in row {
        guard let child = next.next() else { return }
        place(child, x: left, y: top, depth: depth + 1, width: width - 2 * Self.gap)
        left += one.width + Self.gap
      }
      top += (row.map(\.height).max() ?? 0) + Self.gap
    }
  }
}
