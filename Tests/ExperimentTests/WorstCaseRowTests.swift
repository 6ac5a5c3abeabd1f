import Results
import Statistics
import Testing

@testable import Experiment

@Suite("Rows of a worst-case estimate")
struct WorstCaseRowTests {
  private let options: WorstCaseOptions = {
    var options = WorstCaseOptions()
    options.exceedances = [1e-3, 1e-6, 1e-9]
    options.resamples = 100
    return options
  }()

  private func rows(_ times: [Double]) -> [WorstCaseRow] {
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
    let times = times(5000)
    let estimate = WorstCaseEstimate(times, options: options)
    let rows = rows(times)
    #expect(rows.first?.method == .highWaterMark && rows[0].estimateNanoseconds == times.max())
    #expect(estimate.accepted != nil && estimate.tails.count == 2)
    for tail in estimate.tails where tail.isAccepted {
      let points = rows.filter { $0.method.rawValue == tail.method.rawValue }
      #expect(points.map(\.exceedancePerRun) == [1e-3, 1e-6, 1e-9])
      #expect(points[0].isAccepted && points[2].refusals == "extrapolation_too_far")
      for (row, point) in zip(points, tail.points) {
        #expect(row.isAccepted == (point.refusal == nil) && row.refusals.isEmpty == row.isAccepted)
        #expect(row.upperNanoseconds == (row.isAccepted ? point.upper : nil))
        #expect(row.estimateNanoseconds == (row.isAccepted ? point.estimate : nil))
      }
    }
    #expect(rows.allSatisfy { $0.workload == "mine" && $0.runs == 5000 })
  }

  @Test("A refused series has the longest run and one row with the codes")
  func refused() {
    let rows = rows(times(3000, slope: 0.05))
    #expect(rows.map(\.method) == [.highWaterMark, .series])
    #expect(rows[1].refusals.contains("trend") && !rows[1].isAccepted)
    #expect(self.rows(times(10))[1].refusals == "too_few_runs")
  }
}
