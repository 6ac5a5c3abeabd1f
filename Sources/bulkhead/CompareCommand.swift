import ArgumentParser
import Reporting
import Results

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares the policies of a run: what each one protects, and what it costs.")

  @Argument(
    help: ArgumentHelp("A results directory.", valueName: "RESULT"), completion: .directory)
  var result: String

  @Option(
    help: ArgumentHelp("Write the table as CSV to FILE; - is standard output.", valueName: "FILE"),
    completion: .file(extensions: ["csv"]))
  var csv: String?

  func run() throws {
    let results = try ResultSet(reading: result)
    if let csv {
      try write(ComparisonTable.csv(results), to: csv)
    } else {
      print(
        ComparisonTable.text(results, width: Terminal.width, colour: Terminal.usesColour),
        terminator: "")
    }
  }
}
