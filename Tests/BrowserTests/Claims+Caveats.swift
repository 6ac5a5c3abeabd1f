import Foundation

/// How many caveats and failed checks a run has, counted from its files, whatever the page lists.
extension Claims {
  func caveats(_ provenance: [String: Any]) -> Claim {
    let machine = machineCaveats(provenance)
    let (warned, failed) =
      facts.rows("cells").isEmpty
      ? (machine + registerCaveats + contentionCaveats, 0)
      : (machine + suiteCaveats + controls.absent + contentionCaveats, controls.failed)
    let evidence = evidenceCaveats
    let (caveats, checks) = (warned + evidence.doubted, failed + evidence.refuted)
    if checks > 0 {
      return Claim(says: [plural(checks, "check") + " failed", plural(caveats, "caveat")])
    }
    return Claim(
      says: [
        caveats > 0
          ? plural(caveats, "caveat") + ", no failed check"
          : "Nothing speaks against these numbers"
      ])
  }

  private func plural(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)" + (count == 1 ? "" : "s")
  }

  private func machineCaveats(_ provenance: [String: Any]) -> Int {
    let tool = provenance["tool"] as? [String: Any]
    let governor = provenance["governor"] as? String ?? "performance"
    return [
      !(provenance["hypervisor"] as? String ?? "").isEmpty,
      tool?["buildConfiguration"] as? String == "debug",
      provenance["privileged"] as? Bool == false, governor != "performance",
    ].count { $0 }
  }

  /// False sharing at least doubles a job's time, and does not without its channel; what shares nothing changes nothing.
  private var controls: (absent: Int, failed: Int) {
    let cells = facts.rows("cells").filter { $0["control"] != "none" }
    guard !cells.isEmpty else { return (1, 0) }
    let slowdowns = facts.rows("summary").filter {
      $0["metric"] == "slowdown_p50" && $0["control"] != "none" && $0.number("value") != nil
    }
    let kinds = Set(cells.map { $0["control"]! })
    let failed = kinds.filter { kind in
      slowdowns.contains { row in
        guard row["control"] == kind else { return false }
        let low = row.number("lower") ?? row.number("value")!
        let high = row.number("upper") ?? row.number("value")!
        return switch kind {
        case "negative": row["verdict"] != "equivalent" && !(low...high).contains(1)
        case "positive": low < 2
        default: low >= 2
        }
      }
    }
    let unmeasured = kinds.filter { kind in !slowdowns.contains { $0["control"] == kind } }
    return (unmeasured.count, failed.count)
  }

  private var evidenceCaveats: (doubted: Int, refuted: Int) {
    let policies = Dictionary(
      facts.rows("cells").map { ($0["pair_id"]!, $0["policy"]!) }, uniquingKeysWith: { $1 })
    let readings = Dictionary(
      grouping: facts.rows("rounds").filter { $0["evidence"] != "none" }
    ) { policies[$0["pair_id"]!] ?? "" }
    let against = readings.values.map { rows in
      (violated: rows.count { $0["evidence"] == "violated" }, all: rows.count)
    }.filter { $0.violated > 0 }
    let refuted = against.count { $0.violated * 2 > $0.all }
    return (against.count - refuted, refuted)
  }

  /// What is told of workloads, windows, lost jobs, flagged rounds, drift and pairs without a value.
  private var suiteCaveats: Int {
    let rounds = facts.rows("rounds")
    func sum(_ column: String) -> Double { rounds.reduce(0) { $0 + ($1.number(column) ?? 0) } }
    let doubts = facts.rows("verification").count {
      ["not exercised", "inconclusive", "unavailable"].contains($0["verdict"]!)
    }
    let flagged = facts.rows("sentinel").contains {
      $0["role"] == "victim" && ["true", "1"].contains($0["flagged"]!)
    }
    let isSplit = facts.rows("summary").contains {
      ($0["flags"] ?? "").split(separator: " ").contains("drift_splits_conditions")
    }
    let others = [
      facts.windows.contains { $0["status"] == "missed" }, sum("samples_dropped") > 0,
      sum("major_faults") > 0, flagged, stolenShare >= 0.01, changesUnflagged, isSplit,
    ]
    return doubts + others.count { $0 } + reasons
  }

  private var stolenShare: Double {
    let cpus = Dictionary(
      facts.rows("cells").map {
        ($0["cell_id"]!, Self.cpus("\($0["victim_cpus"]!),\($0["aggressor_cpus"]!)").count)
      }, uniquingKeysWith: { $1 })
    var (stolen, elapsed) = (0.0, 0.0)
    for row in facts.rows("rounds") {
      guard let steal = row.number("steal_ms"), let count = cpus[row["cell_id"]!] else { continue }
      stolen += steal
      elapsed += row.number("duration_ns")! / 1e6 * Double(count)
    }
    return elapsed > 0 ? stolen / elapsed : 0
  }

  private static func cpus(_ list: String) -> Set<Int> {
    Set(
      list.split(separator: ",").flatMap { part in
        let ends = part.split(separator: "-").compactMap { Int($0) }
        return ends.isEmpty ? [] : Array(ends[0]...ends[ends.count - 1])
      })
  }

  private var changesUnflagged: Bool {
    let rows = facts.rows("summary")
    let verdicts = Dictionary(
      rows.filter { $0["metric"] == "slowdown_p50" }.map { ($0["cell_id"]!, $0["verdict"]!) },
      uniquingKeysWith: { $1 })
    return rows.contains {
      $0["metric"] == "slowdown_p50_unflagged" && $0["verdict"] != verdicts[$0["cell_id"]!]
    }
  }

  /// Why pairs have no slowdown, each reason once.
  private var reasons: Int {
    let valued = Set(
      facts.rows("summary").filter {
        $0["metric"] == "slowdown_p50" && $0.number("value") != nil
      }.map { $0["pair_id"]! })
    let open = facts.rows("cells").filter { !valued.contains($0["pair_id"]!) }
    return Set(
      Dictionary(grouping: open) { $0["pair_id"]! }.values.map { cells in
        cells.map { "\($0["status"]!) \($0["reason"]!)" }.max()!
      }
    ).count
  }

  /// Paths that rest on a generator without proof, and paths that nobody tested.
  private var registerCaveats: Int {
    let paths = facts.rows("register").filter { $0["scope"] == "path" }
    let measured = paths.filter { $0["tested"] == "measured" }
    return [
      measured.contains { $0["verified"] != "exercised" }, measured.count < paths.count,
    ].count { $0 }
  }

  /// Hand-overs whose median is not known well enough, and some that changed in mid-run.
  private var contentionCaveats: Int {
    let pairs = facts.rows("contention").filter { $0["kind"] == "hand_over" && $0["cpu"] == "" }
    return [
      pairs.contains { $0["precision"] == "not_reached" },
      pairs.contains { $0.number("modes") ?? 1 > 1 },
    ].count { $0 }
  }
}
