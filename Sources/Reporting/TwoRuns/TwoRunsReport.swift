import Results

/// The page of two runs side by side; like that of one it is a single file, and the same results give the same bytes.
public enum TwoRunsReport {
  /// The page as HTML, whole: style, script, figures and tables are in it.
  ///
  /// - Parameter deadline: What jobs and wake-ups have to keep in both, drawn into their tails.
  public static func html(_ runs: TwoRuns, deadline: Deadline? = nil) -> String {
    let title = "Bulkhead: \(runs.a.provenance.host) and \(runs.b.provenance.host), side by side"
    return PageFrame.html(
      title: title, header: TwoRunsHeader.html(runs),
      main: """
        \(tiles("A", runs.a))
        \(tiles("B", runs.b))
        \(TwoRunsFacts.html(runs))
        \(TwoRunsChanges.html(runs))
        \(TwoRunsFigures.html(runs, deadline))
        \(caveats("A", runs.a))
        \(caveats("B", runs.b))
        """)
  }

  private static func tiles(_ name: String, _ results: ResultSet) -> String {
    let tiles = PageSection.all(for: results).flatMap(\.tiles)
    guard !tiles.isEmpty else { return "" }
    return "<div class=\"run\"><p class=\"question\">Run \(name)</p>\(Tiles.html(tiles))</div>"
  }

  private static func caveats(_ name: String, _ results: ResultSet) -> String {
    let caveats = PageSection.all(for: results).flatMap(\.caveats)
    return Caveats.html(caveats, isWide: false, run: name)
  }
}
