import Browser
import Foundation
import Testing

extension InBrowser {
  /// What a figure says of a mark, to the mouse, to the keyboard and to a finger, is what the files say.
  @Suite("Pointing at a mark") @MainActor struct TipTests {
    nonisolated static let samples: [Sample] = Sample.allCases.filter { $0 != .manyCells }

    @Test("Shows the mouse what the mark stands for, within the window", arguments: samples)
    func mouse(_ sample: Sample) throws {
      try open(sample) { page, _ in
        var found: Set<String> = []
        let marks = try page.marks(atMost: 4)
        for mark in marks {
          guard let place = try page.find(mark) else { continue }
          found.insert(mark.card)
          try page.moveMouse(x: place.x, y: place.y)
          let tip = try page.tip()
          #expect(tip == mark.tip && !tip.isEmpty, "\(mark.card)")
          #expect(try page.isTipInSight(), "\(mark.card): \(tip)")
        }
        // A figure whose marks were all covered would have shown nothing.
        #expect(found == Set(marks.map(\.card)))
        #expect(found.isEmpty == false)
        try page.moveMouse(x: 2, y: 2)
        let left = try page.tip()
        #expect(left == "")
      }
    }

    @Test(
      "Shows the keyboard the same, one stop for each figure and arrows within", arguments: samples)
    func keyboard(_ sample: Sample) throws {
      try open(sample) { page, _ in
        let figures: Int = try page.evaluate(
          "[...document.querySelectorAll('svg')].filter(s => s.querySelector('.m')).length")
        let stops: Int = try page.evaluate(
          "document.querySelectorAll('svg .m[tabindex=\"0\"]').length")
        #expect(stops == figures)
        // The first figure is reached with the tabulator alone.
        for _ in 0..<40 where try page.focused() == nil { try page.press("Tab") }
        let first = try #require(try page.focused())
        #expect(try page.tip() == first)
        var told: Set<String> = [first]
        for key in ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"] {
          try page.press(key)
          let focused = try #require(try page.focused())
          #expect(try page.tip() == focused)
          told.insert(focused)
        }
        // Arrows lead somewhere.
        #expect(told.count > 1)
        try page.press("Escape")
        let hidden = try page.tip()
        #expect(hidden == "")
      }
    }

    @Test("Shows a finger the same, on a phone", arguments: samples)
    func touch(_ sample: Sample) throws {
      try open(sample, width: 400, height: 800, isTouched: true) { page, _ in
        for mark in try page.marks(atMost: 2) {
          guard let place = try page.find(mark) else { continue }
          try page.tap(x: place.x, y: place.y)
          let tip = try page.tip()
          // A finger is wide: of marks that lie side by side the browser takes one.
          #expect(try page.tips(within: 16, of: place).contains(tip), "\(mark.card): \(tip)")
          #expect(try page.isTipInSight(), "\(mark.card): \(tip)")
        }
      }
    }

    @Test("Tells screen readers, too", arguments: samples)
    func labels(_ sample: Sample) throws {
      try open(sample) { page, _ in
        let wrong: Int = try page.evaluate(
          """
          [...document.querySelectorAll("svg .m")].filter(m => !m.dataset.tip
            || m.getAttribute("aria-label") !== m.dataset.tip || m.querySelector("title")).length
          """)
        #expect(wrong == 0)
      }
    }
  }
}

extension Page {
  /// What the mark with the focus stands for; `nil` when no mark has it.
  fileprivate func focused() throws -> String? {
    let tip: String = try evaluate("document.activeElement?.dataset.tip ?? ''")
    return tip.isEmpty ? nil : tip
  }
}
