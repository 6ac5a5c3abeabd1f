public import Results
public import Statistics

extension WorstCaseRow {
  /// The rows of an estimate: the longest job, then each method at each exceedance, or the reasons against any.
  ///
  /// - Parameter blank: a row with what all have in common.
  public static func rows(
    _ estimate: WorstCaseEstimate, options: WorstCaseOptions, blank: WorstCaseRow
  ) -> [WorstCaseRow] {
    var common = blank
    common.isDescriptive = estimate.isDescriptive
    var rows: [WorstCaseRow] = []
    if let mark = estimate.highWaterMark {
      common.runs = Int64(mark.runs)
      common.seconds = mark.seconds
      var row = common
      row.method = .highWaterMark
      row.isAccepted = true
      row.estimateNanoseconds = mark.value
      row.exceedancePerRun = mark.exceedanceBound
      row.exceedancePerHour = Exceedance.perHour(
        perRun: mark.exceedanceBound, activationsPerSecond: options.activationsPerSecond)
      rows.append(row)
    }
    if !estimate.refusals.isEmpty {
      var row = common
      row.method = .series
      row.refusals = codes(estimate.refusals)
      rows.append(row)
    }
    return rows + estimate.tails.flatMap { self.rows($0, common) }
  }

  private static func rows(_ tail: WorstCaseTail, _ common: WorstCaseRow) -> [WorstCaseRow] {
    var described = common
    described.method =
      switch tail.method {
      case .blockMaxima: .blockMaxima
      case .peaksOverThreshold: .peaksOverThreshold
      }
    described.refusals = codes(tail.refusals)
    described.tailCount = Int64(tail.count)
    described.blockLength = tail.blockLength.map(Int64.init)
    described.thresholdNanoseconds = tail.threshold
    described.locationNanoseconds = tail.location
    described.scaleNanoseconds = tail.scale
    described.shape = tail.shape
    described.shapeUpper = tail.shapeUpper
    described.shapeLikelihood = tail.likelihoodShape
    described.endpointNanoseconds = tail.endpoint
    described.fitPValue = tail.fitPValue
    described.gumbelPValue = tail.gumbelPValue
    described.variation = tail.variation
    described.holdOutRuns = tail.holdOut.map { Int64($0.runs) }
    described.holdOutExceedances = tail.holdOut.map { Int64($0.exceedances) }
    described.holdOutPValue = tail.holdOut?.pValue
    // A refused tail has no numbers to quote by accident.
    guard tail.isAccepted else { return [described] }
    return tail.points.map { point in
      var row = described
      row.exceedancePerRun = point.exceedancePerRun
      row.exceedancePerHour = point.exceedancePerHour
      row.isAccepted = point.refusal == nil
      if let refusal = point.refusal {
        row.refusals = codes([refusal])
      } else {
        row.estimateNanoseconds = point.estimate
        row.lowerNanoseconds = point.lower
        row.upperNanoseconds = point.upper
      }
      return row
    }
  }

  private static func codes(_ refusals: [WorstCaseRefusal]) -> String {
    refusals.map(\.rawValue).joined(separator: " ")
  }
}

extension WorstCaseTestRow {
  /// A test of the gate as a row.
  public init(_ test: WorstCaseTest) {
    self.init()
    self.test = test.name
    statistic = test.statistic
    pValue = test.pValue
    adjustedPValue = test.adjustedPValue
    isRejected = test.isRejected
    refusal = test.refusal.rawValue
  }
}

extension JobTimeRow {
  /// The series as rows.
  public static func rows(_ times: JobTimes) -> [JobTimeRow] {
    times.nanoseconds.enumerated().map { index, nanoseconds in
      var row = JobTimeRow()
      row.jobNanoseconds = nanoseconds
      row.isDisturbed = times.disturbed.isEmpty ? nil : times.disturbed[index]
      return row
    }
  }
}
