import Reporting
import Results

/// A figure as a file of numbers and a script that draws it, to be changed by whoever wants it otherwise.
struct GnuplotFigure {
  /// The stem of both files: the name of the report's figure that shows the same.
  let name: String
  /// The numbers; `index N` in a script is the Nth of them.
  let blocks: [GnuplotBlock]
  /// The script below the title: axes and `plot`.
  let commands: [String]
  /// Height in pixels, at a width of 960.
  var height = 540

  func files(headline: String) -> [ExportedFile] {
    let comment = Self.comment("\(name): \(headline)")
    let data = "\(comment)\n" + blocks.map(\.text).joined(separator: "\n\n\n") + "\n"
    let script = """
      \(comment)
      # In this folder, `gnuplot \(name).gp` draws \(name).svg from \(name).dat.
      set terminal svg noenhanced size 960,\(height) font "sans-serif,13" background "white"
      set output "\(name).svg"
      set encoding utf8
      set datafile missing "?"
      set title \(Self.folded(headline))
      \(commands.joined(separator: "\n"))

      """
    return [
      ExportedFile("gnuplot/\(name).dat", data), ExportedFile("gnuplot/\(name).gp", script),
    ]
  }

  /// Single quotes keep every character but themselves.
  static func quoted(_ text: String) -> String { "'\(text.onOneLine.replacing("'", with: "''"))'" }

  /// A line that says something to the reader alone. A backslash at its end would take the next line into it.
  static func comment(_ text: String) -> String {
    "# " + text.onOneLine + (text.hasSuffix("\\") ? " " : "")
  }

  /// A `plot` of all blocks, or of those at `shown`, each under its title.
  static func plot(
    _ name: String, _ blocks: [GnuplotBlock], _ style: String, shown: [Int]? = nil
  ) -> [String] {
    let shown = shown ?? Array(blocks.indices)
    return shown.enumerated().map { place, index in
      "\(place == 0 ? "plot" : "    ") '\(name).dat' index \(index) \(style)"
        + " title \(quoted(blocks[index].title))" + (place + 1 < shown.count ? ", \\" : "")
    }
  }

  /// From light to a blue on which black can still be read.
  static let palette = "set palette defined (0 '#ffffff', 0.5 '#9ecae1', 1 '#4292c6')"

  /// Boxes in the colour of the third column: an image would be smoothed, and must have four points.
  static let boxes = "using 1:2:(0.48):(0.48):3 with boxxyerror fillstyle solid noborder palette"

  /// Names for the places 0, 1, … of an axis. gnuplot takes a name for a format: a percent sign stands for itself only twice.
  static func tics(_ names: [String]) -> String {
    names.enumerated().map { "\(quoted($1.replacing("%", with: "%%"))) \($0)" }
      .joined(separator: ", ")
  }

  /// A title of one line would be cut at the edges, and single quotes hold none but whole lines.
  private static func folded(_ headline: String) -> String {
    var lines = [""]
    for word in headline.split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + word.count < 100 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.map(quoted).joined(separator: #"."\n"."#)
  }
}

/// A stretch of a data file: its name, the names of its columns, and its rows. Two empty lines part it from the next.
struct GnuplotBlock {
  let title: String
  let columns: [String]
  var rows: [[String]] = []

  var text: String {
    let head = [title, columns.joined(separator: " ")].map(GnuplotFigure.comment)
    return (head + rows.map { $0.joined(separator: " ") }).joined(separator: "\n")
  }

  /// A value, or the mark of a missing one.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "?" }
    return value.fieldText
  }

  static func number(_ value: Int64?) -> String { value.map(String.init) ?? "?" }

  /// A word in double quotes: gnuplot then takes it for one, blanks and all.
  static func word(_ text: String) -> String {
    "\"\(text.onOneLine.replacing("\"", with: "'"))\""
  }
}

/// Every figure of a run that is made of numbers, for gnuplot; drawings of a system's structure are not.
enum Gnuplot {
  static func files(_ results: ResultSet) -> [ExportedFile] {
    let headlines = Dictionary(
      Figures.all(for: results).map { ($0.name, $0.headline) },
      uniquingKeysWith: { first, _ in first })
    return figures(results).flatMap { figure in
      headlines[figure.name].map { figure.files(headline: $0) } ?? []
    }
  }

  static func figures(_ results: ResultSet) -> [GnuplotFigure] {
    [
      GnuplotSlowdown.matrix(results), GnuplotSlowdown.policies(results),
      GnuplotSlowdown.pareto(results), GnuplotTails.jobLatency(results),
      GnuplotWindows.timeline(results), GnuplotTails.startError(results),
      GnuplotMachine.handOver(results), GnuplotTails.exceedance(results),
    ].compactMap(\.self) + GnuplotSweep.figures(results) + GnuplotTails.jitter(results)
      + GnuplotLeakage.figures(results) + GnuplotResidue.figures(results)
  }
}
