import ArgumentParser
import Reporting
import Results

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes one self-contained HTML file about a run.")

  @Argument(
    help: ArgumentHelp("A results directory.", valueName: "RESULT"), completion: .directory)
  var result: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write to FILE instead of derived/report.html in the results directory; - is standard output.",
      valueName: "FILE"), completion: .file(extensions: ["html"]))
  var output: String?

  func run() throws {
    let results = try ResultSet(drawing: result)
    let path = try output ?? DerivedFiles.path("report.html", of: result)
    try write(HTMLReport.html(results), to: path)
    if path != "-" { print(path) }
  }
}
