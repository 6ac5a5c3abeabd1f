/// Of `plan.json` no more than what says which rows a complete run of a suite has.
struct PlannedPairs: Decodable {
  struct Pair: Decodable {
    let id: String
  }

  static let file = "plan.json"

  let rounds: Int64
  /// `nil` in the plan of a deployment.
  let pairs: [Pair]?

  /// - Returns: `nil` where there is none: only runs of suites and deployments have a plan.
  /// - Throws: `ResultsError` when it is there and is no plan.
  static func read(in directory: String) throws(ResultsError) -> PlannedPairs? {
    let path = "\(directory)/\(file)"
    guard File.exists(path) else { return nil }
    return try JSON.decode(Self.self, from: File(path, for: .reading).contents(), file: path)
  }
}
