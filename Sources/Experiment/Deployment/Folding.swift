import HardwareTopology
public import Scheduling

/// Which PUs of a machine the cores of a deployment become.
///
/// Where there are as many PUs as cores, each core is a PU and the schedule stays as it is. Where
/// there are fewer, the deployment is folded: cores that share a PU take turns on it, each for one of
/// its own major frames, so that the major frame of the machine is several of the deployment's. Every
/// partition keeps its share of its core's time; what is lost is that folded cores run at once.
public struct Folding: Sendable {
  /// The PU of each core of the deployment; the index is the core.
  public let pus: [Int]
  /// Major frames of the deployment in one of the machine: 1 where nothing is folded.
  public let foldCount: Int
  /// The schedule on the machine's PUs; `nil` where partitions run all the time.
  public let schedule: ValidSchedule?
  /// Where each window of `schedule` comes from, by its index there.
  public let origins: [Origin]
  /// PUs that bulkhead would rather have kept for itself.
  public let borrowed: [Int]
  /// How it was folded, in one sentence.
  public let text: String

  /// What a window of the machine's schedule is in the deployment.
  public struct Origin: Sendable, Hashable {
    /// The deployment's core.
    public let core: Int
    /// The index in `Deployment.windows`; `nil` for a turn of a core that has no windows there.
    public let window: Int?
    /// Which of the core's own major frames it is in, counted in one major frame of the machine.
    public let turn: Int
  }

  /// How long a core that has no windows runs before the next core of its PU does.
  public static let turnNanoseconds: Int64 = 10_000_000

  /// Folds a deployment onto PUs.
  ///
  /// - Parameters:
  ///   - pus: the PUs for partitions, one to a core of the machine, in the order of their preference.
  ///   - spare: PUs that are used only when there are too few of the others.
  /// - Precondition: there is a PU.
  /// - Throws: `ScheduleErrors` when the folded frame is longer than a schedule may be.
  public init(
    _ deployment: Deployment, onto pus: [Int], spare: [Int] = []
  ) throws(ScheduleErrors) {
    precondition(!pus.isEmpty || !spare.isEmpty, "a deployment needs a PU")
    let count = deployment.coreCount
    let borrowed = Array(spare.prefix(max(0, count - pus.count)))
    let chosen = Array((pus + borrowed).prefix(count))
    // Neighbouring cores go to different PUs: a partition across two cores still runs on two.
    self.pus = (0..<count).map { chosen[$0 % chosen.count] }
    foldCount = (count + chosen.count - 1) / chosen.count
    self.borrowed = borrowed
    let table = Self.table(of: deployment, on: chosen, turns: foldCount)
    origins = table?.origins ?? []
    schedule = try table.map { table throws(ScheduleErrors) in
      try ValidSchedule(table.table, onlineCPUs: Set(chosen), allowedCPUs: Set(chosen))
    }
    text = Self.text(deployment, chosen: chosen, borrowed: borrowed, table: table?.table)
  }

  /// Folds a deployment onto the cores of a machine; its housekeeping core is the spare one.
  public init(_ deployment: Deployment, on machine: Machine) throws(ScheduleErrors) {
    try self.init(
      deployment, onto: machine.cores,
      spare: machine.housekeeping.first.map { machine.cores.contains($0) ? [] : [$0] } ?? [])
  }

  /// The PUs of a partition, one for each of its cores; the same twice where two were folded.
  public func pus(of partition: Deployment.Partition) -> [Int] { partition.cores.map { pus[$0] } }

  // MARK: The schedule

  /// The deployment's windows on the chosen PUs, or turns of whole cores where it has none but a core
  /// of a type 1 hypervisor must give way to another.
  private static func table(
    of deployment: Deployment, on pus: [Int], turns: Int
  ) -> (table: ScheduleTable, origins: [Origin])? {
    let cores = deployment.cores
    guard let frame = deployment.majorFrameNanoseconds ?? turnLength(deployment, turns) else {
      return nil
    }
    var windows: [Scheduling.Window] = []
    var origins: [Origin] = []
    for (place, pu) in pus.enumerated() {
      let sharing = stride(from: place, to: deployment.coreCount, by: pus.count).map { $0 }
      for turn in 0..<turns {
        // A PU with fewer cores than the others begins anew: its neighbours are never without it.
        let core = sharing[turn % sharing.count]
        for window in cores[core] {
          windows.append(
            Scheduling.Window(
              partition: window.partition, cpu: pu,
              offsetNanoseconds: Int64(turn) * frame + window.offset,
              durationNanoseconds: window.duration))
          origins.append(Origin(core: core, window: window.index, turn: turn / sharing.count))
        }
      }
    }
    return (
      ScheduleTable(
        majorFrameNanoseconds: Int64(turns) * frame, partitions: deployment.partitions.map(\.name),
        windows: windows), origins
    )
  }

  /// Under real-time priority somebody has to make folded cores give way; under a host, it does that.
  private static func turnLength(_ deployment: Deployment, _ turns: Int) -> Int64? {
    turns > 1 && deployment.hypervisor.type == .type1 ? turnNanoseconds : nil
  }
}

extension Deployment {
  /// The windows of each core; where there is no major frame, a turn for each partition that has it.
  fileprivate var cores: [[(partition: String, offset: Int64, duration: Int64, index: Int?)]] {
    (0..<coreCount).map { core in
      guard majorFrameNanoseconds != nil else {
        return partitions.filter { $0.cores.contains(core) }
          .map { ($0.name, 0, Folding.turnNanoseconds, nil) }
      }
      return windows.indices.filter { windows[$0].core == core }.map {
        let window = windows[$0]
        return (window.partition, window.offsetNanoseconds, window.durationNanoseconds, $0)
      }
    }
  }
}
