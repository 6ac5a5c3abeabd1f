/// The shapes that points take, so that series differ by more than their colour.
enum Marker: Int, CaseIterable, Sendable {
  case circle, square, diamond, triangle, cross, downTriangle

  init(series: Int) {
    self = Marker.allCases[series % Marker.allCases.count]
  }

  func draw(
    _ drawing: inout Drawing, x: Double, y: Double, radius: Double, _ style: Style,
    tip: String? = nil
  ) {
    let r = radius
    switch self {
    case .circle: drawing.circle(x: x, y: y, radius: r, style, tip: tip)
    case .square:
      drawing.rect(
        Box(x: x - r * 0.9, y: y - r * 0.9, width: r * 1.8, height: r * 1.8), style, tip: tip)
    case .diamond:
      polygon(&drawing, [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)], x, y, r, style, tip)
    case .triangle: polygon(&drawing, [(0, -1.2), (1.15, 0.9), (-1.15, 0.9)], x, y, r, style, tip)
    case .downTriangle:
      polygon(&drawing, [(0, 1.2), (1.15, -0.9), (-1.15, -0.9)], x, y, r, style, tip)
    case .cross:
      let a = 0.4
      polygon(
        &drawing,
        [
          (-a, -1.2), (a, -1.2), (a, -a), (1.2, -a), (1.2, a), (a, a), (a, 1.2), (-a, 1.2), (-a, a),
          (-1.2, a), (-1.2, -a), (-a, -a),
        ], x, y, r, style, tip)
    }
  }

  private func polygon(
    _ drawing: inout Drawing, _ corners: [(Double, Double)], _ x: Double, _ y: Double,
    _ radius: Double, _ style: Style, _ tip: String?
  ) {
    let points = corners.map { "\(place(x + $0.0 * radius)) \(place(y + $0.1 * radius))" }
    drawing.path("M" + points.joined(separator: "L") + "Z", style, tip: tip)
  }
}
