import Scheduling

/// A deployment for people: who is where, and who has which core when.
public enum DeploymentText {
  /// The partitions with their applications, a time line for each core, and how it was folded.
  ///
  /// - Parameters:
  ///   - folding: the machine's part; the time lines then are its PUs', else the deployment's cores'.
  ///   - width: columns of a line.
  public static func text(
    _ deployment: Deployment, folding: Folding? = nil, width: Int = 100
  ) -> String {
    var blocks = [heading(deployment), partitions(deployment)]
    if let folding, let schedule = folding.schedule {
      blocks.append(timeLines(schedule.table, deployment, "CPU", width: width))
    } else if let table = deployment.table {
      blocks.append(timeLines(table, deployment, "core", width: width))
    } else {
      blocks.append("no windows: every partition has its cores all the time")
    }
    if let folding { blocks.append(folding.text) }
    return blocks.joined(separator: "\n\n")
  }

  private static func heading(_ deployment: Deployment) -> String {
    let applications = deployment.partitions.reduce(0) { $0 + $1.applications.count }
    let frame =
      deployment.majorFrameNanoseconds.map { "; major frame \(timeText($0))" } ?? ""
    let description = deployment.description.isEmpty ? "" : "\n" + deployment.description
    return "deployment \(deployment.name): \(counted(applications, "application")) in"
      + " \(counted(deployment.partitions.count, "partition")) on"
      + " \(counted(deployment.coreCount, "core")), \(hypervisor(deployment.hypervisor))\(frame)"
      + description
  }

  private static func hypervisor(_ hypervisor: Deployment.Hypervisor) -> String {
    switch hypervisor.type {
    case .type1: "type 1 hypervisor"
    case .type2:
      "type 2 hypervisor"
        + (hypervisor.hostLoad == 0
          ? "" : " with \(counted(hypervisor.hostLoad, "busy thread")) of the host")
    }
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  // MARK: Partitions

  private static func partitions(_ deployment: Deployment) -> String {
    var rows = [["", "partition", "level", "backend", "cores", "share of them", "applications"]]
    for (index, partition) in deployment.partitions.enumerated() {
      let applications = partition.applications.map { application in
        let workload = application.workload
        return application.name + " ("
          + (workload.workingSet.map { "\(workload.name)@\($0)" } ?? workload.name) + ")"
      }
      rows.append([
        letter(index),
        partition.name,
        partition.criticality == .unspecified ? "-" : partition.criticality.rawValue,
        partition.backend, listText(partition.cores),
        partition.cores.map { share(of: partition, core: $0, in: deployment) }
          .joined(separator: ", "),
        applications.joined(separator: ", "),
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { padded($0, to: $1) }.joined(separator: "  ").trimmingTrailingSpaces
    }.joined(separator: "\n")
  }

  private static func share(
    of partition: Deployment.Partition, core: Int, in deployment: Deployment
  ) -> String {
    let permille = (deployment.share(of: partition.name, core: core) * 1000).rounded() / 10
    return permille == permille.rounded() ? "\(Int(permille)) %" : "\(permille) %"
  }

  /// What stands for a partition in a time line: the alphabet, then small, then figures.
  private static func letter(_ index: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    return index < letters.count ? String(letters[index]) : "#"
  }

  // MARK: Time lines

  /// One line for each core: the partition that has most of each step of time, or `.` for nobody.
  private static func timeLines(
    _ table: ScheduleTable, _ deployment: Deployment, _ noun: String, width: Int
  ) -> String {
    let cpus = Set(table.windows.map(\.cpu)).sorted()
    let labels = cpus.map { "\(noun) \($0)" }
    let margin = (labels.map(\.count).max() ?? 0) + 2
    let step = stepNanoseconds(table.majorFrameNanoseconds, most: max(10, width - margin))
    let letters = Dictionary(
      uniqueKeysWithValues: deployment.partitions.enumerated().map { ($1.name, letter($0)) })
    let lines = zip(cpus, labels).map { cpu, label in
      let own = table.windows.filter { $0.cpu == cpu }
      let line = stride(from: 0, to: table.majorFrameNanoseconds, by: Int(step)).map { start in
        occupant(of: start..<min(start + step, table.majorFrameNanoseconds), own)
          .flatMap { letters[$0] } ?? "."
      }
      return padded(label, to: margin) + line.joined()
    }
    return
      ([
        "one major frame of \(timeText(table.majorFrameNanoseconds)), \(timeText(step)) to a"
          + " character, . for nobody"
      ] + lines).joined(separator: "\n")
  }

  /// The shortest round time that draws a frame in so many characters.
  private static func stepNanoseconds(_ frame: Int64, most: Int) -> Int64 {
    var decade: Int64 = 1
    while true {
      for factor: Int64 in [1, 2, 5] where (frame - 1) / (factor * decade) < Int64(most) {
        return factor * decade
      }
      decade *= 10
    }
  }

  private static func occupant(
    of span: Range<Int64>, _ windows: [Scheduling.Window]
  ) -> String? {
    var held: [String: Int64] = [:]
    for window in windows {
      let end = window.offsetNanoseconds + window.durationNanoseconds
      let overlap = min(end, span.upperBound) - max(window.offsetNanoseconds, span.lowerBound)
      if overlap > 0 { held[window.partition, default: 0] += overlap }
    }
    return held.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension Deployment {
  /// The share of a core's time that windows give a partition, 0 to 1; all of it without windows.
  public func share(of partition: String, core: Int) -> Double {
    guard let frame = majorFrameNanoseconds else { return 1 }
    let granted = windows.lazy.filter { $0.partition == partition && $0.core == core }
      .reduce(Int64(0)) { $0 + $1.durationNanoseconds }
    return Double(granted) / Double(frame)
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
