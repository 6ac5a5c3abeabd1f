import Results
import Statistics
import Testing

@testable import Experiment

@Suite("Rows of a worst-case estimate")
struct WorstCaseRowTests {
  private func estimate(_ times: [Double]) -> [WorstCaseRow] {
    var options = WorstCaseOptions()
    options.exceedances = [1e-3, 1e-6, 1e-9]
    options.resamples = 100
    var blank = WorstCaseRow()
    blank.workload = "mine"
    return WorstCaseRow.rows(
      WorstCaseEstimate(times, options: options), options: options, blank: blank)
  }

  private func times(_ count: Int, slope: Double = 0) -> [Double] {
    var generator = SplitMix64(seed: 3)
    return (0..<count).map { 1000 + 60 * generator.nextUnit() + slope * Double($0) }
  }

  @Test("An accepted series has a row for the longest run and one for each method and exceedance")
  func accepted() throws {
    let rows = estimate(times(5000))
    #expect(
      rows.first?.method == .highWaterMark && rows[0].estimateNanoseconds == times(5000).max())
    for method in [WorstCaseRow.Method.peaksOverThreshold, .blockMaxima] {
      let points = rows.filter { $0.method == method }
      #expect(points.map(\.exceedancePerRun) == [1e-3, 1e-6, 1e-9], "\(method)")
      #expect(points.map(\.isAccepted) == [true, true, false])
      #expect(points[2].refusals == "extrapolation_too_far" && points[2].upperNanoseconds == nil)
      for point in points.prefix(2) {
        let (estimate, upper) = (point.estimateNanoseconds ?? 0, point.upperNanoseconds ?? 0)
        #expect(estimate > 1000 && upper >= estimate && point.refusals.isEmpty)
      }
    }
    #expect(rows.allSatisfy { $0.workload == "mine" && $0.runs == 5000 })
  }

  @Test("A refused series has the longest run and one row with the codes")
  func refused() {
    let rows = estimate(times(3000, slope: 0.05))
    #expect(rows.map(\.method) == [.highWaterMark, .series])
    #expect(rows[1].refusals.contains("trend") && !rows[1].isAccepted)
    #expect(estimate(times(10))[1].refusals == "too_few_runs")
  }
}
