public import Results

/// One figure of a run: what it says, and how it is drawn.
public struct Figure: Sendable {
  /// The stem of its file name, for instance `slowdown`.
  public let name: String
  /// The question that it answers, in a few words.
  public let question: String
  /// The answer: a sentence computed from the rows.
  public let headline: String
  /// How to read the drawing, and what it leaves out.
  public let note: String
  /// Whether it needs the full width of a page.
  public let isWide: Bool
  let width: Double
  let height: Double
  let draw: @Sendable (inout Drawing) -> Void

  /// The figure as SVG; for a file of its own with the headline and a background.
  public func svg(_ mode: DrawingMode) -> String {
    var drawing = Drawing(name: name, mode: mode, width: width, height: height)
    draw(&drawing)
    return drawing.svg(headline: headline, description: "\(question). \(note)")
  }
}

/// The figures that a run has data for.
public enum Figures {
  /// In the order of the report; none where the run has no rows that one is drawn from.
  ///
  /// - Parameter deadline: What jobs and wake-ups have to keep, drawn into their tails.
  public static func all(for results: ResultSet, deadline: Deadline? = nil) -> [Figure] {
    let findings = Findings(results)
    let comparison = PolicyComparison.figure(findings)
    return deployment(results)
      + [
        SlowdownHeatMap.figure(findings), comparison,
        PolicyRounds.figure(findings, beside: comparison), ParetoFront.figure(results.policies),
        JobLatencyTail.figure(findings, deadline: deadline), WindowTimeline.figure(findings),
        StartErrorTail.figure(findings),
        ContentionFindings(results).flatMap { contention in
          HandOverImage.figure(contention, results.machine) ?? HandOverMap.figure(contention)
        }, ExceedanceFigure.figure(results),
      ].compactMap(\.self) + sweep(results) + JitterTail.figures(findings, deadline: deadline)
      + leakage(results) + (ResidueFindings(results).map(ResidueCurves.figures) ?? [])
      + [MachineFigure.figure(results)].compactMap(\.self)
  }

  private static func deployment(_ results: ResultSet) -> [Figure] {
    [
      RegisterFindings(results).flatMap { RegisterMatrix.figure($0) },
      SystemDiagram.figure(results.analysis), MajorFrame.figure(results),
    ].compactMap(\.self)
  }

  private static func leakage(_ results: ResultSet) -> [Figure] {
    guard let findings = LeakageFindings(results) else { return [] }
    let matrix = LeakageMatrix.figure(findings)
    return [LeakageBounds.figure(findings, beside: matrix), matrix].compactMap(\.self)
  }

  private static func sweep(_ results: ResultSet) -> [Figure] {
    let findings = SweepFindings(results)
    return [
      SweepCurves.latency(findings), SweepCurves.bandwidth(findings),
      Parallelism.figure(findings), Sensitivity.figure(findings),
    ].compactMap(\.self)
  }
}
