import Results

@testable import Reporting

/// How much time the host took from the guest, round by round.
enum StolenTime {
  static func figure(_ results: ResultSet) -> Figure? {
    let rounds = results.rounds.compactMap { row in
      row.stealMilliseconds.map { (cell: row.cellID, round: row.round, milliseconds: $0) }
    }
    guard let last = rounds.map(\.round).max(), let most = rounds.map(\.milliseconds).max() else {
      return nil
    }
    let hit = rounds.count { $0.milliseconds > 0 }
    return Figure(
      name: "stolen-time", question: "What the host took",
      headline: "\(Number.count(hit)) of \(Number.count(rounds.count, "round")) lost time to the"
        + " host, at most \(Number.time(nanoseconds: most * 1e6))",
      note: "One point for each cell and round.", isWide: false, width: 640, height: 300
    ) { drawing in
      let plot = Box(x: 58, y: 34, width: 558, height: 216)
      let x = Scale(.linear, 0...Double(max(1, last)), from: plot.x, to: plot.right)
      let y = Scale(.linear, 0...max(most, 1), from: plot.bottom, to: plot.y)
      Axis.vertical(&drawing, y, plot: plot, ticks: y.ticks(5), title: "ms stolen") {
        Number.fixed($0, decimals: 1)
      }
      Axis.horizontal(&drawing, x, plot: plot, ticks: x.ticks(6), title: "round") {
        Number.fixed($0, decimals: 0)
      }
      for row in rounds {
        Marker(series: 0).draw(
          &drawing, x: x(Double(row.round)), y: y(row.milliseconds), radius: 3,
          Style(fill: .series(0), stroke: .card),
          tip: "\(row.cell), round \(row.round)\nsteal_ms \(row.milliseconds)")
      }
    }
  }
}
