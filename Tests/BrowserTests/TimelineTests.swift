import Browser
import Foundation
import Testing

extension InBrowser {
  /// The timeline of the windows can be looked at closely.
  @Suite("The timeline") @MainActor struct TimelineTests {
    nonisolated static let samples: [Sample] = [
      .reference, .policies, .fourteenApps, .manyCores,
    ]

    @Test(
      "Zooms with the wheel and with keys, pans with the mouse, and comes back", arguments: samples)
    func zoom(_ sample: Sample) throws {
      try open(sample) { page, _ in
        let plot = try page.plot()
        #expect(try page.zoom() == 1)
        try page.wheel(x: plot.middle.x, y: plot.middle.y, turns: -3)
        let near = try page.zoom()
        #expect(near > 1.5)
        // Labels of the axis stay apart at every zoom.
        let faults = try page.faults()
        #expect(faults == [])
        let before = try page.firstTick()
        try page.drag(from: plot.middle, to: (plot.middle.x + 90, plot.middle.y))
        #expect(try page.zoom() == near)
        #expect(try page.firstTick() != before)
        try page.wheel(x: plot.middle.x, y: plot.middle.y, turns: 2)
        #expect(try page.zoom() < near)
        try page.run("document.querySelector('#windows svg .m').focus()")
        let after = try page.zoom()
        try page.press("+")
        #expect(try page.zoom() > after)
        try page.click(x: plot.middle.x, y: plot.middle.y, count: 2)
        #expect(try page.zoom() == 1)
      }
    }

    @Test("A finger zooms with buttons that are large enough, and comes back", arguments: samples)
    func touch(_ sample: Sample) throws {
      try open(sample, width: 400, isTouched: true) { page, _ in
        #expect(try page.zoom() == 1)
        let into = try page.button("Zoom in")
        #expect(min(into.width, into.height) >= 40)
        try page.tap(x: into.middle.x, y: into.middle.y)
        try page.tap(x: into.middle.x, y: into.middle.y)
        #expect(try page.zoom() > 2)
        let out = try page.button("Zoom out")
        #expect(min(out.width, out.height) >= 40)
        try page.tap(x: out.middle.x, y: out.middle.y)
        #expect(try abs(page.zoom() - 1.5) < 0.01)
        let back = try page.button("Reset")
        #expect(min(back.width, back.height) >= 40)
        try page.tap(x: back.middle.x, y: back.middle.y)
        #expect(try page.zoom() == 1)
        // And with keys alone.
        try page.run("document.querySelector('#windows .zooms button').focus()")
        try page.press("Enter")
        #expect(try page.zoom() == 1.5)
        let faults = try page.faults()
        #expect(faults == [])
      }
    }

    @Test("Shows a window where its plan says, and its tip is its row", arguments: samples)
    func windows(_ sample: Sample) throws {
      try open(sample) { page, report in
        let rows = try report.csv("windows").rows
        let marks = try page.marks(atMost: 400, areSeen: false).filter { $0.card == "windows" }
        #expect(marks.count > 10)
        for mark in marks {
          let told = mark.tip.split(separator: "\n").map(String.init)
          // victim, CPU 1, window 12
          let names = told[0].components(separatedBy: ", ")
          let (cpu, window) = (names[1].dropFirst(4), names[2].dropFirst(7))
          let matches = rows.filter { row in
            row["partition"] == names[0] && row["cpu"] == String(cpu)
              && row["window"] == String(window)
              && told[1] == "planned \(row["planned_start_ns"]!) to \(row["planned_end_ns"]!) ns"
              && told.dropFirst(2).filter { $0.contains("_ns ") }.allSatisfy { line in
                let words = line.split(separator: " ")
                return row[String(words[0])] == String(words[1])
              }
          }
          #expect(!matches.isEmpty, "\(mark.tip)")
        }
      }
    }
  }
}

extension Page {
  /// How many times closer than at first.
  fileprivate func zoom() throws -> Double {
    try evaluate("+(document.querySelector('#windows svg').dataset.zoom ?? 1)")
  }

  fileprivate func button(_ name: String) throws -> Rectangle {
    try evaluate(
      """
      (button => {
        button.scrollIntoView({ block: "center", behavior: "instant" });
        return button.getBoundingClientRect().toJSON();
      })([...document.querySelectorAll("#windows .zooms button")]
        .find(b => b.textContent === "\(name)" || b.ariaLabel === "\(name)"))
      """)
  }

  fileprivate func firstTick() throws -> String {
    try evaluate("document.querySelector('#windows .ticks text').textContent")
  }

  /// Where in the window the part of the drawing is that can be zoomed, once it has been brought into sight.
  fileprivate func plot() throws -> Rectangle {
    try evaluate(
      """
      (zone => {
        zone.scrollIntoView({ block: "center", behavior: "instant" });
        const svg = zone.ownerSVGElement, d = zone.dataset, place = svg.getScreenCTM();
        const a = new DOMPoint(+d.x, +d.top).matrixTransform(place);
        const b = new DOMPoint(+d.x + +d.width, +d.bottom).matrixTransform(place);
        const top = Math.max(a.y, 0), bottom = Math.min(b.y, innerHeight);
        return { x: a.x, y: top, width: b.x - a.x, height: bottom - top };
      })(document.querySelector("#windows .zoom"))
      """)
  }
}
