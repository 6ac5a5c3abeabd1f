public import Results
public import Statistics

extension Jitter {
  /// The jitter of windows, of however many pairs and rounds; only windows that follow each other on one PU in one round have
  /// a period.
  public init(_ windows: [WindowRow]) {
    struct Lane: Hashable {
      let pair: String
      let round: Int64
      let partition: String
      let cpu: Int64
    }
    // Of a row no more than is asked: there can be millions.
    var lanes: [Lane: [(window: Int64, release: Release)]] = [:]
    for row in windows {
      let lane = Lane(pair: row.pairID, round: row.round, partition: row.partition, cpu: row.cpu)
      lanes[lane, default: []].append((row.window, Release(row)))
    }
    self.init(
      series: lanes.values.map { lane in
        lane.sorted {
          ($0.release.plannedNanoseconds, $0.window) < ($1.release.plannedNanoseconds, $1.window)
        }.map(\.release)
      }, seconds: windows.watchedSeconds)
  }
}

extension Jitter.Release {
  fileprivate init(_ window: WindowRow) {
    self.init(
      plannedNanoseconds: window.plannedStartNanoseconds,
      actualNanoseconds: window.startErrorNanoseconds.map { window.plannedStartNanoseconds + $0 },
      isOverrun: window.overrunNanoseconds > 0)
  }
}

extension [WindowRow] {
  /// From the first planned start to the last planned end of each pair's rounds, added up.
  public var watchedSeconds: Double {
    var spans: [Turn: (start: Int64, end: Int64)] = [:]
    for window in self {
      let turn = Turn(pair: window.pairID, round: window.round)
      let (start, end) = (window.plannedStartNanoseconds, window.plannedEndNanoseconds)
      let span = spans[turn] ?? (start, end)
      spans[turn] = (Swift.min(span.start, start), Swift.max(span.end, end))
    }
    return spans.values.reduce(0) { $0 + Double($1.end - $1.start) } / 1e9
  }
}

private struct Turn: Hashable {
  let pair: String
  let round: Int64
}
