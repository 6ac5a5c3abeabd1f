import Foundation
import Testing

/// Claims about shares, from campaigns that were simulated a limited number of times.
enum Simulation {
  /// Standard errors by which a share may miss its claim. The seeds are fixed, so that a claim that passes keeps passing;
  /// three would let one of some 700 true ones fail when a seed or method changes.
  static let doubt = 3.0

  /// So many campaigns, times `BULKHEAD_SIMULATIONS` where that is set.
  static func count(_ campaigns: Int) -> Int {
    let factor = ProcessInfo.processInfo.environment["BULKHEAD_SIMULATIONS"].flatMap(Int.init)
    return campaigns * max(1, factor ?? 1)
  }

  /// Expects a share of the campaigns within a range, give or take the binomial error of so many.
  static func expect(
    _ successes: Int, of campaigns: Int, within range: ClosedRange<Double>, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let share = Double(successes) / Double(campaigns)
    func error(_ claim: Double) -> Double {
      doubt * (claim * (1 - claim) / Double(campaigns)).squareRoot()
    }
    let least = range.lowerBound - error(range.lowerBound)
    let most = range.upperBound + error(range.upperBound)
    #expect(
      least <= share && share <= most,
      "\(what): \(successes) of \(campaigns), \(share), is not within \(range) by simulation error",
      sourceLocation: sourceLocation)
    if ProcessInfo.processInfo.environment["BULKHEAD_SIMULATIONS"] != nil {
      print("\(what): \(share) of \(campaigns), claimed \(range)")
    }
  }
}
