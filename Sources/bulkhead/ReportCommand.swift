import ArgumentParser
import Reporting
import Results

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes one self-contained HTML file about a run, or about two side by side.",
    discussion: """
      Of two runs, A and B: the facts that differ, what became of each pair where the two can be compared, and the figures \
      of both on the same colour scale. Runs of two machines that cannot be compared are shown without a verdict, and \
      the page says why.
      """)

  @Argument(
    help: ArgumentHelp("A results directory; of two, the old one.", valueName: "RESULT"),
    completion: .directory)
  var result: String

  @Argument(
    help: ArgumentHelp("Another run, to stand beside it.", valueName: "OTHER"),
    completion: .directory)
  var other: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write to FILE instead of derived/report.html in the results directory; - is standard output. Needed for two.",
      valueName: "FILE"), completion: .file(extensions: ["html"]))
  var output: String?

  @OptionGroup var deadline: DeadlineOption

  func run() throws {
    let deadline = try deadline.value()
    let results = try ResultSet(drawing: result)
    if let other {
      guard let output else {
        throw CommandFailure(
          message: "a report of two runs belongs to neither of them: say where with -o FILE",
          status: .usage)
      }
      let runs = try sideBySide(results, ResultSet(drawing: other))
      try save(TwoRunsReport.html(runs, deadline: deadline), to: output)
    } else {
      let path = try output ?? DerivedFiles.path("report.html", of: result)
      try save(HTMLReport.html(results, deadline: deadline), to: path)
    }
  }

  private func save(_ page: String, to path: String) throws {
    try write(page, to: path)
    if path != "-" { print(path) }
  }
}
