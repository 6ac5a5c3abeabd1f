public import Results
import Statistics

/// What a run on a machine of hundreds of PUs has more of than others: hand-overs, and windows on many PUs at once.
extension SyntheticRun {
  /// Every pair of PUs in both directions and together: fast below one cache, slower in one package, slowest between two.
  ///
  /// - Parameters:
  ///   - cluster: PUs that share a cache; they follow each other.
  ///   - package: PUs of a package.
  public func handOverRows(cpus: Int, cluster: Int = 8, package: Int = 96) -> [ContentionRow] {
    var generator = SplitMix64(seed: seed)
    var rows: [ContentionRow] = []
    for one in 0..<cpus {
      for other in (one + 1)..<max(one + 1, cpus) {
        let base =
          one / cluster == other / cluster ? 24.0 : one / package == other / package ? 96 : 210
        let there = base * (1 + 0.08 * generator.nextUnit())
        let back = base * (1 + 0.08 * generator.nextUnit())
        let list = other == one + 1 ? "\(one)-\(other)" : "\(one),\(other)"
        rows.append(Self.handOver(list, starter: nil, (there + back) / 2))
        rows.append(Self.handOver(list, starter: one, there))
        rows.append(Self.handOver(list, starter: other, back))
      }
    }
    return rows
  }

  private static func handOver(
    _ list: String, starter: Int?, _ nanoseconds: Double
  ) -> ContentionRow {
    var row = ContentionRow()
    row.kind = .handOver
    row.workload = "ping-pong"
    row.protocolText = "load and store on one line"
    row.cpus = list
    row.threads = 2
    row.cpu = starter.map(Int64.init)
    row.oneWayMinNanoseconds = nanoseconds * 0.9
    row.oneWayP50Nanoseconds = nanoseconds
    row.oneWayP99Nanoseconds = nanoseconds * 1.5
    row.roundTripP50Nanoseconds = nanoseconds * 2
    row.modes = 1
    row.concurrent = true
    row.samples = 4000
    row.passes = 60
    row.halfWidthPercent = 0.6
    row.precision = .reached
    return row
  }

  /// The cells with time slices in those under `policy`.
  public static func sliced(_ cells: [CellRow], under policy: String) -> [CellRow] {
    cells.map { cell in
      guard cell.policy == policy else { return cell }
      var cell = cell
      cell.windowNanoseconds = 1_000_000
      cell.majorFrameNanoseconds = 2_000_000
      cell.guardNanoseconds = 50_000
      return cell
    }
  }

  /// Windows of two partitions in turn, on every one of the PUs: some late, a few overrun or never start.
  public func windowRows(of cell: CellRow, cpus: Range<Int>, frames: Int) -> [WindowRow] {
    var generator = SplitMix64(seed: seed)
    return cpus.flatMap { cpu in
      ["victim", "aggressor"].enumerated().flatMap { place, partition in
        (0..<frames).map { frame in
          var row = WindowRow()
          (row.cellID, row.pairID) = (cell.cellID, cell.pairID)
          (row.partition, row.cpu, row.window) = (partition, Int64(cpu), Int64(frame))
          row.plannedStartNanoseconds = Int64(2 * frame + place) * 1_000_000
          row.plannedEndNanoseconds = row.plannedStartNanoseconds + 950_000
          let draw = generator.next()
          guard draw % 997 != 0 else {
            row.cause = "unattributed"
            return row
          }
          let isLate = draw % 101 == 0
          let error = Int64(draw >> 40 % 700) + (isLate ? 40_000 : 100)
          row.overrunNanoseconds = draw % 499 == 0 ? Int64(draw >> 32 % 60_000) + 1 : 0
          row.leakNanoseconds = row.overrunNanoseconds
          row.startErrorNanoseconds = error
          row.actualStartNanoseconds = row.plannedStartNanoseconds + error
          row.actualEndNanoseconds =
            row.overrunNanoseconds > 0
            ? row.plannedEndNanoseconds + row.overrunNanoseconds
            : row.plannedEndNanoseconds - 2_000
          row.status = isLate ? .late : .onTime
          row.cause = isLate ? "unattributed" : ""
          return row
        }
      }
    }
  }

  /// `slowdown_p50` and beside it all that a run says of a pair, with every digit that numbers have.
  public static func wholeSummary(cells: [CellRow], rounds: [RoundRow]) -> [SummaryRow] {
    summary(cells: cells, rounds: rounds).flatMap { row in
      let more: [(metric: String, unit: String, factor: Double)] = [
        ("slowdown_p90", "ratio", 1.01), ("slowdown_p99", "ratio", 1.08),
        ("slowdown_p999", "ratio", 1.31), ("slowdown_p50_hl", "ratio", 0.999),
        ("slowdown_versus_baseline", "ratio", 0.97), ("protection", "ratio", 0.013),
        ("aggressor_mb_per_s", "mb_per_s", 8417.3), ("aggressor_lost_pct", "percent", 7.7),
        ("victim_lost_pct", "percent", 9.1), ("everybody_lost_pct", "percent", 8.3),
        ("job_p50", "ns", 10_000.7), ("job_p99", "ns", 12_000.3),
      ]
      return [row]
        + more.map { metric, unit, factor in
          var other = row
          (other.metric, other.unit) = (metric, unit)
          other.value = row.value.map { $0 * factor }
          other.lower = row.lower.map { $0 * factor }
          other.upper = row.upper.map { $0 * factor }
          other.verdict = nil
          return other
        }
    }
  }
}
