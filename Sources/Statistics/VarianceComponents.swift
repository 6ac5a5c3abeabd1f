/// Where the variation of a measurement on two levels comes from, runs of a process and iterations
/// within each, and how many iterations a run should have.
///
/// With r₁ iterations in each of r₂ runs: S₁² is the mean variance within runs, S₂² the variance of
/// the runs' means. S₂² still holds a part of the first, so that the runs by themselves contribute
/// T₂² = S₂² − S₁²/r₁, and T₁² = S₁². The interval of the mean rests on the runs: ȳ ± t·√(S₂²/r₂)
/// with r₂ − 1 degrees of freedom, however many iterations there were.
///
/// Source: Kalibera and Jones, "Rigorous benchmarking in reasonable time", ISMM 2013.
public struct VarianceComponents: Equatable, Sendable {
  public let mean: Double
  /// S₁²: variance of the iterations within a run.
  public let withinVariance: Double
  /// S₂²: variance of the means of runs.
  public let meanVariance: Double
  /// T₂²: what the runs add by themselves; 0 or less where they add nothing that can be seen.
  public let betweenVariance: Double
  private let runs: Int

  /// Nil with fewer than two runs, fewer than two iterations, runs of different lengths, or a value
  /// that is not finite.
  public init?(_ iterationsByRun: [[Double]]) {
    guard let count = iterationsByRun.first?.count, iterationsByRun.count >= 2, count >= 2,
      iterationsByRun.allSatisfy({ $0.count == count && Sample.isUsable($0) })
    else { return nil }
    let means = iterationsByRun.map(Sample.mean)
    mean = Sample.mean(means)
    withinVariance = Sample.mean(iterationsByRun.map(Sample.variance))
    meanVariance = Sample.variance(means)
    betweenVariance = meanVariance - withinVariance / Double(count)
    runs = iterationsByRun.count
  }

  /// The mean of all, with the interval that rests on the runs.
  public func estimate(confidence: Double = 0.95) -> Estimate {
    let critical = StudentT.critical(confidence: confidence, degreesOfFreedom: Double(runs - 1))
    let half = critical * (meanVariance / Double(runs)).squareRoot()
    return Estimate(
      value: mean,
      interval: Interval(lower: mean - half, upper: mean + half, confidence: confidence))
  }

  /// Iterations in each run that give the narrowest interval in a given time:
  /// ⌈√(c₂/c₁ · T₁²/T₂²)⌉, at least 1.
  ///
  /// Nil where the runs add no variance: then one run with all iterations is as good.
  ///
  /// - Parameters:
  ///   - runCost: what a run costs before its first iteration, above 0.
  ///   - iterationCost: what an iteration costs in the same unit, above 0.
  public func iterations(runCost: Double, iterationCost: Double) -> Int? {
    precondition(runCost > 0 && iterationCost > 0, "costs are positive")
    guard betweenVariance > 0 else { return nil }
    let best = (runCost / iterationCost * withinVariance / betweenVariance).squareRoot()
    return best < 9e15 ? max(1, Int(best.rounded(.up))) : nil
  }
}
