import Foundation

/// What the headline of each card has to say, by the card's id; an empty answer is a sentence without numbers.
struct Claims {
  let facts: Facts

  /// `nil` for a card that nothing is known of here: a new one needs its claim.
  func headline(_ card: String) -> Claim? {
    switch card {
    case "slowdown": slowdown
    case "policies": policies
    case "policy-rounds": policyRounds
    case "pareto", "policy-table": protection(card)
    case "job-latency": jobLatency
    case "windows": windows
    case "start-error": startError
    case "windows-by-pair": leak
    case "latency-curve", "caches": caches(card)
    case "gaps", "timer-lateness": jitter(card)
    case "jitter": floor
    case "verification": verification
    case "numbers":
      Claim(says: [Written.count(facts.rowsInAll), "\(facts.filesWithRows) files"])
    case "hand-over": handOver
    case "leakage", "leakage-by-case", "leakage-matrix": leakage(card)
    case "residue", "residue-positions", "residue-table": residue(card)
    default: deployment(card)
    }
  }

  // MARK: Interference

  private var slowdown: Claim? {
    guard let worst = facts.worst else { return nil }
    let isShown = worst["verdict"] == "worse"
    return Claim(
      says: [worst["victim"]!, worst["aggressor"]!, Written.times(worst.number("value")!)]
        + (isShown ? [worst["policy"]!] : []))
  }

  private var policies: Claim? {
    guard let best = facts.best, let value = facts.worst(under: best)?.number("value") else {
      return nil
    }
    let baseline = facts.worst(under: "baseline")?.number("value")
    let lost = facts.workLost(under: best)
    let beats = value < baseline ?? .infinity
    return Claim(
      says: [best, Written.times(value)],
      maySay: [baseline.map(Written.times), lost].compactMap(\.self) + (beats ? [] : ["No"]))
  }

  private func protection(_ card: String) -> Claim {
    let first = facts.rows("policies").filter { $0["rank"] == "1" }
    let victims = Set(first.map { $0["victim"]! })
    if card == "pareto" {
      return Claim(says: Array(victims) + Set(first.map { $0["policy"]! }))
    }
    let all = Set(facts.rows("policies").map { $0["victim"]! })
    return Claim(says: ["\(victims.count) of \(all.count)"])
  }

  private var jobLatency: Claim? {
    guard let worst = facts.worst else { return nil }
    let pair = facts.rows("cells").filter { $0["pair_id"] == worst["pair_id"] }
    func bins(_ condition: String) -> Facts.Bins {
      facts.bins("job_latency", pair.first { $0["condition"] == condition }!["cell_id"]!)
    }
    let (solo, corun) = (bins("solo"), bins("corun"))
    let isLarge = corun.total >= 10_000
    let share = isLarge ? 0.001 : 0.01
    return Claim(says: [
      worst["victim"]!, worst["aggressor"]!, isLarge ? "1 job in 1,000" : "1 job in 100",
      Written.time(corun.quantile(exceededBy: share)),
      Written.time(solo.quantile(exceededBy: share)),
    ])
  }

  /// The victim's jobs beside the worst aggressor under each policy, over its rounds.
  private var policyRounds: Claim? {
    guard let worst = facts.worst else { return nil }
    let cells = facts.rows("cells").filter {
      $0["condition"] == "corun" && Facts.contest($0) == Facts.contest(worst)
    }
    let runs = cells.map { cell in
      (
        policy: cell["policy"]!,
        rows: facts.rows("rounds").filter {
          $0["cell_id"] == cell["cell_id"] && $0["evidence"] != "violated"
        }
      )
    }.filter { $0.rows.count >= 5 }
    let hasTails = runs.allSatisfy { $0.rows.allSatisfy { $0.number("p99_ns") ?? 0 > 0 } }
    let column = hasTails ? "p99_ns" : "p50_ns"
    let sorted = runs.map {
      (policy: $0.policy, values: $0.rows.map { $0.number(column)! }.sorted())
    }
    func median(_ values: [Double]) -> Double {
      (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
    }
    func says(_ values: [Double]) -> [String] {
      [Written.time(median(values)), Written.times(values.last! / values.first!)]
    }
    guard
      let best = sorted.filter({ facts.isInForce($0.policy) }).min(by: {
        median($0.values) < median($1.values)
      })
    else { return nil }
    let base = sorted.first { $0.policy == "baseline" && $0.policy != best.policy }
    return Claim(
      says: [best.policy, hasTails ? "p99" : "median"] + says(best.values)
        + (base.map { says($0.values) } ?? []))
  }

  // MARK: Windows

  private var windows: Claim {
    let rows = facts.windows
    let overran = rows.filter { $0.number("overrun_ns")! > 0 }
    let missed = rows.count { $0["status"] == "missed" }
    guard let worst = Facts.largest(overran, "overrun_ns") else {
      return Claim(says: [Written.count(rows.count)], maySay: [Written.count(missed)])
    }
    return Claim(says: [
      "\(Written.count(overran.count)) of \(Written.count(rows.count))",
      Written.time(worst.number("overrun_ns")!), missed == 0 ? "none" : Written.count(missed),
    ])
  }

  private var startError: Claim {
    let started = facts.windows.filter { $0["start_error_ns"] != "" }
    let missed = facts.windows.count { $0["status"] == "missed" }
    let guardBand = facts.rows("cells").compactMap { $0.number("guard_ns") }.max() ?? 0
    let beyond = started.count { $0.number("start_error_ns")! > guardBand }
    let band = Written.time(guardBand).replacingOccurrences(
      of: "\\.0+ ", with: " ", options: .regularExpression)
    return Claim(
      says: [
        "99 %", Written.count(started.count), Written.time(facts.startError(exceededBy: 0.01)),
        Written.time(facts.startError(exceededBy: 0)), missed == 0 ? "none" : Written.count(missed),
      ] + (guardBand > 0 && beyond > 0 ? ["\(Written.count(beyond)) beyond", band] : []))
  }

  private var leak: Claim {
    let leak = facts.windows.reduce(0) { $0 + $1.number("leak_ns")! }
    let granted = facts.windows.reduce(0) {
      $0 + $1.number("planned_end_ns")! - $1.number("planned_start_ns")!
    }
    return Claim(says: [Written.time(leak), String(format: "%.3f %%", leak / granted * 100)])
  }

  // MARK: Machine

  private func caches(_ card: String) -> Claim {
    let rows = facts.rows("caches")
    let names = rows.map { "L\($0["level"]!)" } + ["2*L3", "L3/2"]
    if card == "caches" {
      let replaced = rows.filter { $0["source"] != "hwloc" }
      return Claim(
        says: replaced.map { Written.bytes($0.number("used_bytes")!) },
        maySay: names + rows.compactMap { $0.number("hwloc_bytes").map(Written.bytes) })
    }
    let ends = rows.compactMap { row -> String? in
      guard let low = row.number("measured_low_bytes"), let high = row.number("measured_high_bytes")
      else { return nil }
      return "\(Written.bytes(low)) to \(Written.bytes(high))"
    }
    return Claim(
      says: ends, maySay: names + rows.compactMap { $0.number("hwloc_bytes").map(Written.bytes) })
  }

  private func jitter(_ card: String) -> Claim {
    let isGap = card == "gaps"
    let rows = facts.rows("jitter").filter {
      $0["source"] == (isGap ? "gaps" : "timer") && $0["cause"] == "all"
    }
    func sum(_ column: String) -> Double { rows.reduce(0) { $0 + ($1.number(column) ?? 0) } }
    let longest = rows.compactMap { $0.number("longest_ns") }.max()!
    return isGap
      ? Claim(says: [
        Written.count(Int((sum("n") / sum("seconds")).rounded())),
        String(format: "%.2f %%", sum("lost_ns") / sum("seconds") / 1e7), Written.time(longest),
      ])
      : Claim(says: [
        "\(Written.count(Int(sum("missed")))) of \(Written.count(Int(sum("n"))))",
        Written.time(longest),
      ])
  }

  private var floor: Claim {
    let rows = facts.rows("jitter").filter { $0["cause"] == "all" && $0["moment"] != "measurement" }
    let (timers, gaps) = (
      rows.filter { $0["source"] == "timer" }, rows.filter { $0["source"] == "gaps" }
    )
    func worst(_ rows: [CSVRow], _ column: String) -> String? {
      rows.compactMap { $0.number(column) }.max().map(Written.time)
    }
    let rate = gaps.map { $0.number("count")! / $0.number("seconds")! }.max()!
    return Claim(
      says: [
        "CPU \(rows[0]["cpu"]!)", worst(timers, "p50_ns"), worst(timers, "longest_ns"),
        Written.count(Int(rate.rounded())), worst(gaps, "longest_ns"),
      ].compactMap(\.self),
      maySay: ["p50", "p99", worst(timers, "p99_ns"), worst(gaps, "p99_ns")].compactMap(\.self)
        + [Written.count(Int(timers.reduce(0) { $0 + $1.number("missed")! }))])
  }

  private var verification: Claim {
    let rows = facts.rows("verification")
    let verdicts = Dictionary(grouping: rows) { $0["verdict"]! }.mapValues(\.count)
    return Claim(
      says: [
        "\(verdicts["exercised"] ?? 0) of \(rows.count)"
      ] + verdicts.filter { $0.key != "exercised" }.map { "\($0.value) " })
  }

  /// Medians of one way, both directions together, and where they part into groups.
  private var handOver: Claim {
    let rows = facts.rows("contention").filter { $0["kind"] == "hand_over" && $0["cpu"] == "" }
      .sorted { $0.number("one_way_p50_ns")! < $1.number("one_way_p50_ns")! }
    var groups: [[Double]] = []
    for value in rows.map({ $0.number("one_way_p50_ns")! }) {
      if let last = groups.last?.last, value < 1.25 * last {
        groups[groups.count - 1].append(value)
      } else {
        groups.append([value])
      }
    }
    let ends = [rows[0], rows[rows.count - 1]]
    return Claim(
      says: ends.map { Written.time($0.number("one_way_p50_ns")!) }
        + ends.map {
          $0["cpus"]!.split(whereSeparator: { ",-".contains($0) }).joined(separator: " and ")
        } + [
          Written.times(
            ends[1].number("one_way_p50_ns")! / ends[0].number("one_way_p50_ns")!),
          "\(groups.count) groups",
        ] + groups.prefix(4).map { Written.time($0[$0.count / 2]) })
  }

  // MARK: Leakage and residue

  private func leakage(_ card: String) -> Claim {
    let rows = facts.rows("leakage").filter {
      $0["verdict"] != "unavailable" && $0["arm"] == "signal"
    }
    let leaks = rows.filter { $0["verdict"] == "leaks" }
    let worst = Facts.largest(leaks, "corrected_mbit")!
    let names = [worst["channel"]!, worst["policy"]!]
    return Claim(
      says: names + [String(format: "%.0f", worst.number("corrected_mbit")!)]
        + (card == "leakage-matrix" ? [] : ["\(leaks.count) of \(rows.count)"]))
  }

  private func residue(_ card: String) -> Claim {
    let rows = facts.rows("residue_summary").filter { $0.number("footprint_bytes") ?? 0 > 0 }
    let largest = Dictionary(grouping: rows) { $0["policy"]! }.compactMapValues {
      Facts.largest($0, "footprint_bytes")
    }
    switch card {
    case "residue":
      return Claim(
        says: ends(largest.map { ($0.key, $0.value.number("ratio_to_none")!) }, Written.times)
          + [Written.bytes(rows.compactMap { $0.number("footprint_bytes") }.max()!)])
    case "residue-positions":
      let first = largest.map { policy, row in
        facts.rows("residue").filter {
          $0["policy"] == policy && $0["footprint_bytes"] == row["footprint_bytes"]
        }.min { $0.number("position_accesses")! < $1.number("position_accesses")! }!
      }
      return Claim(
        says: ends(first.map { ($0["policy"]!, $0.number("access_ns")!) }, Written.time)
          + [
            Written.bytes(rows.compactMap { $0.number("footprint_bytes") }.max()!),
            Written.time(largest[rows[0]["policy"]!]!.number("warm_ns")!),
          ])
    default:
      let measured = rows.filter { $0.number("first_ns") != nil }
      return Claim(says: [
        "\(measured.count { $0["finding"] == "depends" }) of \(measured.count) cases",
        "\(measured.count { $0["finding"] == "inconclusive" }) ",
      ])
    }
  }

  /// The least and the most, each with the policy.
  private func ends(
    _ values: [(policy: String, value: Double)], _ text: (Double) -> String
  ) -> [String] {
    [values.min { $0.value < $1.value }!, values.max { $0.value < $1.value }!].map {
      "\(text($0.value)) (\($0.policy))"
    }
  }
}
