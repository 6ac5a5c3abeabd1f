/// A figure on a page, below its question and its headline.
enum FigureCard {
  static func html(_ figure: Figure) -> String { html(figure, mark: "") }

  /// - Parameter mark: What stands before the question, as of which run the figure is.
  static func html(_ figure: Figure, mark: String) -> String {
    """
    <section class="card\(figure.isWide ? " wide" : "")" id="\(figure.name)">
    <p class="question">\(Escape.markup(mark + figure.question))</p>
    <h2>\(Escape.headline(figure.headline))</h2>
    <div class="scroll">\(figure.svg(.html))</div>
    <p class="note">\(Escape.markup(figure.note))</p>
    </section>
    """
  }
}
