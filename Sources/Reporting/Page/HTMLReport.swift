public import Results

/// The report of a run: one HTML file that needs nothing but itself.
///
/// It has no clock, no locale and no random number: the same results give the same bytes.
public enum HTMLReport {
  public static func html(_ results: ResultSet) -> String {
    let sections = PageSection.all(for: results)
    let figures = Figures.all(for: results)
    // Half cards go two by two; the caveats take the place beside an odd one.
    let isEven = figures.count { !$0.isWide } % 2 == 0
    return PageFrame.html(
      title: "Bulkhead report: \(results.provenance.host)",
      header: PageHeader.html(results, sections),
      main: """
        \(Tiles.html(sections.flatMap(\.tiles)))
        \(figures.map(FigureCard.html).joined(separator: "\n"))
        \(Caveats.html(sections.flatMap(\.caveats), isWide: isEven))
        \(sections.flatMap(\.cards).joined(separator: "\n"))
        \(NumbersTable.html(results))
        \(Environment.html(results))
        """)
  }
}
