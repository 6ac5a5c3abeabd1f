/// A reader of what others wrote, and what must hold whatever it is given.
///
/// Each is fuzzed by `Scripts/fuzz` and given its corpus again by `ReplayTests`.
enum FuzzTarget: String, CaseIterable, Sendable {
  case csv, numbers, column, results, suite, deployment, xml, synthetic

  /// - Throws: `Violation` when the reader does not keep its promises; anything worse does not return.
  func check(_ input: [UInt8]) throws {
    switch self {
    case .csv: try TableProperties.csv(input)
    case .numbers: try TableProperties.numbers(input)
    case .column: try TableProperties.column(input)
    case .results: try ResultsProperties.check(input)
    case .suite: try DocumentProperties.suite(input)
    case .deployment: try DocumentProperties.deployment(input)
    case .xml: try TopologyProperties.xml(input)
    case .synthetic: try TopologyProperties.synthetic(input)
    }
  }
}

/// A promise that was not kept.
struct Violation: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// - Throws: `Violation` unless the claim holds.
func claim(_ claim: String, _ holds: Bool, _ detail: @autoclosure () -> String = "") throws {
  if !holds { throw Violation("not so: \(claim) \(detail())") }
}
