import Glibc
import Results

/// The cost of a window's first accesses: against the footprint of the neighbour, and against their distance from its start.
enum ResidueCurves {
  static func figures(_ findings: ResidueFindings) -> [Figure] {
    [byFootprint(findings), byPosition(findings)].compactMap(\.self)
  }

  // MARK: Against the footprint

  private static func byFootprint(_ findings: ResidueFindings) -> Figure? {
    let sizes = Set(findings.policies.flatMap(\.footprints).compactMap(\.footprintBytes))
      .filter { $0 > 0 }.sorted()
    guard let smallest = sizes.first, sizes.count > 1 else { return nil }
    // A logarithmic axis has no zero: nothing stands a step to the left of the least.
    let nothing = Double(smallest) / 4
    let series = findings.policies.enumerated().map { index, policy in
      LinePlot.Series(
        label: policy.name, colour: index, dash: dash(index),
        points: policy.footprints.compactMap { row in
          row.firstNanoseconds.map {
            LinePlot.Point(
              x: row.footprintBytes == 0 ? nothing : Double(row.footprintBytes ?? 0), y: $0,
              low: row.firstLowerNanoseconds, high: row.firstUpperNanoseconds,
              tip: "\(policy.name), neighbour \(ResidueFindings.footprint(row.footprintBytes))\n"
                + "first_ns \($0.fieldText)\n"
                + (row.extraNanoseconds.map { "extra_ns \($0.fieldText)\n" } ?? "")
                + ResidueFindings.word(row))
          }
        })
    }
    let ticks = [nothing] + sizes.map(Double.init)
    let plot = LinePlot(
      series: series,
      x: .init(
        kind: .logarithmic, title: "what the neighbour wrote in its windows, log axis",
        ticks: sparse(ticks), label: { $0 == nothing ? "none" : Number.bytes(Int64($0)) }),
      y: .init(
        kind: .linear, title: "time per access of the window's first lap",
        label: { TailPlot.shortTime($0) }))
    return Figure(
      name: "residue", question: "What the neighbour leaves at each switch",
      headline: ratios(findings),
      note: "A victim on the same core chases through"
        + " \(Number.bytes(findings.policies[0].footprints[0].victimBytes)); medians over the rounds"
        + " with 95 % intervals. A flat line: the victim cannot tell what its neighbour did.",
      isWide: true, width: 1280, height: 430, draw: plot.draw)
  }

  // MARK: Against the distance from the window's start

  private static func byPosition(_ findings: ResidueFindings) -> Figure? {
    let series = findings.policies.enumerated().flatMap { index, policy in
      [(policy.none, "2 3"), (policy.largest, nil)].compactMap { row, dash -> LinePlot.Series? in
        guard let row else { return nil }
        let curve = policy.curve(row.footprintBytes)
        guard curve.count > 1 else { return nil }
        let label = "\(policy.name), \(ResidueFindings.footprint(row.footprintBytes))"
        return LinePlot.Series(
          label: label, colour: index, dash: dash,
          points: curve.map {
            LinePlot.Point(
              // The middle of the stretch: the first begins at zero, which a logarithmic axis has not.
              x: Double($0.positionAccesses) + Double($0.accesses) / 2, y: $0.accessNanoseconds,
              low: $0.accessLowerNanoseconds, high: $0.accessUpperNanoseconds,
              tip: "\(label)\naccesses \($0.positionAccesses) to"
                + " \($0.positionAccesses + $0.accesses)\naccess_ns \($0.accessNanoseconds.fieldText)"
            )
          })
      }
    }
    guard !series.isEmpty else { return nil }
    let laps = Double(findings.policies[0].footprints[0].victimBytes) / 64
    let plot = LinePlot(
      series: series,
      marks: [.init(from: laps, to: laps, label: "every line met once", colour: 5)],
      x: .init(
        kind: .logarithmic, title: "accesses since the window began, log axis",
        ticks: (2...10).map { pow(4, Double($0)) * 8 }, label: { Number.prefixedCount($0) }),
      y: .init(kind: .linear, title: "time per access", label: { TailPlot.shortTime($0) }))
    return Figure(
      name: "residue-positions", question: "How far into a window the residue reaches",
      headline: beginnings(findings),
      note:
        "Solid: after the largest neighbour; dotted: after one that touches no memory. The job that"
        + " the switch fell into is left out. Medians over the rounds with 95 % intervals.",
      isWide: true, width: 1280, height: 430, draw: plot.draw)
  }

  /// `First accesses after 4 MiB cost 1.01× (sliced-guard+flush) to 4.00× (sliced) of those after none`.
  private static func ratios(_ findings: ResidueFindings) -> String {
    let rows = findings.policies.compactMap { policy in
      policy.largest.flatMap { row in row.ratio.map { (policy.name, $0) } }
    }
    let largest = findings.policies.compactMap { $0.largest?.footprintBytes }.max()
    return "First accesses after \(ResidueFindings.footprint(largest)) cost "
      + span(rows) { Number.times($0) } + " of those after none"
  }

  /// `After 4 MiB a window begins with accesses of 14.4 ns (gang) to 53.1 ns (sliced); warm ones take 5.20 ns`.
  private static func beginnings(_ findings: ResidueFindings) -> String {
    let rows = findings.policies.compactMap { policy in
      policy.curve(policy.largest?.footprintBytes).first.map {
        (policy.name, $0.accessNanoseconds)
      }
    }
    let warm = findings.policies.first?.largest?.warmNanoseconds
    let largest = findings.policies.compactMap { $0.largest?.footprintBytes }.max()
    return "After \(ResidueFindings.footprint(largest)) a window begins with accesses of "
      + span(rows) { Number.time(nanoseconds: $0) }
      + "; warm ones take \(Number.time(nanoseconds: warm))"
  }

  /// The least and the most of the policies, each with its name.
  private static func span(
    _ rows: [(name: String, value: Double)], _ text: (Double) -> String
  ) -> String {
    guard let least = rows.min(by: { $0.value < $1.value }),
      let most = rows.max(by: { $0.value < $1.value })
    else { return Number.absent }
    let ends = (least.name == most.name ? [most] : [least, most]).map {
      "\(text($0.value)) (\($0.name))"
    }
    return ends.joined(separator: " to ")
  }

  /// Sizes that are at least a factor of two apart, so that their names have room.
  private static func sparse(_ ticks: [Double]) -> [Double] {
    ticks.reduce(into: []) { kept, tick in
      if kept.last.map({ tick >= 1.9 * $0 }) ?? true { kept.append(tick) }
    }
  }

  private static func dash(_ index: Int) -> String? { [nil, "7 3", "2 3", "9 3 2 3"][index % 4] }
}
