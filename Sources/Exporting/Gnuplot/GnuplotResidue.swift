import Reporting
import Results

/// What a neighbour leaves in the caches at each switch.
enum GnuplotResidue {
  static func figures(_ results: ResultSet) -> [GnuplotFigure] {
    [byFootprint(results), byPosition(results)].compactMap(\.self)
  }

  private static func byFootprint(_ results: ResultSet) -> GnuplotFigure? {
    let rows = results.residueSummary.filter {
      $0.footprintBytes != nil && $0.firstNanoseconds != nil
    }
    let blocks = Findings.distinct(rows.map(\.policy)).map { policy in
      GnuplotBlock(
        title: policy,
        columns: ["footprint_bytes", "first_ns", "first_lower_ns", "first_upper_ns"],
        rows: rows.filter { $0.policy == policy }
          .sorted { $0.footprintBytes ?? 0 < $1.footprintBytes ?? 0 }.map { row in
            [GnuplotBlock.number(row.footprintBytes)]
              + [
                row.firstNanoseconds, row.firstLowerNanoseconds ?? row.firstNanoseconds,
                row.firstUpperNanoseconds ?? row.firstNanoseconds,
              ].map { GnuplotBlock.number($0) }
          })
    }
    guard !blocks.isEmpty else { return nil }
    return GnuplotFigure(
      name: "residue", blocks: blocks,
      commands: [
        // A logarithmic axis has no zero: no footprint stands where 4 KiB would.
        "set logscale x 2", "set format x '%.0b%BB'", "set yrange [0:*]", "set grid",
        "set xlabel 'what the neighbour wrote in its windows; nothing stands at 4 KiB'",
        "set ylabel 'ns per access of the first lap'", "set key inside left top",
      ]
        + GnuplotFigure.plot(
          "residue", blocks,
          "using ($1 > 0 ? $1 : 4096):2:3:4 with yerrorlines pointtype 7 pointsize 0.4"))
  }

  /// After the largest neighbour and after one that touches nothing.
  private static func byPosition(_ results: ResultSet) -> GnuplotFigure? {
    let largest = results.residue.map(\.footprintBytes).max() ?? 0
    let shown = results.residue.filter { [0, largest].contains($0.footprintBytes) }
    let curves = Findings.distinct(
      shown.map { Curve(policy: $0.policy, footprint: $0.footprintBytes) })
    let blocks = curves.map { curve in
      GnuplotBlock(
        title: "\(curve.policy), neighbour of \(curve.footprint) B",
        columns: ["middle_accesses", "access_ns", "access_lower_ns", "access_upper_ns"],
        rows: shown.filter {
          $0.policy == curve.policy && $0.footprintBytes == curve.footprint
        }.sorted { $0.positionAccesses < $1.positionAccesses }.map { row in
          // The middle of the stretch: the first begins at zero.
          [(Double(row.positionAccesses) + Double(row.accesses) / 2).fieldText]
            + [
              row.accessNanoseconds, row.accessLowerNanoseconds ?? row.accessNanoseconds,
              row.accessUpperNanoseconds ?? row.accessNanoseconds,
            ].map { GnuplotBlock.number($0) }
        })
    }
    guard !blocks.isEmpty else { return nil }
    return GnuplotFigure(
      name: "residue-positions", blocks: blocks,
      commands: [
        "set logscale x", "set yrange [0:*]", "set grid", "set key inside right top",
        "set xlabel 'accesses since the window began, log axis'", "set ylabel 'ns per access'",
      ]
        + GnuplotFigure.plot(
          "residue-positions", blocks, "with yerrorlines pointtype 7 pointsize 0.3"))
  }

  private struct Curve: Hashable {
    let policy: String
    let footprint: Int64
  }
}
