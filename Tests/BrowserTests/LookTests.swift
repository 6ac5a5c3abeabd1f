import Browser
import Foundation
import Testing

extension InBrowser {
  /// What is true of every report, whatever it is about.
  @Suite("Every page") @MainActor struct LookTests {
    @Test(
      "Runs to its end, complains of nothing and asks nobody for anything",
      arguments: Sample.allCases)
    func isSelfContained(_ sample: Sample) throws {
      try open(sample) { page, report in
        let ready: String = try page.evaluate("document.documentElement.dataset.ready")
        #expect(ready == "1")
        #expect(page.complaints == [])
        #expect(page.requests.contains(report.file.absoluteString))
        let foreign = page.requests.filter { !$0.hasPrefix("file:") && !$0.hasPrefix("data:") }
        #expect(foreign == [])
        // A page that is one file asks for that file and for nothing beside it.
        #expect(page.requests.filter { $0.hasPrefix("file:") } == [report.file.absoluteString])
      }
    }

    @Test(
      "Has labels that can all be read, titles for its drawings and no room to the side, on paper too",
      arguments: Sample.allCases)
    func isInOrder(_ sample: Sample) throws {
      try open(sample) { page, _ in
        let faults = try page.faults()
        #expect(faults == [])
        try page.resize(width: 400, height: 800, isTouched: true)
        let onPhone = try page.faults()
        #expect(onPhone == [])
        let width: Int = try page.evaluate("document.documentElement.scrollWidth")
        #expect(width == 400)
        try page.resize(width: 794, height: 1123, isTouched: false)
        try page.emulate(medium: "print", scheme: "light")
        let onPaper = try page.faults()
        #expect(onPaper == [])
      }
    }

    @Test("Is refused an image from elsewhere by its own policy")
    func isKeptOffline() throws {
      try open(.reference) { page, _ in
        let refused: String = try page.evaluate(
          """
          new Promise((done, fail) => {
            addEventListener("securitypolicyviolation", e => done(e.effectiveDirective + " " + e.blockedURI));
            const image = new Image();
            image.onload = () => done("loaded");
            image.src = "http://127.0.0.1:9/planted.png";
            setTimeout(() => done("nothing happened"), 20000);
          })
          """)
        #expect(refused == "img-src http://127.0.0.1:9/planted.png")
        // The browser says so, too: what is found out about complaints is found out here.
        #expect(page.complaints.contains { $0.contains("planted.png") })
      }
    }

    @Test("Whose labels overlap, leave their drawing or have no title is found out")
    func faultsAreSeen() throws {
      try open(.residue) { page, _ in
        let before = try page.faults()
        #expect(before == [])
        try page.run(
          """
          const svg = document.querySelector(".card svg"), text = svg.querySelector("text");
          svg.append(text.cloneNode(true));
          const far = text.cloneNode(true);
          far.setAttribute("x", -40);
          far.textContent = "far away";
          svg.append(far);
          svg.querySelector("title").remove();
          const wide = document.createElement("div");
          wide.style.width = "3000px";
          wide.textContent = "wide";
          document.querySelector(".card").append(wide);
          """)
        let faults = try page.faults()
        for words in ["overlap", "leaves its SVG", "no title", "px wide", "leaves its card"] {
          #expect(faults.contains { $0.contains(words) }, "\(words) in \(faults)")
        }
      }
    }

    @Test("An exception, a console error and a request are noticed")
    func complaintsAreSeen() throws {
      try open(.residue) { page, report in
        let other = report.file.deletingLastPathComponent().appending(path: "other.html")
        try Data(
          """
          <!doctype html><link rel="icon" href="data:,"><img src="http://127.0.0.1:9/planted.png">
          <script>console.error("said"); throw new Error("thrown")</script>
          """.utf8
        ).write(to: other)
        try page.open(other)
        #expect(page.requests.contains("http://127.0.0.1:9/planted.png"))
        #expect(page.complaints.contains { $0.hasPrefix("console:") })
        #expect(page.complaints.contains { $0.contains("thrown") })
      }
    }

    @Test("With 1,440 cells weighs less than two megabytes")
    func weight() throws {
      try open(.manyCells) { page, report in
        let cells = try report.csv("cells")
        #expect(cells.rows.count == 1440)
        #expect(try Data(contentsOf: report.file).count < 2_000_000)
      }
    }
  }
}
