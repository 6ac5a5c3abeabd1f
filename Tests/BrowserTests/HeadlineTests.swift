import Browser
import Foundation
import Testing

extension InBrowser {
  /// No sentence and no tile says what the files do not say.
  @Suite("Headlines and tiles") @MainActor struct HeadlineTests {
    @Test("Every headline is worked out again from the files", arguments: Sample.allCases)
    func headlines(_ sample: Sample) throws {
      try open(sample) { page, report in
        let claims = Claims(facts: try Facts(report))
        let cards = try page.cards()
        #expect(cards.count > 2)
        for card in cards {
          guard let claim = try claims.headline(card.id) ?? page.claim(card.id, report) else {
            Issue.record("nothing is known of the card \(card.id): \(card.headline)")
            continue
          }
          let faults = claim.faults(in: card.headline)
          #expect(faults == [], "\(card.id): \(card.headline)")
        }
      }
    }

    @Test("Every tile is worked out again from the files", arguments: Sample.allCases)
    func tiles(_ sample: Sample) throws {
      try open(sample) { page, report in
        let claims = Claims(facts: try Facts(report))
        for tile in try page.tiles() {
          guard let claim = claims.tile(tile.label) else {
            Issue.record("nothing is known of the tile \(tile.label): \(tile.value)")
            continue
          }
          let faults = claim.faults(in: "\(tile.value); \(tile.detail)")
          #expect(faults == [], "\(tile.label)")
        }
      }
    }

    @Test("A wrong number in a sentence is found out")
    func wrongNumbers() {
      let claim = Claim(says: ["4.46×", "chase@L3/2"], maySay: ["53 %"])
      #expect(claim.faults(in: "chase@L3/2 takes 4.46× as long, for 53\u{A0}% of it").isEmpty)
      #expect(!claim.faults(in: "chase@L3/2 takes 4.47× as long").isEmpty)
      #expect(!claim.faults(in: "chase@L3/2 takes 4.46× as long, for 54 % of it").isEmpty)
      #expect(!claim.faults(in: "it takes 4.46× as long").isEmpty)
    }
  }
}

extension Report {
  /// The facts of machine, tool and command as the file has them.
  fileprivate func provenance() throws -> [String: Any] {
    let file = results.appending(path: "env/provenance.json")
    return try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
  }
}

struct Tile: Decodable {
  let value: String
  let label: String
  let detail: String
}

extension Page {
  fileprivate func tiles() throws -> [Tile] {
    try evaluate(
      """
      [...document.querySelectorAll(".tile")].map(t => ({ value: t.querySelector("strong").textContent,
        label: t.querySelector("span").textContent, detail: t.querySelector("small").textContent }))
      """)
  }

  /// Of the cards that are about the page itself, or about the machine as hwloc has it.
  fileprivate func claim(_ card: String, _ report: Report) throws -> Claim? {
    switch card {
    case "caveats": return try Claims(facts: Facts(report)).caveats(report.provenance())
    case "environment":
      let provenance = try report.provenance()
      return Claim(says: [
        "\(provenance["host"] as? String ?? "?"): \(provenance["cpuModel"] as? String ?? "?")"
      ])
    case "topology":
      let xml = try String(
        contentsOf: report.results.appending(path: "env/topology.xml"), encoding: .utf8)
      let cores = xml.components(separatedBy: "type=\"Core\"").count - 1
      let sizes = xml.matches(of: /(?:cache_size|local_memory)="(\d+)"/)
        .compactMap { Double($0.output.1).map(Written.bytes) }
      let lists = Set(
        try report.files().values.flatMap(\.rows).flatMap { row in
          ["cpus", "victim_cpus", "aggressor_cpus"].compactMap { row[$0] }
        }.filter { !$0.isEmpty && $0.count < 40 })
      let partitions = try report.csv("partitions").rows.count
      return Claim(
        says: ["\(cores) cores"],
        maySay: sizes + ["L1", "L2", "L3", "\(partitions) partitions"]
          + (0..<16).flatMap { ["Package \($0)", "NUMA node \($0)"] }
          + lists.flatMap { ["CPU \($0)", "CPUs \($0)"] } + ["CPUs 0-3"])
    default: return nil
    }
  }
}
