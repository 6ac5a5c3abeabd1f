public import Results

/// The interference channels of a deployment as a graph in Graphviz's language.
public enum DotText {
  /// Applications in their partitions, shared resources as boxes, and a line where a path goes through one: solid where
  /// it is concurrent, dashed where it is residual.
  public static func text(_ rows: AnalysisRows, name: String) -> String {
    guard let findings = AnalysisFindings(rows) else { return "graph \(quoted(name)) {\n}\n" }
    var lines = [
      "graph \(quoted(name)) {", "  rankdir=LR;",
      "  node [shape=box, fontname=\"sans-serif\", fontsize=11];",
      "  edge [fontname=\"sans-serif\", fontsize=9];",
    ]
    for partition in Findings.distinct(findings.applications.map(\.partition)) {
      lines += cluster(partition, findings)
    }
    for use in ResourceUse.all(findings) {
      lines.append(
        "  \(quoted(use.resource.name)) [style=\"filled,bold\", fillcolor=\"#e8ecf0\"];")
      for entry in use.entries {
        let style = entry.kind == .concurrent ? "solid, penwidth=2" : "dashed"
        lines.append(
          "  \(quoted(entry.victim)) -- \(quoted(use.resource.name))"
            + " [style=\(style), label=\"\(entry.kind == .concurrent ? "at once" : "after") \(entry.aggressors.count)\"];"
        )
      }
    }
    return lines.map { $0 + "\n" }.joined() + "}\n"
  }

  private static func cluster(_ partition: String, _ findings: AnalysisFindings) -> [String] {
    let row = findings.partition(partition)
    let level = AnalysisTable.criticality(row?.criticality)
    let label = [
      partition, level == Number.absent ? "" : "criticality \(level)", row?.backend ?? "",
      "cores \(row?.cores ?? "")",
    ].filter { !$0.isEmpty }.joined(separator: ", ")
    return [
      "  subgraph \(quoted("cluster_" + partition)) {", "    label=\(quoted(label));",
    ]
      + findings.applications.filter { $0.partition == partition }.map {
        "    \(quoted($0.id)) [label=\(quoted($0.name)), style=rounded];"
      } + ["  }"]
  }

  private static func quoted(_ text: String) -> String {
    let text = Words.printable(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(text)\""
  }
}

/// A shared resource, and who meets whom there.
struct ResourceUse: Sendable {
  struct Resource: Hashable, Sendable {
    let channel: InterferenceChannel
    let name: String
    let cores: String
  }

  /// A victim at the resource, with those that can delay it there.
  struct Entry: Sendable {
    let victim: String
    let kind: InterferenceKind
    let aggressors: [String]
    /// The longest overlap with one of them in a major frame; `nil` where no schedule limits it.
    let overlapNanoseconds: Int64?
  }

  let resource: Resource
  let entries: [Entry]

  /// The resources through which a path goes, the closest first; concurrent entries before residual ones.
  static func all(_ findings: AnalysisFindings) -> [ResourceUse] {
    var places: [Resource: [PathRow]] = [:]
    for row in findings.rows.paths where row.kind != .none {
      places[
        Resource(channel: row.channel, name: row.resource, cores: row.resourceCores), default: []
      ].append(row)
    }
    let order = places.keys.sorted {
      ($0.channel, firstCore($0), $0.name) < ($1.channel, firstCore($1), $1.name)
    }
    return order.map { resource in
      let rows = places[resource] ?? []
      let entries = findings.applications.flatMap { victim in
        [InterferenceKind.concurrent, .residual].compactMap { kind -> Entry? in
          let own = rows.filter {
            $0.kind == kind && "\($0.victimPartition)/\($0.victim)" == victim.id
          }
          guard !own.isEmpty else { return nil }
          let overlaps = own.map(\.overlapNanoseconds)
          return Entry(
            victim: victim.id, kind: kind,
            aggressors: own.map { "\($0.aggressorPartition)/\($0.aggressor)" },
            overlapNanoseconds: overlaps.contains(nil) ? nil : overlaps.compactMap(\.self).max())
        }
      }
      return ResourceUse(resource: resource, entries: entries)
    }
  }

  private static func firstCore(_ resource: Resource) -> Int {
    ContentionFindings.cpus(resource.cores).first ?? 0
  }
}
