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
    let title = "Bulkhead report: \(results.provenance.host)"
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(Escape.markup(title))</title>
      <style>
      :root{\(Theme.light.cssVariables)}
      @media (prefers-color-scheme:dark){:root:not([data-theme=light]){\(Theme.dark.cssVariables)}}
      :root[data-theme=dark]{\(Theme.dark.cssVariables)}
      @media print{:root:root{\(Theme.light.cssVariables)}}
      \(text(PackageResources.report_css))</style>
      </head>
      <body>
      \(PageHeader.html(results, sections))
      <main>
      \(Tiles.html(sections.flatMap(\.tiles)))
      \(figures.map(card).joined(separator: "\n"))
      \(Caveats.html(sections.flatMap(\.caveats), isWide: isEven))
      \(sections.flatMap(\.cards).joined(separator: "\n"))
      \(NumbersTable.html(results))
      \(Environment.html(results))
      </main>
      <footer>One file, no network: the page's own policy forbids any request. \
      Rebuild it with <code>bulkhead report</code>. \
      Series in the Okabe-Ito colours, magnitudes in magma.</footer>
      <div id="tip" role="status" hidden></div>
      <script>
      \(text(PackageResources.numbers_js))\(text(PackageResources.report_js))</script>
      </body>
      </html>

      """
  }

  /// Nothing may be loaded; the page's own style and script are all there is.
  static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

  private static func card(_ figure: Figure) -> String {
    """
    <section class="card\(figure.isWide ? " wide" : "")" id="\(figure.name)">
    <p class="question">\(Escape.markup(figure.question))</p>
    <h2>\(Escape.markup(figure.headline))</h2>
    <div class="scroll">\(figure.svg(.html))</div>
    <p class="note">\(Escape.markup(figure.note))</p>
    </section>
    """
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
