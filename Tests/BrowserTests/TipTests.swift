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

    @Test("Tells of a cell that is one pixel what its row says, to mouse, keyboard and finger")
    func pixels() throws {
      try open(.manyCores, height: 1000) { page, report in
        let rows = try report.csv("contention").rows.filter { $0["cpu"] != "" }
        // What a reader is told, against the row of that way.
        func check(_ tip: String) throws {
          let words = tip.split(whereSeparator: { " ,\n".contains($0) }).map(String.init)
          try #require(words.count == 7 && words[5] == "one_way_p50_ns", "\(tip)")
          let row = try #require(
            rows.first {
              $0["cpu"] == words[1]
                && Set($0["cpus"]!.split(whereSeparator: { ",-".contains($0) }).map(String.init))
                  == [words[1], words[3]]
            })
          let (told, value) = (Double(words[6]) ?? .nan, row.number("one_way_p50_ns") ?? .nan)
          #expect(abs(told - value) <= 0.005_001, "\(tip)")
        }
        for (from, to) in [(0, 1), (1, 0), (0, 191), (95, 96), (120, 7), (191, 190)] {
          let place = try page.pixel(from, to, of: 192)
          try page.moveMouse(x: place.x, y: place.y)
          let tip = try page.tip()
          #expect(tip.hasPrefix("CPU \(from) starts, \(to) answers\n"))
          try check(tip)
        }
        try page.run("document.querySelector('.pixels').focus()")
        for key in ["ArrowDown", "ArrowLeft", "ArrowUp"] {
          try page.press(key)
          try check(try page.tip())
        }
        try page.resize(width: 400, height: 800, isTouched: true)
        for (from, to) in [(3, 40), (9, 20)] {
          let place = try page.pixel(from, to, of: 192)
          try page.tap(x: place.x, y: place.y)
          try check(try page.tip())
        }
      }
    }

    @Test(
      "Tells of a pair the slowdown, the interval and the verdict of its row in summary.csv",
      arguments: [Sample.reference, .policies, .manyCores])
    func slowdowns(_ sample: Sample) throws {
      try open(sample) { page, report in
        let rows = try report.csv("summary").rows.filter { $0["metric"] == "slowdown_p50" }
        let told = try page.marks().filter {
          $0.card == "slowdown" && $0.tip.contains("slowdown_p50 ")
        }
        #expect(told.count > 10)
        for mark in told {
          let isOfRow = rows.contains { row in
            mark.tip.hasPrefix(
              "\(row["victim"]!) beside \(row["aggressor"]!), \(row["policy"]!)\n"
                + "slowdown_p50 \(row["value"]!)\ninterval \(row["lower"]!) to \(row["upper"]!)\n"
                + "\(row["verdict"]!), \(row["rounds"]!) round")
          }
          #expect(isOfRow, "\(mark.tip)")
        }
        // And this is what the reader sees.
        for mark in [told[0], told[told.count / 2], told[told.count - 1]] {
          let place = try #require(try page.find(mark))
          try page.moveMouse(x: place.x, y: place.y)
          let tip = try page.tip()
          #expect(tip == mark.tip)
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
