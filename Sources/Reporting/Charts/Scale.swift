import Glibc

/// A map from values to places on the page.
struct Scale: Sendable {
  enum Kind: Sendable {
    case linear, logarithmic
  }

  let kind: Kind
  let domain: ClosedRange<Double>
  /// Place of the domain's ends; the first may be the larger one (y grows downward in SVG).
  let start: Double
  let end: Double

  init(_ kind: Kind, _ domain: ClosedRange<Double>, from start: Double, to end: Double) {
    self.kind = kind
    self.domain = domain
    self.start = start
    self.end = end
  }

  /// The place of a value; values outside the domain are put at its ends.
  func callAsFunction(_ value: Double) -> Double {
    let low = domain.lowerBound
    let high = domain.upperBound
    let value = min(max(value, low), high)
    guard high > low else { return (start + end) / 2 }
    let share =
      switch kind {
      case .linear: (value - low) / (high - low)
      case .logarithmic: log(value / low) / log(high / low)
      }
    return start + (end - start) * share
  }

  /// Round values inside the domain, about `count` of them.
  func ticks(_ count: Int) -> [Double] {
    switch kind {
    case .linear: linearTicks(count)
    case .logarithmic: logarithmicTicks(count)
    }
  }

  private func linearTicks(_ count: Int) -> [Double] {
    let span = domain.upperBound - domain.lowerBound
    guard span > 0 else { return [domain.lowerBound] }
    let step = Scale.roundStep(span / Double(max(1, count)))
    let first = (domain.lowerBound / step - 1e-9).rounded(.up)
    let last = (domain.upperBound / step + 1e-9).rounded(.down)
    guard last >= first else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  /// Decades where the domain is wide; 1, 2, 5 or finer where it is narrow.
  private func logarithmicTicks(_ count: Int) -> [Double] {
    let low = domain.lowerBound
    let high = domain.upperBound
    let decades = log10(high / low)
    if decades < 0.7 {
      return Scale(.linear, domain, from: start, to: end).ticks(count)
    }
    let steps: [Double] = decades <= Double(count) / 2.4 ? [1, 2, 5] : [1]
    let stride = max(1, Int((decades / Double(max(1, count))).rounded(.up)))
    var ticks: [Double] = []
    for exponent in Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    where steps.count > 1 || exponent % stride == 0 {
      for step in steps {
        let tick = step * pow(10, Double(exponent))
        if tick >= low * 0.999_999, tick <= high * 1.000_001 { ticks.append(tick) }
      }
    }
    return ticks
  }

  /// The next of 1, 2, 5, 10, … that is not below `step`.
  static func roundStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    let share = step / power
    return power * (share <= 1.000_001 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10)
  }
}
