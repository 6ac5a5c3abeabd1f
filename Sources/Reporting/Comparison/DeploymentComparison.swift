public import Results
import Statistics

/// Two runs of the same applications, side by side: a deployment on a hypervisor of type 1 and its twin on one of type 2, two
/// backends, two enforcers. A is the first, B the second.
public struct DeploymentComparison: Sendable {
  let a: ResultSet
  let b: ResultSet

  /// Why two results cannot be compared, in one line.
  public struct Refusal: Error, CustomStringConvertible {
    public let description: String
    /// The same without the paths of the directories, for a page, which is the same wherever they lie.
    let reason: String
  }

  /// - Throws: `Refusal` when one is no run of a deployment, or the applications are not the same.
  public init(_ a: ResultSet, _ b: ResultSet) throws(Refusal) {
    for results in [a, b] where results.partitions.isEmpty {
      throw Refusal(
        description:
          "\(results.directory): not a run of a deployment, and only two of these can be compared; "
          + "`bulkhead compare RESULT` compares the policies of one run",
        reason: "only one is a run of a deployment")
    }
    let differences = Self.differences(Self.applications(of: a), Self.applications(of: b))
    guard differences.isEmpty else {
      let list = differences.joined(separator: "; ")
      throw Refusal(
        description: "\(a.directory) and \(b.directory) ran different applications: \(list)",
        reason: "the two ran different applications: \(list)")
    }
    self.a = a
    self.b = b
  }

  // MARK: The same applications

  private typealias Application = (id: String, workload: String)

  private static func applications(of results: ResultSet) -> [Application] {
    results.partitions.flatMap { row in
      row.applications.split(separator: " ").map { text in
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        return ("\(row.partition)/\(parts[0])", parts.count > 1 ? parts[1] : "")
      }
    }
  }

  private static func differences(_ a: [Application], _ b: [Application]) -> [String] {
    func missing(_ some: [Application], from others: [Application], _ place: String) -> [String] {
      let names = some.map(\.id).filter { id in !others.contains { $0.id == id } }
      return names.isEmpty ? [] : ["only the \(place) has \(Words.list(names))"]
    }
    return missing(a, from: b, "first") + missing(b, from: a, "second")
      + a.compactMap { one in
        guard let other = b.first(where: { $0.id == one.id }), other.workload != one.workload
        else { return nil }
        return "\(one.id) is \(one.workload) in the first and \(other.workload) in the second"
      }
  }

  // MARK: What is compared

  /// A number of each run, with its interval where it has one.
  struct Contrast: Sendable {
    let subject: String
    let a: Estimate?
    let b: Estimate?

    /// B over A.
    var ratio: Estimate? {
      guard let a, let b else { return nil }
      return MoverRatio.estimate(baseline: a, candidate: b)
    }

    /// Of the ratio; the 95 % interval also decides whether the two are equivalent, which is stricter than need be.
    var verdict: Statistics.Verdict? {
      ratio.map { Statistics.Verdict.judge($0, equivalence: $0.interval) }
    }
  }

  /// An application beside all the others, in both runs.
  struct Neighboured: Sendable {
    let criticality: String
    let slowdown: Contrast
    let a: RegisterRow?
    let b: RegisterRow?
  }
}
