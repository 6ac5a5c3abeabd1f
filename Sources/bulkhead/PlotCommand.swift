import ArgumentParser
import Reporting
import Results

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Writes the figures of a run as SVG files.")

  @Argument(
    help: ArgumentHelp("A results directory.", valueName: "RESULT"), completion: .directory)
  var result: String

  @Option(
    help: ArgumentHelp("Only this figure of those that the run has.", valueName: "NAME"),
    completion: .custom { words, _, _ in figures(of: words) })
  var figure: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write into DIR instead of derived/figures in the results directory.", valueName: "DIR"),
    completion: .directory)
  var output: String?

  func run() throws {
    let figures = Figures.all(for: try ResultSet(drawing: result))
    guard !figures.isEmpty else {
      throw CommandFailure(message: "this run has no numbers to draw", status: .usage)
    }
    let wanted = figures.filter { figure == nil || $0.name == figure }
    if let figure, wanted.isEmpty {
      let names = figures.map(\.name)
      throw CommandFailure(
        message: unknownName(
          "figure", figure, among: names, otherwise: "this run has \(names.joined(separator: ", "))"
        ),
        status: .usage)
    }
    if let output { try makeDirectory(output) }
    for figure in wanted {
      let path =
        try output.map { "\($0)/\(figure.name).svg" }
        ?? DerivedFiles.path("figures/\(figure.name).svg", of: result)
      try write(figure.svg(.flat(.light)), to: path)
      print(path)
    }
  }

  /// The names that a half-written command line can be completed with.
  private static func figures(of words: [String]) -> [String] {
    words.lazy.compactMap { try? ResultSet(drawing: $0) }.first
      .map { Figures.all(for: $0).map(\.name) } ?? []
  }
}
