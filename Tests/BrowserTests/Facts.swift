import Foundation

/// What the files of a run say about the sentences on its page: worked out from the text of the files alone.
struct Facts {
  private let files: [String: CSVText]

  @MainActor
  init(_ report: Report) throws {
    files = try report.files()
  }

  func rows(_ file: String) -> [CSVRow] { files[file]?.rows ?? [] }
  var filesWithRows: Int { files.count }
  var rowsInAll: Int { files.values.reduce(0) { $0 + $1.rows.count } }

  // MARK: Interference

  /// Rows of `slowdown_p50` of contests that are no control under any policy.
  var asked: [CSVRow] {
    let controls = Set(rows("cells").filter { $0["control"] != "none" }.map(Self.contest))
    return rows("summary").filter {
      $0["metric"] == "slowdown_p50" && $0.number("value") != nil
        && !controls.contains(Self.contest($0))
    }
  }

  static func contest(_ row: CSVRow) -> String {
    "\(row["victim"]!) < \(row["aggressor"]!)"
  }

  static func largest(_ rows: [CSVRow], _ column: String) -> CSVRow? {
    rows.filter { $0.number(column) != nil }.reduce(nil) { best, row in
      row.number(column)! > best?.number(column) ?? -.infinity ? row : best
    }
  }

  /// The largest slowdown among those that were shown, else among all.
  var worst: CSVRow? {
    Self.largest(asked.filter { $0["verdict"] == "worse" }, "value") ?? Self.largest(asked, "value")
  }

  func worst(under policy: String) -> CSVRow? {
    Self.largest(asked.filter { $0["policy"] == policy }, "value")
  }

  /// Whether no more than half of the readings say that the policy was not in force.
  func isInForce(_ policy: String) -> Bool {
    let pairs = Set(rows("cells").filter { $0["policy"] == policy }.map { $0["pair_id"]! })
    let readings = rows("rounds").filter {
      pairs.contains($0["pair_id"]!) && $0["evidence"] != "none"
    }
    return readings.count { $0["evidence"] == "violated" } * 2 <= readings.count
  }

  /// The policy whose worst slowdown is least among those in force that were measured most.
  var best: String? {
    let policies = Set(asked.map { $0["policy"]! }).subtracting(["baseline"]).filter(isInForce)
    let most = policies.map { policy in asked.count { $0["policy"] == policy } }.max()
    return policies.filter { policy in asked.count { $0["policy"] == policy } == most }
      .min { worst(under: $0)!.number("value")! < worst(under: $1)!.number("value")! }
  }

  /// Median of what the victims lose of their throughput, alone, in whole per cent.
  func workLost(under policy: String) -> String? {
    let contests = Set(asked.map(Self.contest))
    let values = rows("summary").filter {
      $0["metric"] == "throughput_lost_pct" && $0["policy"] == policy
        && contests.contains(Self.contest($0))
    }.compactMap { $0.number("value") }.sorted()
    return values.isEmpty ? nil : String(format: "%.0f %%", values[(values.count - 1) / 2])
  }

  func cost(under policy: String) -> String? {
    let contests = Set(asked.map(Self.contest))
    let values = rows("summary").filter {
      $0["metric"] == "cost_p50" && $0["policy"] == policy && contests.contains(Self.contest($0))
    }.compactMap { $0.number("value") }.sorted()
    return values.isEmpty ? nil : Written.times(values[(values.count - 1) / 2])
  }

  // MARK: Windows

  /// Windows of policies that cut time into slices; of a deployment all.
  var windows: [CSVRow] {
    if rows("cells").isEmpty { return rows("windows") }
    let sliced = Set(rows("cells").filter { $0["window_ns"] != "" }.map { $0["pair_id"]! })
    return rows("windows").filter { sliced.contains($0["pair_id"]!) }
  }

  /// The smallest start error that at most the share of started windows exceeds; below 10 ns it counts as 10.
  func startError(exceededBy share: Double) -> Double {
    let errors = windows.compactMap { $0.number("start_error_ns") }.map { max(10, $0) }.sorted()
    return errors[errors.count - 1 - Int(share * Double(errors.count))]
  }

  // MARK: Histograms

  struct Bins {
    let total: Double
    let ends: [(upper: Double, count: Double)]

    /// The upper end of the bin that at most the share of samples lies beyond.
    func quantile(exceededBy share: Double) -> Double {
      var above = total
      for end in ends {
        above -= end.count
        if above <= share * total { return end.upper }
      }
      return ends.last?.upper ?? 0
    }
  }

  func bins(_ metric: String, _ cell: String) -> Bins {
    let ends = rows("histogram").filter { $0["metric"] == metric && $0["cell_id"] == cell }
      .map { (upper: $0.number("upper_ns")!, count: $0.number("count")!) }
      .filter { $0.count > 0 }.sorted { $0.upper < $1.upper }
    return Bins(total: ends.reduce(0) { $0 + $1.count }, ends: ends)
  }
}
