import ArgumentParser
import Experiment
import Platform
import Reporting
import Results
import Tradeoffs

struct RecommendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "Names the policy that protects each victim best at the least cost, by results.",
    discussion: """
      Reads runs of suites with a baseline and other policies. Of several runs, a policy has to hold in every one. The \
      price is the work that victim and aggressor lose together; what cannot be told apart is named together, and where \
      the data support no policy it says so.

      Exit codes: 0 every victim has a policy or is shown to need none; 3 the data do not support one for every victim.
      """)

  @Argument(
    help: ArgumentHelp("Results directories.", valueName: "RESULT"), completion: .directory)
  var results: [String]

  @Option(
    help: ArgumentHelp(
      "Write every policy's standing as JSON to FILE; - is standard output.", valueName: "FILE"),
    completion: .file(extensions: ["json"]))
  var json: String?

  func run() throws {
    let all = try results.map { try Self.read($0) }
    let recommendation = Recommendation(all)
    if let json {
      try write(recommendation.json(), to: json)
    } else {
      display(recommendation.text(width: Terminal.width), terminator: "")
    }
    guard recommendation.isSupported else { throw ExitCode(Status.inconclusive.rawValue) }
  }

  /// Results that were written before there was a comparison of policies, or cut off before it, are compared now.
  private static func read(_ directory: String) throws -> ResultSet {
    var results = try ResultSet(reading: directory)
    guard !results.cells.isEmpty else {
      throw CommandFailure(
        message: "\(directory): has no policies to compare; it is not of `bulkhead run SUITE`",
        status: .usage)
    }
    guard results.policies.isEmpty else { return results }
    // The margin of a suite that does not say: nothing in these results holds another.
    let margin = Suite(file: directory, name: "").margin
    let summary = Summary(
      cells: results.cells, rounds: results.rounds, windows: results.windows,
      verification: results.verification, margin: margin
    ).rows
    results.policies =
      PolicyRows(cells: results.cells, rounds: results.rounds, summary: summary, margin: margin)
      .rows
    return results
  }
}
