import Results

/// The few numbers that a reader wants first, each with what it is and where it comes from.
struct Tile: Sendable, Equatable {
  let value: String
  let label: String
  let detail: String
  let tone: String
}

enum Tiles {
  static func html(_ tiles: [Tile]) -> String {
    guard !tiles.isEmpty else { return "" }
    let items = tiles.map { tile in
      "<li class=\"tile \(tile.tone)\"><strong>\(Escape.markup(tile.value))</strong>"
        + "<span>\(Escape.markup(tile.label))</span>"
        + "<small>\(Escape.markup(tile.detail))</small></li>"
    }
    return "<ul class=\"tiles\">\(items.joined())</ul>"
  }

  static func all(_ findings: Findings) -> [Tile] {
    [worst(findings)].compactMap(\.self) + best(findings) + windows(findings)
      + [controls(findings)].compactMap(\.self)
  }

  private static func worst(_ findings: Findings) -> Tile? {
    guard let worst = findings.worst else { return nil }
    let isShown = worst.slowdown?.verdict == .worse
    return Tile(
      value: worst.hedgedSlowdown, label: "worst slowdown",
      detail: "\(worst.contest.text), \(worst.policy)", tone: isShown ? "bad" : "")
  }

  private static func best(_ findings: Findings) -> [Tile] {
    guard let best = PolicyStanding.best(PolicyStanding.all(findings)), let worst = best.worst
    else { return [] }
    var tiles: [Tile] = []
    if worst.pairID != findings.worst?.pairID {
      tiles.append(
        Tile(
          value: worst.hedgedSlowdown, label: "worst under \(best.policy)",
          detail: worst.contest.text,
          tone: best.isWatertight && IsolationDoubt.failedControls(findings) == nil ? "good" : ""))
    }
    if let lost = best.workLost {
      let jobs = best.cost.map { ", jobs \(Number.times($0)) as long" } ?? ""
      tiles.append(
        Tile(
          value: Number.percent(ofOne: lost / 100), label: "work lost under \(best.policy)",
          detail: "of the baseline's throughput when alone\(jobs)", tone: ""))
    }
    return tiles
  }

  private static func windows(_ findings: Findings) -> [Tile] {
    let windows = findings.windows
    let errors = windows.compactMap(\.startErrorNanoseconds)
    guard let tail = Tail(values: errors, floor: StartErrorTail.floorNanoseconds) else { return [] }
    let overruns = windows.count { $0.overrunNanoseconds > 0 }
    let missed = windows.count { $0.status == .missed }
    return [
      Tile(
        value: Number.time(nanoseconds: tail.quantile(exceededBy: 0.01)),
        label: "p99 release jitter",
        detail: "median \(Number.time(nanoseconds: tail.quantile(exceededBy: 0.5))),"
          + " latest \(Number.time(nanoseconds: tail.maximum))", tone: ""),
      Tile(
        value: Number.count(overruns), label: overruns == 1 ? "window overran" : "windows overran",
        detail: "of \(Number.count(windows.count)); \(Number.count(missed)) never started",
        tone: overruns > 0 ? "bad" : missed > 0 ? "" : "good"),
    ]
  }

  private static func controls(_ findings: Findings) -> Tile? {
    let checks = ControlCheck.all(findings)
    guard !checks.isEmpty else { return nil }
    let isFailed = checks.contains { $0.state == .failed }
    let isHeld = checks.allSatisfy { $0.state == .held }
    return Tile(
      value: isFailed ? "FAILED" : isHeld ? "held" : "open", label: "controls",
      detail: checks.map(\.text).joined(separator: ", "),
      tone: isFailed ? "bad" : isHeld ? "good" : "")
  }
}
