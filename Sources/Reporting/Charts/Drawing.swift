/// A rectangle on the page, in pixels.
struct Box: Sendable, Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }

  func intersects(_ other: Box) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }
}

/// How a mark is filled and outlined.
struct Style: Sendable {
  var fill = Paint.none
  var stroke = Paint.none
  var strokeWidth = 1.0
  var dash: String?
  var opacity = 1.0
}

/// How a text is set.
struct TextStyle: Sendable {
  enum Anchor: String, Sendable {
    case start, middle, end
  }

  var paint = Paint.ink
  var size = 12.0
  var isBold = false
  var anchor = Anchor.start
  /// Degrees, around the text's own place.
  var rotation = 0.0
  /// An outline in the card's colour, so that the text can be read across lines.
  var hasHalo = false
}

/// An SVG drawing being written: marks in, text out.
///
/// The drawing knows nothing of data. A mark with a `tip` is one that the reader can point at; the
/// page's script turns the tips into tooltips, and without the script they are the browser's own.
struct Drawing: Sendable {
  let name: String
  let mode: DrawingMode
  let width: Double
  var height: Double
  private var body = ""
  private var definitions = ""

  init(name: String, mode: DrawingMode, width: Double, height: Double) {
    self.name = name
    self.mode = mode
    self.width = width
    self.height = height
  }

  /// - Parameter attributes: Further attributes in the caller's own words; they are not escaped.
  mutating func rect(
    _ box: Box, _ style: Style, radius: Double = 0, tip: String? = nil,
    attributes extra: String = ""
  ) {
    var attributes =
      "x=\"\(place(box.x))\" y=\"\(place(box.y))\" width=\"\(place(max(0, box.width)))\""
      + " height=\"\(place(max(0, box.height)))\""
    if radius > 0 { attributes += " rx=\"\(place(radius))\"" }
    if !extra.isEmpty { attributes += " " + extra }
    mark("rect", attributes, style, tip: tip)
  }

  mutating func circle(x: Double, y: Double, radius: Double, _ style: Style, tip: String? = nil) {
    mark(
      "circle", "cx=\"\(place(x))\" cy=\"\(place(y))\" r=\"\(place(radius))\"", style, tip: tip)
  }

  mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, _ style: Style) {
    path("M\(place(x1)) \(place(y1))L\(place(x2)) \(place(y2))", style)
  }

  mutating func path(_ commands: String, _ style: Style, tip: String? = nil) {
    mark("path", "d=\"\(commands)\"", style, tip: tip)
  }

  /// - Parameter attributes: Further attributes in the caller's own words; they are not escaped.
  mutating func text(
    _ text: String, x: Double, y: Double, _ style: TextStyle = TextStyle(),
    attributes extra: String = ""
  ) {
    var attributes = "x=\"\(place(x))\" y=\"\(place(y))\""
    if !extra.isEmpty { attributes += " " + extra }
    if style.size != 12 { attributes += " font-size=\"\(place(style.size))\"" }
    if style.isBold { attributes += " font-weight=\"600\"" }
    if style.anchor != .start { attributes += " text-anchor=\"\(style.anchor.rawValue)\"" }
    if style.rotation != 0 {
      attributes += " transform=\"rotate(\(place(style.rotation)) \(place(x)) \(place(y)))\""
    }
    if style.hasHalo {
      attributes +=
        " stroke=\"\(mode.value(.card))\" stroke-width=\"3\" stroke-linejoin=\"round\""
        + " paint-order=\"stroke\""
    }
    body += "<text \(attributes) fill=\"\(mode.value(style.paint))\">\(Escape.markup(text))</text>"
  }

  /// Begins a group; `attributes` are the caller's own words and are not escaped.
  mutating func open(_ attributes: String) { body += "<g \(attributes)>" }
  mutating func close() { body += "</g>" }

  /// Markup that no other method writes, as it stands.
  mutating func raw(_ markup: String) { body += markup }

  /// Defines diagonal stripes of a colour over a ground and returns the paint that fills with them.
  mutating func hatch(_ id: String, _ stripe: Paint, over ground: Paint) -> Paint {
    let id = "\(name)-\(id)"
    definitions +=
      "<pattern id=\"\(id)\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\""
      + " patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\""
      + " fill=\"\(mode.value(ground))\"/><rect width=\"2.5\" height=\"6\""
      + " fill=\"\(mode.value(stripe))\"/></pattern>"
    return .pattern(id)
  }

  /// Defines a clipping rectangle and returns the attribute that applies it to a group.
  mutating func clip(_ id: String, _ box: Box) -> String {
    let id = "\(name)-\(id)"
    definitions +=
      "<clipPath id=\"\(id)\"><rect x=\"\(place(box.x))\" y=\"\(place(box.y))\""
      + " width=\"\(place(box.width))\" height=\"\(place(box.height))\"/></clipPath>"
    return "clip-path=\"url(#\(id))\""
  }

  /// The finished SVG: on a page without its headline, in a file of its own with headline and
  /// background.
  func svg(headline: String, description: String) -> String {
    var top = ""
    var headerHeight = 0.0
    if case .flat = mode {
      var header = Drawing(name: name, mode: mode, width: width, height: 0)
      let lines = TextWidth.wrapped(headline, to: width, size: 16, isBold: true)
      for (index, line) in lines.enumerated() {
        header.text(
          line, x: 16, y: 28 + Double(index) * 21, TextStyle(size: 16, isBold: true))
      }
      headerHeight = 22 + Double(lines.count) * 21
      top = "<rect width=\"100%\" height=\"100%\" fill=\"\(mode.value(.card))\"/>" + header.body
    }
    // On a page the card around the drawing gives the margin; a file has to bring its own.
    let margin = mode == .html ? 0.0 : 16
    let size = "\(place(width + 2 * margin)) \(place(height + headerHeight + margin))"
    let font = mode == .html ? "" : " font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\""
    let content =
      mode == .html
      ? body : "<g transform=\"translate(\(place(margin)) \(place(headerHeight)))\">\(body)</g>"
    let dimensions = size.split(separator: " ")
    let styling = mode == .html ? " style=\"--w:\(dimensions[0])px\"" : ""
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\""
      + " width=\"\(dimensions[0])\" height=\"\(dimensions[1])\"\(styling) role=\"img\""
      + " aria-labelledby=\"\(name)-title \(name)-desc\" font-size=\"12\"\(font)>"
      + "<title id=\"\(name)-title\">\(Escape.markup(headline))</title>"
      + "<desc id=\"\(name)-desc\">\(Escape.markup(description))</desc>"
      + "<defs>\(definitions)</defs>\(top)\(content)</svg>"
  }

  private mutating func mark(
    _ element: String, _ attributes: String, _ style: Style, tip: String?
  ) {
    var text = "<\(element) \(attributes)"
    // SVG fills by default, so that "no fill" has to be said.
    text += " fill=\"\(mode.value(style.fill))\""
    if style.stroke != .none {
      text += " stroke=\"\(mode.value(style.stroke))\""
      if style.strokeWidth != 1 { text += " stroke-width=\"\(place(style.strokeWidth))\"" }
      if let dash = style.dash { text += " stroke-dasharray=\"\(dash)\"" }
    }
    if style.opacity != 1 { text += " opacity=\"\(Number.fixed(style.opacity, decimals: 2))\"" }
    if let tip {
      text += " class=\"m\"><title>\(Escape.markup(tip))</title></\(element)>"
    } else {
      text += "/>"
    }
    body += text
  }
}

/// A coordinate with at most one decimal: a tenth of a pixel is less than anybody sees.
func place(_ value: Double) -> String {
  let text = Number.fixed(value, decimals: 1)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
