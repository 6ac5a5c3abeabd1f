import Results

/// The part of the windows that a timeline shows: whole frames of one pair, or of a deployment, in one round, around what went
/// worst there. A long round has more windows than a page should: then only so many frames.
struct TimelineExcerpt: Sendable {
  struct Lane: Sendable, Hashable {
    let cpu: Int64
    let partition: String
  }

  let pairID: String
  let round: Int64
  let lanes: [Lane]
  let lanesInAll: Int
  let windows: [WindowRow]
  /// What happened meanwhile: errors that the health monitor saw, and what it did about them.
  let events: [EventRow]
  let frameNanoseconds: Int64
  /// Frames drawn, and among them those in view before the reader zooms.
  let frames: ClosedRange<Int64>
  let framesInView: ClosedRange<Int64>
  /// Why this excerpt: `the worst overrun`.
  let reason: String
  /// Whether the victim was alone when it happened.
  let isAlone: Bool

  static let windowsDrawn = 900
  static let lanesDrawn = 16
  static let framesSeen: Int64 = 6

  init?(_ findings: Findings) {
    let all = TimelineExcerpt.windows(findings)
    guard let (event, reason) = TimelineExcerpt.event(all) else { return nil }
    let sameRound = all.filter { $0.pairID == event.pairID && $0.round == event.round }
    let lanes = Findings.distinct(sameRound.map { Lane(cpu: $0.cpu, partition: $0.partition) })
      .sorted { ($0.cpu, $0.partition) < ($1.cpu, $1.partition) }
    let shown = TimelineExcerpt.worst(lanes, in: sameRound, event)
    let ofShown = sameRound.count { shown.contains(Lane(cpu: $0.cpu, partition: $0.partition)) }
    let frame = max(1, TimelineExcerpt.frameLength(findings, event.pairID, sameRound))
    let first = (sameRound.map(\.plannedStartNanoseconds).min() ?? 0) / frame
    let last = (sameRound.map { $0.plannedEndNanoseconds - 1 }.max() ?? 0) / frame
    let many = max(1, Int64(TimelineExcerpt.windowsDrawn) * (last - first + 1) / Int64(ofShown))
    let middle = event.plannedStartNanoseconds / frame
    frames = TimelineExcerpt.span(many, around: middle, within: first...max(first, last))
    framesInView = TimelineExcerpt.span(TimelineExcerpt.framesSeen, around: middle, within: frames)
    pairID = event.pairID
    round = event.round
    self.lanes = shown
    lanesInAll = lanes.count
    frameNanoseconds = frame
    self.reason = reason
    isAlone = findings.results.cells.contains {
      $0.cellID == event.cellID && $0.condition == .solo
    }
    let drawn = frames
    windows = sameRound.filter { window in
      drawn.contains(window.plannedStartNanoseconds / frame)
        && shown.contains(Lane(cpu: window.cpu, partition: window.partition))
    }
    events = findings.results.events.filter { row in
      row.round == event.round
        && row.roundTimeNanoseconds.map { drawn.contains($0 / frame) } == true
    }
  }

  /// All windows that somebody enforces: of a suite's time slices, or of a deployment's schedule.
  static func windows(_ findings: Findings) -> [WindowRow] {
    majorFrame(of: findings.results) == nil ? findings.windows : findings.results.windows
  }

  /// Of a deployment; a suite's is that of each cell.
  private static func majorFrame(of results: ResultSet) -> Int64? {
    guard results.cells.isEmpty else { return nil }
    return results.paths.lazy.compactMap(\.majorFrameNanoseconds).first { $0 > 0 }
  }

  /// All lanes, or as many as can be drawn: whole CPUs, first that of the event, then those of the worst overruns.
  private static func worst(_ lanes: [Lane], in windows: [WindowRow], _ event: WindowRow) -> [Lane]
  {
    guard lanes.count > lanesDrawn else { return lanes }
    var harm: [Int64: Int64] = [:]
    for window in windows {
      let one =
        window.status == .missed ? window.plannedEndNanoseconds - window.plannedStartNanoseconds : 0
      harm[window.cpu] = max(harm[window.cpu] ?? 0, window.overrunNanoseconds, one)
    }
    harm[event.cpu] = .max
    let order = harm.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    var kept: [Lane] = []
    for cpu in order {
      let own = lanes.filter { $0.cpu == cpu }
      if !kept.isEmpty, kept.count + own.count > lanesDrawn { break }
      kept += own
    }
    return kept.prefix(lanesDrawn).sorted { ($0.cpu, $0.partition) < ($1.cpu, $1.partition) }
  }

  /// The window to look at: the longest overrun, else the first missed one, else the latest start.
  private static func event(_ windows: [WindowRow]) -> (WindowRow, String)? {
    var overrun: WindowRow?
    var late: WindowRow?
    for window in windows {
      if window.overrunNanoseconds > overrun?.overrunNanoseconds ?? 0 { overrun = window }
      if let error = window.startErrorNanoseconds, error > late?.startErrorNanoseconds ?? .min {
        late = window
      }
    }
    if let overrun { return (overrun, "the longest overrun") }
    if let missed = windows.first(where: { $0.status == .missed }) {
      return (missed, "the first missed window")
    }
    return late.map { ($0, "the latest start") }
  }

  private static func frameLength(
    _ findings: Findings, _ pairID: String, _ windows: [WindowRow]
  ) -> Int64 {
    if let frame = majorFrame(of: findings.results) { return frame }
    let cells = findings.results.cells.filter { $0.pairID == pairID }
    if let frame = cells.lazy.compactMap(\.majorFrameNanoseconds).first, frame > 0 { return frame }
    // Without the plan, what lies between two windows of one partition on one core is the frame.
    let lane = windows.first.map { first in
      windows.filter { $0.cpu == first.cpu && $0.partition == first.partition }
    }
    let starts = (lane ?? []).map(\.plannedStartNanoseconds).sorted()
    return starts.count > 1 ? starts[1] - starts[0] : (windows.first?.plannedEndNanoseconds ?? 1)
  }

  private static func span(
    _ count: Int64, around middle: Int64, within limits: ClosedRange<Int64>
  ) -> ClosedRange<Int64> {
    let count = min(count, limits.upperBound - limits.lowerBound + 1)
    let start = min(max(limits.lowerBound, middle - count / 2), limits.upperBound - count + 1)
    return start...(start + count - 1)
  }
}
