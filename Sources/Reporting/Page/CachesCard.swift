import Results

/// Cache sizes as hwloc has them, as they were measured, and which of them working sets go by.
enum CachesCard {
  static func html(_ results: ResultSet) -> String {
    guard !results.caches.isEmpty else { return "" }
    let findings = SweepFindings(results)
    let head = columns.map { "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>\($0.name)" }
    let methods = Findings.distinct(results.caches.map(\.method)).filter { !$0.isEmpty }
    let method =
      methods.isEmpty ? "Not measured." : "Measured by \(methods.joined(separator: "; "))."
    return """
      <section class="card" id="caches">
      <p class="question">How large the caches are in effect</p>
      <h2>\(Escape.markup(headline(results.caches)))</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Caches">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(results.caches.map(row).joined(separator: "\n"))</tbody></table></div>
      <p class="note">\(Escape.markup(method)) From the largest working set of which nine tenths were \
      found to the smallest of which half was missed. The measured size counts only where all of it \
      lies more than a power of two beside hwloc's; shares such as L3/2 then go by the smaller, multiples \
      such as 2*L3 by the larger of the two. \(Escape.markup(findings.sentence))</p>
      </section>
      """
  }

  static func headline(_ caches: [CacheRow]) -> String {
    let replaced = caches.filter { $0.source != .hwloc }
    guard !replaced.isEmpty else { return "Working sets are sized by hwloc's caches" }
    return Words.capitalised(
      Words.list(
        replaced.map { cache in
          let nominal = cache.hwlocBytes.map { ", not as hwloc's \(Number.bytes($0))" } ?? ""
          return "L\(cache.level) counts as \(Number.bytes(cache.usedBytes))\(nominal)"
        }))
  }

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("cache", false), ("hwloc", true), ("measured", true), ("used", true), ("from", false),
    ("note", false),
  ]

  private static func row(_ cache: CacheRow) -> String {
    let numbers = [
      cache.hwlocBytes.map(Number.bytes) ?? Number.absent, SweepFindings.measured(cache),
      Number.bytes(cache.usedBytes),
    ].map { "<td class=n>" + Escape.markup($0) }
    return "<tr><td>L\(cache.level)" + numbers.joined() + "<td>\(cache.source.rawValue)<td class=t>"
      + Escape.markup(cache.note)
  }
}
