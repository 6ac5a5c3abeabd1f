import Glibc
import Results

/// Writes the rows of one synthetic pair after the other.
struct SyntheticWriter {
  let plan: SyntheticResults
  var cells: [CellRow] = []
  var rounds: [RoundRow] = []
  var summary: [SummaryRow] = []
  var windows: [WindowRow] = []
  var histogram: [HistogramRow] = []
  private var noise: SyntheticNoise

  init(plan: SyntheticResults) {
    self.plan = plan
    noise = SyntheticNoise(state: plan.seed)
  }

  mutating func pair(
    policy: String, victim: String, aggressor: String, control: ControlKind, factor: Double
  ) {
    var cell = CellRow()
    cell.pairID = "p\(cells.count / 2)"
    cell.policy = policy
    cell.victim = victim
    cell.aggressor = aggressor
    cell.control = control
    cell.victimCPUs = "0"
    cell.aggressorCPUs = "1-3"
    cell.enforcer = policy == "sliced" ? "timer" : ""
    cell.majorFrameNanoseconds = policy == "sliced" ? SyntheticResults.frame : nil
    cell.windowNanoseconds = policy == "sliced" ? 1_000_000 : nil
    cell.guardNanoseconds = policy == "sliced" ? SyntheticResults.guardBand : 0
    cell.status = .measured
    cell.roundsMeasured = Int64(plan.rounds)
    if let reason = plan.unavailable[policy] {
      cell.status = .unavailable
      cell.reason = reason
      cell.roundsMeasured = 0
    }
    if !plan.hasSummary {
      cell.status = .planned
      cell.roundsMeasured = 0
    }
    var solo = cell
    solo.condition = .solo
    solo.cellID = "c\(cells.count)"
    var corun = cell
    corun.condition = .corun
    corun.cellID = "c\(cells.count + 1)"
    cells += [solo, corun]
    guard cell.status == .measured else { return }
    measure(solo: solo, corun: corun, factor: factor)
    if policy == "sliced" { addWindows(corun) }
    addSummary(solo: solo, corun: corun, factor: factor)
  }

  private mutating func measure(solo: CellRow, corun: CellRow, factor: Double) {
    for (cell, scale) in [(solo, 1.0), (corun, factor)] {
      for round in 0..<plan.rounds {
        var row = RoundRow()
        row.cellID = cell.cellID
        row.pairID = cell.pairID
        row.condition = cell.condition
        row.round = Int64(round)
        row.samples = 2_000
        row.p50Nanoseconds = 8_000 * scale
        row.durationNanoseconds = 400_000_000
        row.stealMilliseconds = round == 3 ? 0.4 : 0
        row.evidence = cell.policy == "baseline" ? .none : .held
        rounds.append(row)
      }
      addHistogram(cell, scale: scale)
    }
  }

  /// Log-normal job times with a thin shelf of disturbed ones, in bins of 4 %.
  private mutating func addHistogram(_ cell: CellRow, scale: Double) {
    var counts: [Int: Int64] = [:]
    for _ in 0..<4_000 {
      let shelf = noise.share() < 0.002 ? 6 + 10 * noise.share() : 1
      let time = 8_000 * scale * shelf * exp(0.05 * scale * noise.normal())
      counts[Int(log(time) / log(1.04)), default: 0] += 5
    }
    for (bin, count) in counts.sorted(by: { $0.key < $1.key }) {
      var row = HistogramRow()
      row.cellID = cell.cellID
      row.metric = "job_latency"
      row.lowerNanoseconds = Int64(pow(1.04, Double(bin)))
      row.upperNanoseconds = Int64(pow(1.04, Double(bin + 1)))
      row.count = count
      histogram.append(row)
    }
  }

  /// Two partitions in turn on two cores; some windows late, some missed, some overrunning.
  private mutating func addWindows(_ cell: CellRow) {
    for round in 0..<plan.rounds {
      for (place, partition) in ["aggressor", "victim"].enumerated() {
        for cpu in 0..<2 {
          for frame in 0..<plan.framesPerRound {
            var row = WindowRow()
            row.cellID = cell.cellID
            row.pairID = cell.pairID
            row.round = Int64(round)
            row.partition = partition
            row.cpu = Int64(cpu)
            row.window = Int64(frame)
            row.plannedStartNanoseconds =
              Int64(frame) * SyntheticResults.frame + Int64(place) * 1_000_000
            row.plannedEndNanoseconds =
              row.plannedStartNanoseconds + 1_000_000 - SyntheticResults.guardBand
            runWindow(&row)
            windows.append(row)
          }
        }
      }
    }
  }

  private mutating func runWindow(_ row: inout WindowRow) {
    let fate = noise.share()
    guard fate > 0.004 else {
      row.cause = "steal"
      return
    }
    let isLate = fate < 0.02
    let error = Int64((isLate ? 60_000 : 400) * exp(0.7 * noise.normal()))
    let overrun = fate > 0.985 ? Int64(9_000 * exp(noise.normal())) : 0
    row.startErrorNanoseconds = error
    row.actualStartNanoseconds = row.plannedStartNanoseconds + error
    row.actualEndNanoseconds =
      overrun > 0 ? row.plannedEndNanoseconds + overrun : row.plannedEndNanoseconds - 2_000
    row.overrunNanoseconds = overrun
    row.leakNanoseconds = overrun
    row.accesses = 90_000
    row.status = isLate ? .late : .onTime
    row.cause = isLate ? "interrupt" : ""
  }

  private mutating func addSummary(solo: CellRow, corun: CellRow, factor: Double) {
    let value = factor * exp(0.004 * noise.normal())
    let spread = exp(0.015 + 0.01 * noise.share())
    let verdict: SummaryRow.Verdict =
      value / spread > 1.05
      ? .worse : value * spread < 1.05 && value / spread > 0.95 ? .equivalent : .inconclusive
    add(corun, "slowdown_p50", "ratio", value, value / spread, value * spread, verdict)
    add(corun, "slowdown_p99", "ratio", value * 1.08, value, value * 1.2, verdict)
    add(corun, "slowdown_p50_hl", "ratio", value, value / spread, value * spread)
    add(corun, "aggressor_mb_per_s", "mb_per_s", 8_450)
    add(solo, "job_p50", "ns", 8_000, 7_940, 8_060)
    add(corun, "job_p50", "ns", 8_000 * factor, 7_900 * factor, 8_100 * factor)
    if corun.policy != plan.policies[0] {
      let cost =
        corun.policy == "sliced" ? 1.06 + 0.02 * noise.share() : 0.99 + 0.02 * noise.share()
      add(corun, "protection", "ratio", max(-0.1, 1 - (factor - 1) / 3))
      add(solo, "cost_p50", "ratio", cost, cost - 0.01, cost + 0.01)
      let lost = (cost - 1) * 800
      add(solo, "throughput_lost_pct", "percent", lost, lost - 9, lost + 9)
    }
    if corun.policy == "sliced" { addWindowSummary(corun) }
  }

  private mutating func addWindowSummary(_ cell: CellRow) {
    let own = windows.filter { $0.pairID == cell.pairID }
    let errors = own.compactMap(\.startErrorNanoseconds).sorted()
    add(cell, "windows", "count", Double(own.count))
    add(cell, "windows_missed", "count", Double(own.count { $0.status == .missed }))
    add(cell, "overruns", "count", Double(own.count { $0.overrunNanoseconds > 0 }))
    add(cell, "start_error_p50", "ns", errors.isEmpty ? nil : Double(errors[errors.count / 2]))
    add(
      cell, "start_error_p99", "ns", errors.isEmpty ? nil : Double(errors[errors.count * 99 / 100]))
  }

  private mutating func add(
    _ cell: CellRow, _ metric: String, _ unit: String, _ value: Double?, _ lower: Double? = nil,
    _ upper: Double? = nil, _ verdict: SummaryRow.Verdict? = nil
  ) {
    var row = SummaryRow()
    row.cellID = cell.cellID
    row.pairID = cell.pairID
    row.policy = cell.policy
    row.victim = cell.victim
    row.aggressor = cell.aggressor
    row.control = cell.control
    row.metric = metric
    row.unit = unit
    row.value = value
    row.lower = lower
    row.upper = upper
    row.confidence = lower == nil ? nil : 0.95
    row.method = lower == nil ? "" : "paired log ratio, t"
    row.rounds = Int64(plan.rounds)
    row.verdict = verdict
    summary.append(row)
  }
}
