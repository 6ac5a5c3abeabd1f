/// p-values adjusted for having asked several questions at once, in the order given.
public enum MultipleTesting {
  /// Holm's step-down method: the chance of even one false alarm stays below α, whatever the
  /// dependence between the tests. For the primary hypotheses. Source: Holm, Scand. J. Stat. 1979.
  public static func holm(_ pValues: [Double]) -> [Double] {
    var adjusted = pValues
    var running = 0.0
    for (position, index) in ascending(pValues).enumerated() {
      running = max(running, min(1, Double(pValues.count - position) * pValues[index]))
      adjusted[index] = running
    }
    return adjusted
  }

  /// Benjamini and Hochberg's step-up method: the expected share of false alarms among the alarms
  /// stays below α, for independent tests. For screening. Source: J. R. Stat. Soc. B 57 (1995).
  public static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
    var adjusted = pValues
    var running = 1.0
    for (position, index) in ascending(pValues).enumerated().reversed() {
      // The quotient first: for the largest p-value it is exactly 1.
      running = min(running, pValues[index] * (Double(pValues.count) / Double(position + 1)))
      adjusted[index] = running
    }
    return adjusted
  }

  private static func ascending(_ values: [Double]) -> [Int] {
    values.indices.sorted { values[$0] < values[$1] }
  }
}
