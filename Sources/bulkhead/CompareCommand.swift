import ArgumentParser
import Reporting
import Results

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares the policies of a run, or two runs of a deployment.",
    discussion: """
      Of one run: what each policy protects, and what it costs. Of two runs of the same applications, such as a \
      deployment on a type 1 hypervisor and its twin on a type 2, or with two backends or enforcers: what differs in \
      what was asked, how much each application suffers in both, and how the schedules were kept.
      """)

  @Argument(
    help: ArgumentHelp("A results directory.", valueName: "RESULT"), completion: .directory)
  var result: String

  @Argument(
    help: ArgumentHelp(
      "Another one, of a deployment with the same applications.", valueName: "OTHER"),
    completion: .directory)
  var other: String?

  @Option(
    help: ArgumentHelp("Write the table as CSV to FILE; - is standard output.", valueName: "FILE"),
    completion: .file(extensions: ["csv"]))
  var csv: String?

  func run() throws {
    let results = try ResultSet(reading: result)
    let (width, colour) = (Terminal.width, Terminal.usesColour)
    if let other {
      let comparison = try DeploymentComparison(results, ResultSet(reading: other))
      try put(DeploymentComparisonTable.csv(comparison)) {
        DeploymentComparisonTable.text(comparison, width: width, colour: colour)
      }
    } else {
      try put(ComparisonTable.csv(results)) {
        ComparisonTable.text(results, width: width, colour: colour)
      }
    }
  }

  /// Writes the CSV where it is asked for, else prints the text.
  private func put(_ table: @autoclosure () -> String, text: () -> String) throws {
    if let csv {
      try write(table(), to: csv)
    } else {
      print(text(), terminator: "")
    }
  }
}
