import Glibc

/// Finds room for labels beside the lines that they name.
///
/// A small greedy search: of the places along a line, above and below and beside it, the one with
/// the fewest points of any line under it and of another line near it wins, so that no label seems
/// to name its neighbour; labels never lie on each other while there is another place.
struct LabelPlacer: Sendable {
  let plot: Box
  private var points: [(x: Double, y: Double, owner: Int)] = []
  private var taken: [Box] = []

  init(plot: Box) { self.plot = plot }

  mutating func avoid(line: [(x: Double, y: Double)], of owner: Int) {
    for (a, b) in zip(line, line.dropFirst()) {
      let steps = max(1, Int(max(abs(b.x - a.x), abs(b.y - a.y)) / 3))
      for step in 0...steps {
        let share = Double(step) / Double(steps)
        points.append((a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share, owner))
      }
    }
  }

  mutating func avoid(_ box: Box) { taken.append(box) }

  /// The box for a label of the given size near the line; the box is taken afterwards.
  mutating func place(
    width: Double, height: Double, along line: [(x: Double, y: Double)], of owner: Int
  ) -> Box {
    var best = Box(x: plot.x, y: plot.y, width: width, height: height)
    var bestScore = Double.infinity
    let stride = max(1, line.count / 60)
    for index in Swift.stride(from: 0, to: line.count, by: stride) {
      let anchor = line[index]
      let corners = [
        (anchor.x + 8, anchor.y - height / 2), (anchor.x - 8 - width, anchor.y - height / 2),
        (anchor.x + 4, anchor.y - height - 4), (anchor.x + 4, anchor.y + 5),
        (anchor.x - 4 - width, anchor.y - height - 4), (anchor.x - 4 - width, anchor.y + 5),
      ]
      for corner in corners {
        let box = Box(x: corner.0, y: corner.1, width: width, height: height)
        guard box.x >= plot.x, box.right <= plot.right, box.y >= plot.y, box.bottom <= plot.bottom
        else { continue }
        let score = score(box, owner)
        if score < bestScore { (best, bestScore) = (box, score) }
      }
    }
    taken.append(best)
    return best
  }

  /// The box for a label of the given size around a point, or `nil` where everything around it is taken; first close by, then
  /// farther away, where a leader has to connect them. The box is taken afterwards.
  mutating func place(width: Double, height: Double, around point: (x: Double, y: Double)) -> Box? {
    for distance in stride(from: 8.0, through: 56, by: 12) {
      var best: (box: Box, score: Double)?
      for direction in 0..<16 {
        let angle = Double(direction) * .pi / 8
        let (towardX, towardY) = (cos(angle), sin(angle))
        // The label's middle, so far out that its nearest edge is at the distance.
        let box = Box(
          x: point.x + towardX * (distance + width / 2) - width / 2,
          y: point.y - towardY * (distance + height / 2) - height / 2, width: width, height: height)
        guard box.x >= plot.x, box.right <= plot.right, box.y >= plot.y, box.bottom <= plot.bottom,
          !taken.contains(where: { $0.intersects(box) })
        else { continue }
        let score = score(box, 0)
        if score < best?.score ?? .infinity { best = (box, score) }
      }
      if let best {
        taken.append(best.box)
        return best.box
      }
    }
    return nil
  }

  private func score(_ box: Box, _ owner: Int) -> Double {
    func count(within margin: Double, _ matches: (Int) -> Bool) -> Double {
      Double(
        points.count {
          $0.x > box.x - margin && $0.x < box.right + margin && $0.y > box.y - margin
            && $0.y < box.bottom + margin && matches($0.owner)
        })
    }
    let overlaps = taken.count { $0.intersects(box) }
    return 3 * count(within: 2) { _ in true } + count(within: 14) { $0 != owner }
      + Double(overlaps) * 1000
  }
}
