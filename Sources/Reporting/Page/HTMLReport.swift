public import Results

/// The report of a run: one HTML file that needs nothing but itself.
///
/// It has no clock, no locale and no random number: the same results give the same bytes.
public enum HTMLReport {
  /// The page as HTML, whole: style, script, figures and every number are in it.
  ///
  /// - Parameter deadline: What jobs and wake-ups have to keep, drawn into their tails.
  public static func html(_ results: ResultSet, deadline: Deadline? = nil) -> String {
    let sections = PageSection.all(for: results)
    let figures = Figures.all(for: results, deadline: deadline)
    // Half cards go two by two: the caches' is one wherever it stands, as the grid fills what was left
    // open before; the caveats take the place beside an odd one.
    let halves = figures.count { !$0.isWide } + (results.caches.isEmpty ? 0 : 1)
    return PageFrame.html(
      title: "Bulkhead report: \(results.provenance.host)",
      header: PageHeader.html(results, sections),
      main: """
        \(Tiles.html(sections.flatMap(\.tiles)))
        \(figures.map(FigureCard.html).joined(separator: "\n"))
        \(Caveats.html(sections.flatMap(\.caveats), isWide: halves % 2 == 0))
        \(sections.flatMap(\.cards).joined(separator: "\n"))
        \(NumbersTable.html(results))
        \(Environment.html(results))
        """)
  }
}
