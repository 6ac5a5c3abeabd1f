extension Topology {
  /// The machine as nested boxes for a terminal; as indented lines where it is too narrow for boxes.
  ///
  /// One box is one set of PUs: whatever a box names is shared by exactly the PUs in its title.
  /// Boxes that are alike become one with `N ×` in front when drawing each takes too much room.
  ///
  /// - Parameters:
  ///   - width: columns of the terminal; boxes take 60.
  ///   - usesUnicode: box-drawing characters, or plain ASCII.
  public func drawing(width: Int = 80, usesUnicode: Bool = true) -> String {
    let style: BoxStyle = usesUnicode ? .unicode : .ascii
    let boxes =
      width < 60
      ? (lines: outline.lines(dot: style.dot), isCollapsed: false)
      : BoxLayout(style: style).draw(boxTree(), width: width)
    let parts = [
      heading(style), boxes.lines, cacheTable(), distanceTable(),
      remarks(style, isCollapsed: boxes.isCollapsed),
    ]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private func heading(_ style: BoxStyle) -> [String] {
    let origin = source == .thisMachine ? "This machine" : source.description
    let title = [origin, model].compactMap(\.self).joined(separator: style.dot)
    let isMixed = Set(cores.map(\.pus.count)).count > 1
    let smt = threadsPerCore > 1 ? "\(isMixed ? "up to " : "")\(threadsPerCore) per core" : "no SMT"
    let counts = [
      Quantity.count(packages.count, "package"), Quantity.count(numaNodes.count, "NUMA node"),
      Quantity.count(cores.count, "core"), "\(Quantity.count(pus.count, "PU")) (\(smt))",
    ]
    return [title, counts.joined(separator: style.dot)]
      + (virtualMachine.map { ["Virtual machine: \($0.product) (\($0.evidence))"] } ?? [])
  }

  /// One line for every make of cache.
  private func cacheTable() -> [String] {
    var makes: [[String]] = []
    var counts: [Int] = []
    for cache in caches {
      let make = [
        cache.name, cache.bytes.map(Quantity.bytes) ?? "?",
        cache.lineBytes.map { "\($0) B" } ?? "?",
        cache.ways == .unknown ? "?" : cache.ways.description, "\(cache.pus.count)",
      ]
      if let index = makes.firstIndex(of: make) {
        counts[index] += 1
      } else {
        makes.append(make)
        counts.append(1)
      }
    }
    if makes.isEmpty { return ["No cache is known."] }
    let rows = zip(makes, counts).map { make, count in make + ["\(count)"] }
    return TextTable.lines(["cache", "size", "line", "ways", "PUs each", "caches"], rows)
  }

  private func distanceTable() -> [String] {
    guard let matrix = distances.first(where: { $0.meaning == .latency && $0.objects.count <= 8 })
    else { return [] }
    let numbers = matrix.objects.map { $0.split(separator: " ").last.map(String.init) ?? "" }
    return TextTable.lines(
      [matrix.name] + numbers,
      zip(matrix.objects, matrix.values).map { name, values in [name] + values.map(\.description) })
  }

  private func remarks(_ style: BoxStyle, isCollapsed: Bool) -> [String] {
    var lines: [String] = []
    if isCollapsed {
      lines.append("N \(style.times) stands for N alike; inside is the first of them.")
    }
    if cpuKinds.count > 1 {
      lines += cpuKinds.enumerated().map { index, kind in
        let name = kind.infos["CoreType"] ?? ""
        return "CPU kind \(index)\(name.isEmpty ? "" : " (\(name))"): PUs \(kind.pus)"
      }
    }
    if usable != pus { lines.append("Usable by this process: PUs \(usable)") }
    if !offline.isEmpty { lines.append("Offline: PUs \(offline)") }
    if !isThisSystem {
      lines.append("Not this machine: it can be drawn and planned with, not run on.")
    }
    return lines
  }
}
