import Browser
import Foundation
import Testing

extension InBrowser {
  /// The table of every number says what the files say.
  @Suite("The table of every number") @MainActor struct NumbersTests {
    nonisolated static let samples: [Sample] = [.reference, .policies, .leakage, .manyCells]

    @Test("Counts what the filter leaves, as the file has it")
    func filter() throws {
      try open(.reference) { page, report in
        let rows = try report.csv("summary").rows
        try page.choose("summary")
        #expect(try page.count() == "\(rows.count) of \(rows.count) rows")
        #expect(try page.downloadName() == ["Download as CSV", "summary.csv"])
        for words in ["slowdown_p99", "gang slowdown_p50", "cost_p50 chase", "nowhere"] {
          try page.filter(words)
          let kept = rows.filter { row in
            let text = row.fields.joined(separator: " ").lowercased()
            // A cell may be found by what it is, too, which says nothing that its row does not.
            return words.split(separator: " ").allSatisfy { text.contains($0) }
          }
          #expect(try page.count() == "\(kept.count) of \(rows.count) rows")
          // What is a part goes by no whole file's name.
          #expect(try page.downloadName() == ["Download these rows", "summary-part.csv"])
        }
      }
    }

    @Test("Sorts numbers as numbers, both ways, and says so")
    func sort() throws {
      try open(.reference) { page, report in
        try page.choose("summary")
        try page.filter("slowdown_p50 ")
        let rows = try report.csv("summary").rows
          .filter { $0.fields.contains { $0.contains("slowdown_p50") } }
        let values = rows.compactMap { $0.number("value") }.sorted()
        try page.sort("value")
        #expect(try page.sorting() == ["value": "ascending"])
        let up = try page.column("value").compactMap(Double.init)
        #expect(up.count > 5 && up == Array(values.prefix(up.count)))
        try page.sort("value")
        #expect(try page.sorting() == ["value": "descending"])
        let down = try page.column("value").compactMap(Double.init)
        #expect(down.count > 5 && down == Array(values.reversed().prefix(down.count)))
        try page.sort("victim")
        #expect(try page.sorting() == ["victim": "ascending"])
        let victims = try page.column("victim")
        #expect(victims == rows.map { $0["victim"]! }.sorted().prefix(victims.count).map(\.self))
      }
    }

    @Test("Gives every file back as it is", arguments: samples)
    func download(_ sample: Sample) throws {
      try open(sample) { page, report in
        let files: [String] = try page.evaluate(
          "[...document.querySelector('#file').options].map(o => o.value)")
        let withRows = try report.files().keys.map { "data/\($0).csv" }
        #expect(Set(files) == Set(withRows))
        for file in files {
          let name = String(file.dropFirst(5).dropLast(4))
          try page.choose(name)
          let text = try page.download()
          let (given, original) = (CSVText(text), try report.csv(name))
          let isWhole: Bool = try page.evaluate(
            "!document.querySelector('#limit').textContent.includes('\(file)')")
          // What the page has not it says; what it has is the file's. A file of an older Bulkhead has fewer columns.
          #expect(
            isWhole ? given.rows.count == original.rows.count : !given.rows.isEmpty, "\(file)")
          // One column has been given a better name since.
          let shared = Set(original.columns).intersection(given.columns)
          #expect(shared.count >= original.columns.count - 1, "\(file)")
          let differ = zip(given.rows, original.rows).count { mine, theirs in
            shared.contains { mine[$0] != theirs[$0] }
          }
          #expect(differ == 0, "\(file)")
        }
      }
    }
  }
}

extension Page {
  fileprivate func choose(_ file: String) throws {
    try run(
      """
      const file = document.querySelector("#file");
      file.value = "data/\(file).csv";
      file.dispatchEvent(new Event("change"));
      """)
  }

  /// Types into the filter as a reader does.
  fileprivate func filter(_ words: String) throws {
    try run("const f = document.querySelector('#filter'); f.focus(); f.select()")
    try type(words)
  }

  fileprivate func count() throws -> String {
    let text: String = try evaluate("document.querySelector('#rows').textContent")
    return text.replacingOccurrences(of: ",", with: "")
  }

  fileprivate func sort(_ column: String) throws {
    let head: Rectangle = try evaluate(
      """
      (button => {
        button.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
        return button.getBoundingClientRect().toJSON();
      })(document.querySelector("#table th[data-name='\(column)'] button"))
      """)
    try click(x: head.middle.x, y: head.middle.y)
  }

  fileprivate func sorting() throws -> [String: String] {
    try evaluate(
      """
      Object.fromEntries([...document.querySelectorAll("#table th[aria-sort]")]
        .map(h => [h.dataset.name, h.getAttribute("aria-sort")]))
      """)
  }

  /// What the rows in sight have in a column, in full precision.
  fileprivate func column(_ name: String) throws -> [String] {
    try evaluate(
      """
      (place => [...document.querySelectorAll("#table tbody tr:not(.gap)")]
        .map(r => r.cells[place].dataset.v ?? r.cells[place].textContent))
        ([...document.querySelectorAll("#table th")].findIndex(h => h.dataset.name === "\(name)"))
      """)
  }

  /// What the button says, and the name of the file that it makes.
  fileprivate func downloadName() throws -> [String] {
    try evaluate(
      """
      (() => {
        const button = document.querySelector("#download"), click = HTMLAnchorElement.prototype.click;
        let name = "";
        HTMLAnchorElement.prototype.click = function () { name = this.download; };
        button.click();
        HTMLAnchorElement.prototype.click = click;
        return [button.textContent, name];
      })()
      """)
  }

  /// What the button would put into the reader's folder.
  fileprivate func download() throws -> String {
    try evaluate(
      """
      new Promise(done => {
        const make = URL.createObjectURL, click = HTMLAnchorElement.prototype.click;
        URL.createObjectURL = blob => { blob.text().then(done); return "blob:nothing"; };
        HTMLAnchorElement.prototype.click = () => {};
        document.querySelector("#download").click();
        [URL.createObjectURL, HTMLAnchorElement.prototype.click] = [make, click];
      })
      """)
  }
}
