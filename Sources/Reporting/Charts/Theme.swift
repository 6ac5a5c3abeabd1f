/// The resolved colours of a figure on a light or on a dark page.
///
/// Series are the Okabe-Ito colours, which people with any common colour blindness can tell apart;
/// magnitude is a ramp of even brightness steps from the viridis family (magma). Neither ever
/// stands alone: there is a label, a shape or a hatch.
public struct Theme: Sendable, Equatable {
  public let name: String
  let page: Colour
  let card: Colour
  let ink: Colour
  let muted: Colour
  let grid: Colour
  let axis: Colour
  let lane: Colour
  let good: Colour
  let bad: Colour
  /// Fills and lines of series.
  let series: [Colour]
  /// Texts in the colour of a series: dark (or light) enough to read.
  let seriesInk: [Colour]
  /// Magnitude from harmless to worst.
  let ramp: [Colour]

  static let rampSteps = 12
  static let seriesCount = 6

  public static let light = Theme(
    name: "light", page: Colour(0xF2F4F7), card: Colour(0xFFFFFF), ink: Colour(0x14181D),
    muted: Colour(0x59626D), grid: Colour(0xE4E8ED), axis: Colour(0x8E97A3),
    lane: Colour(0xF0F2F5), good: Colour(0x00734F), bad: Colour(0xB34700),
    series: [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9].map(Colour.init),
    seriesInk: [0x00639C, 0xB34700, 0x00734F, 0xA0447A, 0x8A5F00, 0x20709F].map(Colour.init),
    ramp: ramp(Array(magma[2...].reversed())))

  public static let dark = Theme(
    name: "dark", page: Colour(0x0F1216), card: Colour(0x181C22), ink: Colour(0xE9ECEF),
    muted: Colour(0x9EA8B3), grid: Colour(0x2A313A), axis: Colour(0x66717E),
    lane: Colour(0x20262E), good: Colour(0x3FCF9F), bad: Colour(0xFF9552),
    series: [0x3D9BDB, 0xF07A26, 0x1FB98B, 0xDB8FBB, 0xEDB02D, 0x85CBF2].map(Colour.init),
    seriesInk: [0x62B3EA, 0xFF9552, 0x3FCF9F, 0xE9A6CC, 0xF2C25C, 0xA3D8F6].map(Colour.init),
    ramp: ramp(Array(magma[1...])))

  /// Anchors of the magma colour map at every tenth, after Smith and van der Walt, matplotlib 1.5
  /// (2015).
  private static let magma = [
    0x000004, 0x140E36, 0x3B0F70, 0x641A80, 0x8C2981, 0xB73779, 0xDE4968, 0xF7705C, 0xFE9F6D,
    0xFECF92, 0xFCFDBF,
  ].map(Colour.init)

  private static func ramp(_ anchors: [Colour]) -> [Colour] {
    (0..<rampSteps).map { step in
      let place = Double(step) / Double(rampSteps - 1) * Double(anchors.count - 1)
      let low = min(Int(place), anchors.count - 2)
      return anchors[low].mixed(with: anchors[low + 1], share: place - Double(low))
    }
  }

  /// Black or white, whichever can be read on the ramp's step.
  func inkOnRamp(_ step: Int) -> Colour {
    ramp[step].brightness > 0.55 ? Colour(0x14181D) : Colour(0xFFFFFF)
  }

  /// The colours as CSS custom properties, for the page to switch between.
  var cssVariables: String {
    var pairs = [
      ("page", page), ("card", card), ("ink", ink), ("muted", muted), ("grid", grid),
      ("axis", axis), ("lane", lane), ("good", good), ("bad", bad),
    ]
    for index in series.indices {
      pairs.append(("s\(index)", series[index]))
      pairs.append(("t\(index)", seriesInk[index]))
    }
    for step in ramp.indices {
      pairs.append(("q\(step)", ramp[step]))
      pairs.append(("i\(step)", inkOnRamp(step)))
    }
    // What is drawn once for each theme shows in its own only.
    let shown = [Theme.light, .dark].map {
      "--\($0.name)-only:\($0.name == name ? "inline" : "none")"
    }
    return (pairs.map { "--\($0.0):\($0.1.hex)" } + shown).joined(separator: ";")
  }
}

/// What a mark is painted with, named by its meaning; the mode of the drawing resolves it.
enum Paint: Sendable, Equatable {
  case none, card, ink, muted, grid, axis, lane, good, bad
  case series(Int)
  case seriesInk(Int)
  case ramp(Int)
  case inkOnRamp(Int)
  /// A fill pattern of the drawing.
  case pattern(String)
}

/// How a drawing names its colours.
public enum DrawingMode: Sendable, Equatable {
  /// CSS variables of the page around it, so that the page can change theme.
  case html
  /// Resolved colours, font and background, for a file of its own: librsvg knows no CSS variables.
  case flat(Theme)

  func value(_ paint: Paint) -> String {
    if case .pattern(let name) = paint { return "url(#\(name))" }
    if case .none = paint { return "none" }
    switch self {
    case .html: return "var(--\(variable(paint)))"
    case .flat(let theme): return resolved(paint, theme).hex
    }
  }

  private func variable(_ paint: Paint) -> String {
    switch paint {
    case .series(let index): "s\(index % Theme.seriesCount)"
    case .seriesInk(let index): "t\(index % Theme.seriesCount)"
    case .ramp(let step): "q\(step)"
    case .inkOnRamp(let step): "i\(step)"
    default: "\(paint)"
    }
  }

  private func resolved(_ paint: Paint, _ theme: Theme) -> Colour {
    switch paint {
    case .none, .pattern, .card: theme.card
    case .ink: theme.ink
    case .muted: theme.muted
    case .grid: theme.grid
    case .axis: theme.axis
    case .lane: theme.lane
    case .good: theme.good
    case .bad: theme.bad
    case .series(let index): theme.series[index % Theme.seriesCount]
    case .seriesInk(let index): theme.seriesInk[index % Theme.seriesCount]
    case .ramp(let step): theme.ramp[step]
    case .inkOnRamp(let step): theme.inkOnRamp(step)
    }
  }
}
