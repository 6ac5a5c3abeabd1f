/// What every page has around its content: head, colours, style, scripts, and the policy that forbids any request.
///
/// A script that a browser cannot run ends by itself: figures are looked at without the table of numbers, and it without them.
enum PageFrame {
  static func html(title: String, header: String, main: String) -> String {
    """
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
    \(header)
    <main>
    \(main)
    </main>
    <footer>One file, no network: the page's own policy forbids any request. \
    Rebuild it with <code>bulkhead report</code>. \
    Series in the Okabe-Ito colours, magnitudes in magma.</footer>
    <div id="tip" role="status" hidden></div>
    <script>
    \(text(PackageResources.report_js))</script>
    <script>
    \(text(PackageResources.numbers_js))</script>
    <script>document.documentElement.dataset.ready = "1";</script>
    </body>
    </html>

    """
  }

  /// Nothing may be loaded; the page's own style and script are all there is.
  static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
