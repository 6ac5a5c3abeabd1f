import Browser
import Foundation

/// A mark of a figure that tells something when it is pointed at.
struct Mark: Decodable {
  /// The card that it is in.
  let card: String
  /// Its number among all marks of the page.
  let number: Int
  let tip: String
}

extension Page {
  /// The marks of all figures, at most so many of each: the first, the last, and evenly what is between.
  ///
  /// - Parameter areSeen: whether those are left out that lie beyond the part of a timeline that is in view.
  func marks(atMost limit: Int = .max, areSeen: Bool = true) throws -> [Mark] {
    let all: [Mark] = try evaluate(
      """
      [...document.querySelectorAll("svg .m")].map((mark, number) =>
        ({ card: mark.closest(".card").id, number, tip: mark.dataset.tip ?? "", mark }))
        .filter(({ mark }) => {
          const zone = mark.closest(".zoom");
          if (!zone || !\(areSeen)) return true;
          const x = +mark.getAttribute("x") + +mark.getAttribute("width") / 2, left = +zone.dataset.x;
          return x >= left && x <= left + +zone.dataset.width;
        }).map(({ card, number, tip }) => ({ card, number, tip }))
      """)
    return Dictionary(grouping: all, by: \.card).sorted { $0.key < $1.key }.flatMap { _, marks in
      guard marks.count > limit else { return marks }
      return (0..<limit).map { marks[$0 * (marks.count - 1) / max(1, limit - 1)] }
    }
  }

  /// Brings a mark into sight; where it then is in the window: a place on it that nothing covers, `nil` where all of it is covered.
  func find(_ mark: Mark) throws -> (x: Double, y: Double)? {
    let place: [Double] = try evaluate(
      """
      (() => {
        const mark = document.querySelectorAll("svg .m")[\(mark.number)];
        mark.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
        const b = mark.getBoundingClientRect();
        for (const [i, j] of [[.5, .5], [.5, .2], [.5, .8], [.2, .5], [.8, .5], [.1, .1], [.9, .9]]) {
          const x = b.x + b.width * i, y = b.y + b.height * j;
          if (document.elementFromPoint(x, y)?.closest(".m") === mark) return [x, y];
        }
        return [];
      })()
      """)
    return place.count == 2 ? (place[0], place[1]) : nil
  }

  /// Where in the window the middle of a cell of a picture is that has one pixel for each.
  func pixel(_ row: Int, _ column: Int, of count: Int) throws -> (x: Double, y: Double) {
    let place: [Double] = try evaluate(
      """
      (area => {
        area.scrollIntoView({ block: "center", inline: "start", behavior: "instant" });
        const b = area.getBoundingClientRect();
        return [b.x + (\(column) + 0.5) * b.width / \(count), b.y + (\(row) + 0.5) * b.height / \(count)];
      })(document.querySelector(".pixels"))
      """)
    return (place[0], place[1])
  }

  /// What the reader is told at the moment; empty where nothing is shown.
  func tip() throws -> String {
    try evaluate(
      "(t => t.hidden || !t.offsetWidth ? '' : t.textContent)(document.querySelector('#tip'))")
  }

  /// What the marks tell that a finger of that radius touches.
  func tips(within radius: Double, of place: (x: Double, y: Double)) throws -> [String] {
    try evaluate(
      """
      [...document.querySelectorAll("svg .m")].filter(m => {
        const b = m.getBoundingClientRect();
        return b.left - \(radius) <= \(place.x) && \(place.x) <= b.right + \(radius)
          && b.top - \(radius) <= \(place.y) && \(place.y) <= b.bottom + \(radius);
      }).map(m => m.dataset.tip)
      """)
  }

  /// Whether all of what is told is inside the window.
  func isTipInSight() throws -> Bool {
    try evaluate(
      """
      (b => b.left >= 0 && b.top >= 0 && b.right <= innerWidth && b.bottom <= innerHeight)
        (document.querySelector("#tip").getBoundingClientRect())
      """)
  }
}
