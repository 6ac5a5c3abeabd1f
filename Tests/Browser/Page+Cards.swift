/// The parts of a report.
public struct Card: Decodable, Sendable {
  public let id: String
  public let question: String
  public let headline: String
  /// From the top left of the page, wherever that is scrolled to.
  public let place: Rectangle
}

extension Page {
  /// The cards in the order of the page.
  public func cards() throws -> [Card] {
    try evaluate(
      """
      [...document.querySelectorAll(".card")].map(card => {
        const box = card.getBoundingClientRect(), text = s => card.querySelector(s)?.textContent ?? "";
        return { id: card.id, question: text(".question"), headline: text("h2"),
          place: { x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height } };
      })
      """)
  }

  /// All of the page, far beyond what the window shows.
  public func whole() throws -> Rectangle {
    try evaluate(
      "(e => ({ x: 0, y: 0, width: e.clientWidth, height: e.scrollHeight }))(document.documentElement)"
    )
  }
}
