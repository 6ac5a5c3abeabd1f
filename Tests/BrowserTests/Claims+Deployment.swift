import Foundation

/// Of the cards of a deployment, and of the machine it stands on.
extension Claims {
  func deployment(_ card: String) -> Claim? {
    let paths = facts.rows("register").filter { $0["scope"] == "path" }
    let robust = facts.rows("register").filter {
      $0["scope"] != "path" && $0["tested"] == "measured"
    }
    switch card {
    case "register-matrix":
      let measured = paths.filter { $0["tested"] == "measured" }
      let shown = measured.filter { $0["verdict"] == "worse" }
      let worst = Facts.largest(shown.isEmpty ? measured : shown, "slowdown")!
      let unproven = measured.count { $0["verified"] != "exercised" }
      return Claim(
        says: (unproven > 0 ? ["\(Written.count(unproven)) rest"] : []) + [
          "\(Written.count(measured.count)) measured", Written.times(worst.number("slowdown")!),
          "\(worst["victim_partition"]!)/\(worst["victim"]!)",
          "\(worst["aggressor_partition"]!)/\(worst["aggressor"]!)",
        ], maySay: ["\(shown.count) of"])
    case "register":
      let held = robust.count { ["equivalent", "better"].contains($0["verdict"]!) }
      let open = robust.count { $0["verdict"] == "inconclusive" }
      let lost = robust.filter { $0["verdict"] == "worse" }
      let says = open > 0 ? ["\(open) inconclusive"] : []
      guard let worst = Facts.largest(lost, "slowdown") else {
        return Claim(says: ["\(held) of \(robust.count)"] + says)
      }
      return Claim(
        says: says + [
          "\(lost.count) of \(robust.count)", "\(held) take",
          "\(worst["victim_partition"]!)/\(worst["victim"]!)",
          Written.times(worst.number("slowdown")!),
        ])
    case "system":
      // A path is as bad as the worst of its links.
      let links = Dictionary(grouping: facts.rows("paths")) { $0["path_id"]! }
        .mapValues { Set($0.map { $0["kind"]! }) }
      let concurrent = links.values.count { $0.contains("concurrent") }
      let residual = links.values.count { !$0.contains("concurrent") && $0.contains("residual") }
      let everybody = Set(paths.map { "\($0["victim_partition"]!)/\($0["victim"]!)" }).count
      let claims = facts.rows("violations").count
      return Claim(says: [
        "\(concurrent) of \(everybody * (everybody - 1))", "\(everybody) applications",
        "\(residual) residual", claims == 0 ? "no claim" : "\(claims)",
      ])
    case "major-frame": return majorFrame
    case "windows-by-partition":
      let rows = facts.rows("windows")
      return Claim(says: [
        Written.count(rows.count), Written.count(rows.count { $0["status"] == "missed" }),
        Written.count(rows.count { $0.number("overrun_ns")! > 0 }),
      ])
    case "slices-by-application":
      // The heaviest load counts.
      let rows = facts.rows("slices").filter { $0["phases"] == "everybody" }
      let supplied = rows.compactMap { $0.number("periods_supplied") }.reduce(0, +)
      let short = rows.compactMap { $0.number("periods_short") }.reduce(0, +)
      let least = Facts.least(rows, "fairness")
      return Claim(
        says: ["\(Written.count(Int(supplied))) periods"]
          + (least.map { [String(format: "%.3f", $0.number("fairness")!), $0["partition"]!] } ?? []),
        maySay: ["\(Written.count(Int(short))) of"])
    case "failure-points":
      let rows = facts.rows("failure_points")
      let everybody = Set(paths.map { "\($0["victim_partition"]!)/\($0["victim"]!)" }).count
      // A core takes its own caches along, a partition its scheduler.
      let points = rows.count { row in
        row["kind"] != "guest_scheduler"
          && !(row["kind"] == "cache" && Int(row["cores"]!) != nil)
      }
      return Claim(says: [
        "\(points) single",
        "\(rows.count { $0.number("lost")! == Double(everybody) }) take", "all \(everybody)",
      ])
    default: return nil
    }
  }

  /// The frame with the window that went worst: one that never started, else the one farthest out of its bounds.
  private var majorFrame: Claim {
    let rows = facts.rows("windows")
    let length = Int(facts.rows("paths").compactMap { $0.number("major_frame_ns") }[0])
    func harm(_ row: CSVRow) -> Double {
      row["status"] == "missed"
        ? .infinity : max(row.number("overrun_ns")!, row.number("start_error_ns") ?? 0)
    }
    func frame(_ row: CSVRow) -> [String] {
      [row["round"]!, row["pair_id"]!, "\(Int(row["planned_start_ns"]!)! / length)"]
    }
    var worst = rows[0]
    for row in rows where harm(row) > harm(worst) { worst = row }
    let shown = rows.filter { frame($0) == frame(worst) }
    let latest = shown.compactMap { $0.number("start_error_ns") }.max()
    return Claim(
      says: [
        "\(shown.count) windows", "\(shown.count { $0["status"] != "on_time" }) started late",
        "\(shown.count { $0.number("overrun_ns")! > 0 }) overran",
      ] + (latest.map { [Written.time($0)] } ?? []))
  }
}

extension Facts {
  static func least(_ rows: [CSVRow], _ column: String) -> CSVRow? {
    rows.filter { $0.number(column) != nil }.min { $0.number(column)! < $1.number(column)! }
  }
}
