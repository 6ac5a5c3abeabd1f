import ArgumentParser
import Reporting
import Results

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Writes the figures of a run as SVG, PNG or PDF files.")

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case svg, png, pdf
  }

  enum Colours: String, ExpressibleByArgument, CaseIterable {
    case light, dark

    var theme: Theme { self == .light ? .light : .dark }
    /// At the end of a file's stem, so that both can stand in one folder.
    var suffix: String { self == .light ? "" : "-dark" }
  }

  @Argument(
    help: ArgumentHelp("A results directory.", valueName: "RESULT"), completion: .directory)
  var result: String

  @Option(
    help: ArgumentHelp("Only this figure of those that the run has.", valueName: "NAME"),
    completion: .custom { words, _, _ in figures(of: words) })
  var figure: String?

  @Option(
    help: ArgumentHelp(
      "svg, png or pdf; the last two need rsvg-convert (librsvg2-bin).", valueName: "FORMAT"))
  var format: Format = .svg

  @Option(
    help: ArgumentHelp(
      "light, or dark: NAME-dark.svg for a dark page; may be given for each.", valueName: "THEME"))
  var theme: [Colours] = [.light]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write into DIR instead of derived/figures in the results directory.", valueName: "DIR"),
    completion: .directory)
  var output: String?

  @OptionGroup var deadline: DeadlineOption

  func run() throws {
    let deadline = try deadline.value()
    let results = try ResultSet(drawing: result)
    let figures = Figures.all(for: results, deadline: deadline)
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
    let converter = FigureConverter.Format(rawValue: format.rawValue)
      .map { FigureConverter($0, startedUTC: results.provenance.startedUTC) }
    for figure in wanted {
      for colours in theme {
        let name = "\(figure.name)\(colours.suffix).\(format.rawValue)"
        let path =
          try output.map { "\($0)/\(name)" } ?? DerivedFiles.path("figures/\(name)", of: result)
        let svg = figure.svg(.flat(colours.theme))
        if let converter { try converter.convert(svg, to: path) } else { try write(svg, to: path) }
        print(path)
      }
    }
  }

  /// The names that a half-written command line can be completed with.
  private static func figures(of words: [String]) -> [String] {
    words.lazy.compactMap { try? ResultSet(drawing: $0) }.first
      .map { Figures.all(for: $0).map(\.name) } ?? []
  }
}
