import Results

/// The machine as nested boxes, package to core, with the CPUs of the run's partitions marked.
struct MachineFigure: Sendable {
  let machine: MachineBox
  let use: MachineUse
  private let layout: MachineLayout

  private static let top = 30.0

  /// `nil` where nobody read the machine.
  static func figure(_ results: ResultSet) -> Figure? {
    guard let machine = results.machine else { return nil }
    let figure = MachineFigure(machine, MachineUse(results))
    let width = max(420, figure.layout.size.width)
    return Figure(
      name: "topology", question: "What lies between the partitions",
      headline: figure.headline, note: note(results), isWide: width > 660, width: width,
      height: figure.top + figure.layout.size.height + 2, draw: figure.draw)
  }

  private init(_ machine: MachineBox, _ use: MachineUse) {
    self.machine = machine
    self.use = use
    let most = machine.pus.map { use.users(of: $0).count }.max() ?? 0
    layout = MachineLayout(
      machine, width: machine.leaves.count <= 4 ? 640 : 1280, usersOfCPU: most)
  }

  private static func note(_ results: ResultSet) -> String {
    let isGuest = results.provenance.hypervisor?.isEmpty == false
    let seen = isGuest ? "the hypervisor tells it to hwloc" : "hwloc has it"
    return
      "As \(seen), from env/topology.xml. A box is what its CPUs share, without what inner boxes"
      + " have of their own. A CPU in several colours belongs to each of them in turn."
      + (results.cells.isEmpty ? "" : " Marked as the policy has it that gives the fewest CPUs.")
  }

  /// Who meets whom in which box.
  var headline: String {
    let cpus = machine.pus.count
    let cores = machine.leaves.count
    let all =
      Number.count(cores, "core") + (cpus == cores ? "" : " with \(Number.count(cpus, "CPU"))")
    let used = use.cpus
    guard let shared = machine.smallest(around: used), !used.isEmpty else {
      return "\(all) in \(machine.title)"
    }
    let names =
      use.users.count <= 3 ? use.users.map { "\($0.name) (\(MachineUse.list($0.cpus)))" } : []
    let who =
      names.isEmpty
      ? "\(Number.count(use.users.count, "partition")) on \(MachineUse.list(used))"
      : Words.list(names)
    let verb = use.users.count == 1 ? "lies in" : "share"
    let place = Words.list([shared.title] + shared.details)
    return "\(Words.capitalised(who)) \(verb) \(place), on a machine of \(all)"
  }

  /// Colours go round, hatched the second time.
  private static func paint(_ user: Int, _ hatches: [Paint]) -> Paint {
    let colour = user % Theme.seriesCount
    return user / Theme.seriesCount % 2 == 0 ? .series(colour) : hatches[colour]
  }

  private var top: Double { use.users.isEmpty ? 0 : Self.top + legendRows * 18 - 18 }

  /// As many as the legend will take, by the same widths.
  private var legendRows: Double {
    var (rows, x) = (1.0, 0.0)
    let room = max(420, layout.size.width)
    for user in use.users {
      let width = 20 + TextWidth.of(user.name, size: 11)
      if x + width > room, x > 0 { (rows, x) = (rows + 1, 0) }
      x += width + 18
    }
    return rows
  }

  @Sendable private func draw(_ drawing: inout Drawing) {
    let hatches = (0..<Theme.seriesCount).map {
      drawing.hatch("user\($0)", .series($0), over: .card)
    }
    var legend = Legend(x: 0, y: 14, right: drawing.width)
    for (index, user) in use.users.enumerated() {
      legend.add(user.name, &drawing) { drawing, x, y in
        drawing.rect(
          Box(x: x - 7, y: y - 5, width: 14, height: 10),
          Style(fill: Self.paint(index, hatches)), radius: 2)
      }
    }
    for placed in layout.placed {
      var placed = placed
      placed.box.y += top
      if placed.machine.children.isEmpty {
        core(placed.machine, placed.box, hatches, &drawing)
      } else {
        group(placed, &drawing)
      }
    }
  }

  private func group(_ placed: MachineLayout.Placed, _ drawing: inout Drawing) {
    let (machine, box) = (placed.machine, placed.box)
    drawing.rect(
      box, Style(fill: placed.depth % 2 == 0 ? .lane : .card, stroke: .grid), radius: 8,
      tip: tip(machine))
    let room = box.width - 20
    let title = TextWidth.fitted(machine.title, to: room, size: 12, isBold: true)
    drawing.text(
      title, x: box.x + 10, y: box.y + 15, TextStyle(isBold: true),
      attributes: "pointer-events=\"none\"")
    let left = room - TextWidth.of(title, size: 12, isBold: true) - 10
    guard !machine.details.isEmpty, left > 40 else { return }
    drawing.text(
      TextWidth.fitted(machine.details.joined(separator: " · "), to: left, size: 11),
      x: box.right - 10, y: box.y + 15, TextStyle(paint: .muted, size: 11, anchor: .end),
      attributes: "pointer-events=\"none\"")
  }

  private func core(
    _ core: MachineBox, _ box: Box, _ hatches: [Paint], _ drawing: inout Drawing
  ) {
    drawing.rect(box, Style(fill: .card, stroke: .axis), radius: 5, tip: tip(core))
    var y = box.y + 4
    if layout.tile.textRows > 0 {
      let title = TextWidth.fitted(core.title, to: box.width - 12, size: 11, isBold: true)
      drawing.text(
        title, x: box.x + 7, y: y + 12, TextStyle(size: 11, isBold: true),
        attributes: "pointer-events=\"none\"")
      y += 17
    }
    if layout.tile.textRows > 1 {
      for detail in core.details.prefix(3) {
        drawing.text(
          TextWidth.fitted(detail, to: box.width - 12, size: 10), x: box.x + 7, y: y + 11,
          TextStyle(paint: .muted, size: 10), attributes: "pointer-events=\"none\"")
        y += 15
      }
    }
    let width = (box.width - 8) / Double(max(1, core.pus.count))
    for (index, cpu) in core.pus.enumerated() {
      chip(
        cpu,
        Box(
          x: box.x + 4 + Double(index) * width + 1, y: y, width: width - 2,
          height: box.bottom - y - 4), hatches, &drawing)
    }
  }

  /// A CPU in the colours of all that ran on it, side by side; with their names where there is room.
  private func chip(
    _ cpu: Int, _ box: Box, _ hatches: [Paint], _ drawing: inout Drawing
  ) {
    let users = use.users(of: cpu)
    let bar = users.isEmpty ? 0 : min(8.0, box.height * 0.35)
    let names = users.map { use.users[$0].name }
    drawing.rect(box, Style(fill: .lane, stroke: users.isEmpty ? .grid : .ink), radius: 3)
    for (index, user) in users.enumerated() {
      let share = (box.width - 2) / Double(users.count)
      drawing.rect(
        Box(
          x: box.x + 1 + Double(index) * share, y: box.bottom - bar - 1, width: share, height: bar),
        Style(fill: Self.paint(user, hatches)))
    }
    let lines = layout.tile.names > 0 ? names.prefix(layout.tile.names) : []
    let size = box.height - bar >= 14 ? 11.0 : 9.0
    let middle =
      lines.isEmpty ? box.y + (box.height - bar) / 2 + size * 0.36 : box.y + 15
    drawing.text(
      TextWidth.fitted(box.width > 52 ? "CPU \(cpu)" : "\(cpu)", to: box.width, size: size),
      x: box.x + box.width / 2, y: middle,
      TextStyle(
        paint: users.isEmpty ? .muted : .ink, size: size, isBold: !users.isEmpty, anchor: .middle))
    for (index, name) in lines.enumerated() {
      drawing.text(
        TextWidth.fitted(name, to: box.width - 6, size: 10), x: box.x + box.width / 2,
        y: middle + 14 + Double(index) * 13, TextStyle(paint: .muted, size: 10, anchor: .middle))
    }
    // Over everything, so that the whole chip can be pointed at.
    drawing.rect(
      box, Style(fill: .card, opacity: 0),
      tip: "CPU \(cpu)\n" + (names.isEmpty ? "not used by the run" : names.joined(separator: ", ")))
  }

  private func tip(_ machine: MachineBox) -> String {
    ([machine.title] + machine.details + [MachineUse.list(Set(machine.pus))])
      .joined(separator: "\n")
  }
}
