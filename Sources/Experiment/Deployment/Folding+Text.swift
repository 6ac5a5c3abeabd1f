import Scheduling

extension Folding {
  /// What became of the deployment's cores, in one sentence.
  static func text(
    _ deployment: Deployment, chosen: [Int], borrowed: [Int], table: ScheduleTable?
  ) -> String {
    let count = deployment.coreCount
    let shared =
      borrowed.isEmpty
      ? "" : "; bulkhead itself shares CPU \(listText(borrowed)) and sleeps there while it runs"
    guard chosen.count < count else {
      return count == 1
        ? "its core is CPU \(chosen[0])\(shared)"
        : "its cores 0 to \(count - 1) are CPUs \(Self.enumeration(chosen.map(String.init)))\(shared)"
    }
    let groups = chosen.enumerated().map { place, pu in
      let cores = stride(from: place, to: count, by: chosen.count).map { $0 }
      return "core\(cores.count == 1 ? "" : "s") \(Self.enumeration(cores.map(String.init)))"
        + " on CPU \(pu)"
    }
    let cpus = chosen.count == 1 ? "1 CPU" : "\(chosen.count) CPUs"
    return "its \(count) cores are folded onto \(cpus): \(Self.enumeration(groups));"
      + " \(turns(deployment, table))\(shared)"
  }

  private static func turns(_ deployment: Deployment, _ table: ScheduleTable?) -> String {
    guard let table else { return "cores on one CPU share it as the host's scheduler decides" }
    let frame = timeText(table.majorFrameNanoseconds)
    guard let own = deployment.majorFrameNanoseconds else {
      return "cores on one CPU take turns of \(timeText(turnNanoseconds)), never run at once, and"
        + " the major frame is \(frame)"
    }
    return "cores on one CPU take turns of one major frame and never run at once, and the major"
      + " frame is \(frame) instead of \(timeText(own))"
  }

  /// `1, 2 and 3`.
  private static func enumeration(_ items: [String]) -> String {
    guard items.count > 1, let last = items.last else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
