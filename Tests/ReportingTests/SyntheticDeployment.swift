import Results

/// Made-up rows of a deployment run: five applications in three partitions on two cores.
struct SyntheticDeployment {
  /// `partition/application` and its core.
  var applications = [
    ("nav/gyro", 0), ("nav/filter", 0), ("io/logger", 0), ("video/decode", 1), ("video/scale", 1),
  ]
  var levels = ["nav": "A", "io": "D", "video": "E"]
  var backend = "process"
  var isMeasured = true
  var violations = 1
  var hypervisor = PartitionRow.HypervisorType.type1
  /// Of the applications on core 0 beside all others.
  var slowdownTogether = 1.31
  /// How far the intervals of slowdowns reach.
  var spread = 0.03

  static let frame: Int64 = 10_000_000

  /// The results of a run that measured nothing else.
  func results() -> ResultSet {
    var results = SyntheticResults(policies: [], hasControls: false).results().with(
      windows: isMeasured ? windows() : [])
    let rows = analysis()
    results.paths = rows.paths
    results.failurePoints = rows.failurePoints
    results.violations = rows.violations
    results.register = register()
    results.partitions = partitions()
    results.slices = isMeasured ? slices() : []
    return results
  }

  func analysis() -> AnalysisRows {
    AnalysisRows(
      paths: pairs.flatMap(paths), failurePoints: failurePoints(),
      violations: (0..<violations).map { _ in violation() })
  }

  private typealias Application = (id: String, core: Int)

  private var pairs: [(Application, Application)] {
    applications.flatMap { victim in
      applications.filter { $0.0 != victim.0 }.map { (victim, $0) }
    }
  }

  private func split(_ id: String) -> (partition: String, name: String) {
    let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
    return (parts[0], parts[1])
  }

  // MARK: Analysis

  private func paths(_ victim: Application, _ aggressor: Application) -> [PathRow] {
    let isOneCore = victim.core == aggressor.core
    let isOnePartition = split(victim.id).partition == split(aggressor.id).partition
    var links: [(InterferenceChannel, String, String, InterferenceKind)] =
      isOneCore
      ? [InterferenceChannel.core, .l1, .l2].map {
        ($0, "\($0.rawValue) of core \(victim.core)", "\(victim.core)", .residual)
      } : []
    links.append((.l3, "L3 of cores 0-1", "0-1", isOneCore ? .residual : .concurrent))
    links.append((.node, "memory node of cores 0-1", "0-1", isOneCore ? .none : .concurrent))
    if isOneCore, isOnePartition {
      let partition = split(victim.id).partition
      links.append(
        (.partition, "guest scheduler of \(partition)", "\(victim.core)", .concurrent))
    }
    return links.map { channel, resource, cores, kind in
      var row = PathRow()
      row.pathID = "\(victim.id)<\(aggressor.id)"
      (row.victimPartition, row.victim) = split(victim.id)
      (row.aggressorPartition, row.aggressor) = split(aggressor.id)
      row.victimCriticality = levels[row.victimPartition] ?? ""
      row.aggressorCriticality = levels[row.aggressorPartition] ?? ""
      row.victimCores = "\(victim.core)"
      row.aggressorCores = "\(aggressor.core)"
      row.channel = channel
      row.resource = resource
      row.resourceCores = cores
      row.kind = kind
      row.overlapNanoseconds = kind == .concurrent ? 3_000_000 : 0
      row.majorFrameNanoseconds = Self.frame
      row.mitigation = kind == .concurrent ? "" : "never at once"
      return row
    }
  }

  private func failurePoints() -> [FailurePointRow] {
    func point(
      _ kind: FailurePointRow.Kind, _ element: String, cores: String,
      _ users: [String], lost: [String], partition: String = ""
    ) -> FailurePointRow {
      var row = FailurePointRow()
      row.kind = kind
      row.element = element
      row.cores = cores
      row.cpus = cores
      row.applications = users.joined(separator: " ")
      row.applicationsLost = lost.joined(separator: " ")
      row.lost = Int64(lost.count)
      row.criticality = levels[partition] ?? ""
      row.backend = partition.isEmpty ? "" : backend
      row.highestCriticalityLost = lost.compactMap { levels[split($0).partition] }.min() ?? ""
      row.isContained = users.count == lost.count && kind != .hypervisor && kind != .hostOS
      row.containment = row.isContained ? "contained" : "not contained: a crash ends the process"
      return row
    }
    let all = applications.map(\.0)
    let cores = Set(applications.map(\.1)).sorted().flatMap { core -> [FailurePointRow] in
      let here = applications.filter { $0.1 == core }.map(\.0)
      var cache = point(.cache, "L2 of core \(core)", cores: "\(core)", here, lost: here)
      cache.channel = .l2
      return [point(.core, "core \(core)", cores: "\(core)", here, lost: here), cache]
    }
    let partitions = levels.keys.sorted().map { name -> FailurePointRow in
      let own = all.filter { split($0).partition == name }
      return point(
        .partition, "partition \(name)", cores: name == "video" ? "1" : "0", own,
        lost: backend == "thread" ? all : own, partition: name)
    }
    return cores + partitions + [
      point(.hypervisor, "hypervisor", cores: "0-1", all, lost: all),
      point(.hostOS, "host operating system", cores: "0-1", all, lost: all),
    ]
  }

  private func violation() -> ViolationRow {
    var row = ViolationRow()
    row.rule = "not-sharing"
    row.isolation = .spatial
    row.isDeclared = true
    row.partitions = "nav video"
    row.message = "`nav` and `video` share L3 of cores 0-1"
    row.remedy = "place them on cores that have no L3 in common, or drop the claim"
    row.sourceFile = "made-up.yaml"
    row.line = 12
    row.column = 5
    return row
  }

  // MARK: Register

  func register() -> [RegisterRow] {
    let paths = pairs.map { victim, aggressor -> RegisterRow in
      var row = self.row(victim.id, slowdown: slowdown(victim, aggressor))
      row.pathID = "\(victim.id)<\(aggressor.id)"
      (row.aggressorPartition, row.aggressor) = split(aggressor.id)
      let links = self.paths(victim, aggressor).filter { $0.kind != .none }
      let leading = links.first { $0.kind == .concurrent } ?? links.first
      row.channel = leading?.channel
      row.kind = leading?.kind ?? .none
      row.channels = links.map { "\($0.channel.rawValue):\($0.kind.rawValue)" }
        .joined(separator: " ")
      row.generator = "write@2*L3"
      row.verified = aggressor.id == "io/logger" ? .inconclusive : .exercised
      row.mitigation = "own core; own address space"
      if aggressor.id == "video/scale" {
        row = untested(row, reason: "it has no windows beside the victim")
      }
      return row
    }
    return paths
      + applications.map { victim in
        var row = self.row(victim.0, slowdown: victim.1 == 0 ? slowdownTogether : 1.02)
        row.scope = .robustPartitioning
        row.pathID = "\(victim.0)<*"
        (row.aggressorPartition, row.aggressor) = ("*", "*")
        row.generator = "all other applications"
        row.kind = .concurrent
        return row
      }
  }

  private func slowdown(_ victim: Application, _ aggressor: Application) -> Double {
    victim.core == aggressor.core ? 1.04 : aggressor.id == "video/decode" ? 1.92 : 1.0
  }

  private func row(_ victim: String, slowdown: Double) -> RegisterRow {
    var row = RegisterRow()
    (row.victimPartition, row.victim) = split(victim)
    row.victimCriticality = levels[row.victimPartition] ?? ""
    guard isMeasured else { return untested(row, reason: "not measured in this run") }
    row.tested = .measured
    row.soloP50Nanoseconds = 1_000
    row.corunP50Nanoseconds = 1_000 * slowdown
    row.slowdown = slowdown
    row.slowdownLower = slowdown * (1 - spread)
    row.slowdownUpper = slowdown * (1 + spread)
    row.confidence = 0.95
    row.rounds = 5
    row.verdict = slowdown > 1.05 ? .worse : slowdown > 1.03 ? .inconclusive : .equivalent
    row.highWaterMarkNanoseconds = 4_200 * slowdown
    row.soloHighWaterMarkNanoseconds = 4_000
    row.evidence = "0 of 120 windows missed"
    return row
  }

  private func untested(_ row: RegisterRow, reason: String) -> RegisterRow {
    var row = row
    row.tested = .notTested
    row.reason = reason
    row.slowdown = nil
    row.slowdownLower = nil
    row.slowdownUpper = nil
    row.verdict = nil
    row.rounds = 0
    row.highWaterMarkNanoseconds = nil
    row.soloHighWaterMarkNanoseconds = nil
    return row
  }

  // MARK: Partitions

  func partitions() -> [PartitionRow] {
    ["nav", "io", "video"].map { name in
      var row = PartitionRow()
      row.deployment = hypervisor == .type1 ? "made-up" : "made-up-type2"
      row.partition = name
      row.criticality = levels[name] ?? ""
      row.backend = backend
      row.cores = name == "video" ? "1" : "0"
      row.cpus = row.cores
      row.hypervisorType = hypervisor
      row.hostLoad = hypervisor == .type1 ? 0 : 2
      row.schedulingClass = hypervisor == .type1 ? "fifo:50" : "other"
      row.enforcer = "timer"
      row.guardNanoseconds = 50_000
      row.majorFrameNanoseconds = Self.frame
      row.windowsPerFrame = 1
      row.share = 0.4
      row.guestScheduler = name == "nav" ? "fixed priority" : "round robin, 500us each"
      row.applications = applications.filter { split($0.0).partition == name }
        .map { "\(split($0.0).name)=chase@L2" }.joined(separator: " ")
      return row
    }
  }

  /// Two rounds: nav by priority, with a budget for gyro that was once not given; video by turns.
  func slices() -> [SliceRow] {
    (0..<2).flatMap { round in
      applications.filter { $0.0 != "io/logger" }.map { application, core in
        var row = SliceRow()
        row.round = Int64(round)
        row.phases = .everybody
        (row.partition, row.application) = split(application)
        row.core = Int64(core)
        row.slices = 100
        row.windowNanoseconds = 100_000_000
        row.ranNanoseconds = application == "nav/gyro" ? 20_000_000 : 60_000_000
        row.share = Double(row.ranNanoseconds) / 1e8
        if row.partition == "video" {
          row.fairness = 0.99 - 0.09 * Double(round)
          row.quantumNanoseconds = 500_000
          row.turns = 90
          row.turnP50Nanoseconds = 510_000 + Int64(round) * 20_000
          row.turnMaximumNanoseconds = 700_000
        } else {
          row.scheduler = .fixedPriority
        }
        if application == "nav/gyro" {
          row.periodNanoseconds = 10_000_000
          row.budgetNanoseconds = 1_000_000
          row.periods = 50
          row.periodsSupplied = 48
          row.periodsShort = Int64(round)
          row.shortfallMaximumNanoseconds = Int64(round) * 400_000
          row.releases = 50
          row.releaseDelayP50Nanoseconds = 2_000
          row.releaseDelayMaximumNanoseconds = 80_000
        }
        return row
      }
    }
  }

  // MARK: Windows

  private func windows() -> [WindowRow] {
    (0..<3).flatMap { frame -> [WindowRow] in
      [("nav", 0, 0, 4), ("io", 0, 5, 8), ("video", 1, 1, 9)].enumerated().map { index, window in
        var row = WindowRow()
        row.pairID = "p001"
        row.partition = window.0
        row.cpu = Int64(window.1)
        row.window = Int64(frame)
        row.plannedStartNanoseconds = Int64(frame) * Self.frame + Int64(window.2) * 1_000_000
        row.plannedEndNanoseconds = Int64(frame) * Self.frame + Int64(window.3) * 1_000_000
        let isWorst = frame == 1 && index == 0
        row.startErrorNanoseconds = isWorst ? 90_000 : 400
        row.actualStartNanoseconds =
          row.plannedStartNanoseconds + (row.startErrorNanoseconds ?? 0)
        row.overrunNanoseconds = isWorst ? 300_000 : 0
        row.actualEndNanoseconds = row.plannedEndNanoseconds + row.overrunNanoseconds
        row.status = isWorst ? .late : .onTime
        return row
      }
    }
  }
}
