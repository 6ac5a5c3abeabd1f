import ArgumentParser
import Reporting
import Results

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Writes the figures of a run as SVG files.")

  @Argument(help: "A results directory.", completion: .directory)
  var result: String

  @Option(help: ArgumentHelp("Only this figure.", valueName: "NAME"))
  var figure: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write into DIR instead of derived/figures in the results directory.", valueName: "DIR"),
    completion: .directory)
  var output: String?

  func run() throws {
    let figures = Figures.all(for: try ResultSet(reading: result))
    let wanted = figures.filter { figure == nil || $0.name == figure }
    guard !wanted.isEmpty else {
      let names = figures.map(\.name).joined(separator: ", ")
      throw CommandFailure(
        message: figure.map { "this run has no figure '\($0)'; it has: \(names)" }
          ?? "this run has no numbers to draw yet", status: .usage)
    }
    for figure in wanted {
      let path =
        try output.map { "\($0)/\(figure.name).svg" }
        ?? DerivedFiles.path("figures/\(figure.name).svg", of: result)
      try write(figure.svg(.flat(.light)), to: path)
      print(path)
    }
  }
}
