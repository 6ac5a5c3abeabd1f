public import HardwareTopology
import Platform
import Scheduling

extension Folding {
  /// Folds a deployment onto a machine that may be another one than ours, on the PUs that a run would choose there.
  ///
  /// - Parameters:
  ///   - asked: the PUs that may be used; all that are usable when `nil`.
  ///   - housekeeping: the PUs for the harness itself; chosen when `nil`.
  /// - Throws: `TopologyError` for a PU that is not there, `ScheduleErrors` as `init(_:onto:spare:)` does.
  public init(
    _ deployment: Deployment, on topology: Topology, asked: PUSet? = nil,
    housekeeping: PUSet? = nil
  ) throws {
    for set in [asked, housekeeping].compactMap(\.self) { try topology.requireUsable(set) }
    // The choice of PUs asks for neither clock nor facts, and another machine has none for us.
    let nothing = ClockAnchor(nanoseconds: 0, ticks: 0)
    let second = ClockAnchor(nanoseconds: 1_000_000_000, ticks: 1_000_000_000)
    let machine = Machine(
      planningOn: topology, asked: asked, housekeeping: housekeeping,
      scale: TickScale(from: nothing, to: second), facts: MachineFacts())
    try self.init(deployment, on: machine)
  }

  /// The deployment as it is run: where cores take turns on a PU, with the windows of all turns in one long major frame.
  func unfolded(_ deployment: Deployment) -> Deployment {
    guard foldCount > 1, let table = schedule?.table else { return deployment }
    var result = deployment
    result.majorFrameNanoseconds = table.majorFrameNanoseconds
    result.windows = zip(table.windows, origins).map { window, origin in
      Deployment.Window(
        partition: window.partition, core: origin.core,
        offsetNanoseconds: window.offsetNanoseconds,
        durationNanoseconds: window.durationNanoseconds)
    }
    for (index, origin) in origins.enumerated() {
      result.locations["windows.\(index)"] = origin.window.flatMap {
        deployment.locations["windows.\($0)"]
      }
    }
    return result
  }
}
