import Foundation

/// Of the tiles, by what they are labelled.
extension Claims {
  func tile(_ label: String) -> Claim? {
    let windows = facts.windows
    let missed = windows.count { $0["status"] == "missed" }
    let paths = facts.rows("register").filter { $0["scope"] == "path" }
    let measured = paths.filter { $0["tested"] == "measured" }
    switch label {
    case "worst slowdown":
      guard let worst = facts.worst else { return nil }
      return Claim(says: [
        Written.times(worst.number("value")!), worst["victim"]!, worst["aggressor"]!,
        worst["policy"]!,
      ])
    case "p99 release jitter":
      return Claim(
        says: [0.01, 0.5, 0].map { Written.time(facts.startError(exceededBy: $0)) })
    case "windows overran", "window overran":
      return Claim(says: [
        Written.count(windows.count { $0.number("overrun_ns")! > 0 }),
        "of \(Written.count(windows.count))", "\(Written.count(missed)) never",
      ])
    case "controls": return controls
    case "worst path":
      let shown = measured.filter { $0["verdict"] == "worse" }
      return path(Facts.largest(shown.isEmpty ? measured : shown, "slowdown"))
    case "worst beside all others":
      let all = facts.rows("register").filter {
        $0["scope"] != "path" && $0["tested"] == "measured"
      }
      let shown = all.filter { $0["verdict"] == "worse" }
      return path(Facts.largest(shown.isEmpty ? all : shown, "slowdown"))
    case "paths measured":
      return Claim(says: ["\(Written.count(measured.count)) of \(Written.count(paths.count))"])
    case "fastest hand-over", "slowest hand-over", "medians known to 1 %": return handOver(label)
    default:
      guard let best = facts.best, let worst = facts.worst(under: best) else { return nil }
      switch label {
      case "worst under \(best)":
        return Claim(says: [
          Written.times(worst.number("value")!), worst["victim"]!, worst["aggressor"]!,
        ])
      case "work lost under \(best)":
        return Claim(
          says: [facts.workLost(under: best), facts.cost(under: best)].compactMap(\.self))
      default: return nil
      }
    }
  }

  private func path(_ row: CSVRow?) -> Claim? {
    guard let row else { return nil }
    let aggressor = "\(row["aggressor_partition"]!)/\(row["aggressor"]!)"
    return Claim(
      says: [
        Written.times(row.number("slowdown")!), "\(row["victim_partition"]!)/\(row["victim"]!)",
      ]
        + (aggressor == "*/*" ? [] : [aggressor]))
  }

  /// Whether those held is judged elsewhere; here that their numbers are those of the rows.
  private var controls: Claim {
    let rows = facts.rows("summary").filter {
      $0["control"] != "none" && $0["metric"] == "slowdown_p50" && $0.number("value") != nil
    }
    let kinds = Dictionary(grouping: rows) { $0["control"]! }
    let positive = kinds["positive"]?.first
    return Claim(
      says: kinds.keys.filter { $0 != "positive" }.map { "of \(kinds[$0]!.count)" }
        + (positive.map { [Written.times($0.number("value")!), $0["policy"]!] } ?? []),
      maySay: kinds.values.flatMap { rows in (0...rows.count).map { "(\($0) of \(rows.count))" } })
  }

  private func handOver(_ label: String) -> Claim {
    let rows = facts.rows("contention").filter { $0["kind"] == "hand_over" && $0["cpu"] == "" }
      .sorted { $0.number("one_way_p50_ns")! < $1.number("one_way_p50_ns")! }
    if label.hasPrefix("medians") {
      let known = rows.count { $0["precision"] == "reached" }
      return Claim(
        says: ["\(Written.count(known)) of \(Written.count(rows.count))"], maySay: ["95 %"])
    }
    let row = label.hasPrefix("fastest") ? rows[0] : rows[rows.count - 1]
    return Claim(says: [
      Written.time(row.number("one_way_p50_ns")!),
      row["cpus"]!.split(whereSeparator: { ",-".contains($0) }).joined(separator: " and "),
    ])
  }
}
