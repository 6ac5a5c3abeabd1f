import ArgumentParser
import Platform
import Reporting
import Results
import Verdicts

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares the policies of a run, or two runs; judges gates on results.",
    discussion: """
      Of one run of a suite: what each policy protects, and what it costs. Of an old and a new run: what became of every \
      victim beside every aggressor, where both did the same work on machines of the same shape. Of two runs of a \
      deployment, such as on a type 1 hypervisor and its twin on a type 2: what differs in what was asked, how much each \
      application suffers in both, and how the schedules were kept.

      Exit codes with gates: 0 every limit is shown to be kept; 2 one is shown to be broken; 3 the data do not settle it, \
      and what would is printed. Runs that cannot be compared are exit code 1.
      """)

  @Argument(
    help: ArgumentHelp("A results directory; of two, the old one.", valueName: "RESULT"),
    completion: .directory)
  var result: String

  @Argument(
    help: ArgumentHelp(
      "A new run of the same suite, or of a deployment with the same applications.",
      valueName: "OTHER"),
    completion: .directory)
  var other: String?

  @Option(
    help: ArgumentHelp("Write the table as CSV to FILE; - is standard output.", valueName: "FILE"),
    completion: .file(extensions: ["csv"]))
  var csv: String?

  @Option(
    help: ArgumentHelp("Write the table as JSON to FILE; - is standard output.", valueName: "FILE"),
    completion: .file(extensions: ["json"]))
  var json: String?

  @Option(
    help: ArgumentHelp(
      """
      Gate: fail when a slowdown of the new run is shown to be more than this above the old one's, for instance 5%, or \
      p99=10% for the tail; may be given more than once.
      """, valueName: "[QUANTILE=]PERCENT"))
  var failRegression: [String] = []

  @OptionGroup var gateOptions: GateOptions

  func run() throws {
    if csv == "-", json == "-" { throw usage("--csv and --json cannot both be standard output") }
    let gates = try gateOptions.gates(others: !failRegression.isEmpty)
    let regressions = try failRegression.map(regression)
    if other != nil, let gate = gates.first {
      let option = gate.quantity == .slowdown ? "--fail-slowdown" : "--fail-over"
      throw usage("\(option) judges one run; of two there is --fail-regression")
    }
    if other == nil, !regressions.isEmpty {
      throw usage("--fail-regression needs two runs, the old one and the new one")
    }
    let results = try ResultSet(reading: result)
    guard let other else { return try one(results, gates) }
    let new = try ResultSet(reading: other)
    try checkAreTwo(results, new)
    if results.partitions.isEmpty, new.partitions.isEmpty {
      try suites(results, new, regressions)
    } else {
      try deployments(results, new, regressions)
    }
  }

  // MARK: One run

  private func one(_ results: ResultSet, _ gates: [Gate]) throws {
    // Said before the table, which may be long.
    let judgement = gates.isEmpty ? nil : try gateOptions.judge(gates, results)
    try put(csv: ComparisonTable.csv(results), json: ComparisonTable.json(results)) {
      RunTable.text(results, width: Terminal.width, colour: Terminal.usesColour)
    }
    try say(judgement)
  }

  // MARK: Two runs

  private func deployments(
    _ a: ResultSet, _ b: ResultSet, _ regressions: [Gate]
  ) throws {
    let comparison = try DeploymentComparison(a, b)
    guard regressions.isEmpty else {
      throw usage("--fail-regression is for runs of suites; these are of a deployment")
    }
    try put(
      csv: DeploymentComparisonTable.csv(comparison),
      json: DeploymentComparisonTable.json(comparison)
    ) {
      DeploymentComparisonTable.text(
        comparison, width: Terminal.width, colour: Terminal.usesColour)
    }
  }

  private func suites(_ old: ResultSet, _ new: ResultSet, _ regressions: [Gate]) throws {
    for results in [old, new] where results.cells.isEmpty {
      throw usage("\(results.directory): not a run of a suite or a deployment")
    }
    let comparability = try Comparability(old, new)
    guard comparability.refusals.isEmpty else {
      let facts = comparability.refusals.map(\.description).joined(separator: "; ")
      throw usage("\(old.directory) and \(new.directory) cannot be compared: \(facts)")
    }
    try gateOptions.checkPolicies(among: Set(old.cells.map(\.policy)))
    let comparison = RunComparison(old: old, new: new, comparability: comparability)
    try put(
      csv: RunComparisonTable.csv(comparison), json: RunComparisonTable.json(comparison)
    ) {
      RunComparisonTable.text(comparison, width: Terminal.width, colour: Terminal.usesColour)
    }
    try say(
      regressions.isEmpty
        ? nil : comparison.judge(regressions, policies: gateOptions.policies))
  }

  // MARK: Gates

  private func regression(_ text: String) throws -> Gate {
    let (name, value) = GateOptions.parts(text)
    let number = value.hasSuffix("%") ? Double(value.dropLast()) : nil
    guard let percent = number, percent.isFinite, percent >= 0, percent <= 1000 else {
      throw usage(
        "--fail-regression takes a share in percent, such as 5% or p99=10%, not '\(text)'")
    }
    return Gate(
      .regression, try GateOptions.recorded(name, of: "--fail-regression"),
      limit: 1 + percent / 100)
  }

  /// Prints what the gates found, and leaves with their exit code.
  private func say(_ judgement: GateJudgement?) throws {
    guard let judgement else { return }
    if csv == "-" || json == "-" {
      // Standard output is the table's.
      printError(judgement.text, prefixed: false)
    } else {
      display((csv == nil && json == nil ? "\n" : "") + judgement.text, terminator: "")
    }
    try judgement.leave()
  }

  private func usage(_ message: String) -> CommandFailure {
    CommandFailure(message: message, status: .usage)
  }

  /// Writes the table where it is asked for, else prints the text.
  private func put(
    csv table: @autoclosure () -> String, json document: @autoclosure () -> String,
    text: () -> String
  ) throws {
    if let csv { try write(table(), to: csv) }
    if let json { try write(document(), to: json) }
    if csv == nil, json == nil { display(text(), terminator: "") }
  }
}
