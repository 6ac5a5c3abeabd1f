public import HardwareTopology
public import Results

/// What can be said of a deployment on a machine without measuring: interference paths, single points of failure, and
/// where it does not keep its partitions apart as it claims.
///
/// A function of its arguments: the machine may be another one than ours.
public struct DeploymentAnalysis: Sendable {
  public let deployment: Deployment
  public let violations: [Violation]
  /// What could not be told about the machine, in clauses.
  public let unknowns: [String]
  let applications: [PlacedApplication]
  let hardware: SharedHardware
  let timetable: Timetable
  let paths: [InterferencePath]
  let failurePoints: [FailurePoint]

  /// - Parameters:
  ///   - folding: the deployment's cores on the machine's PUs.
  ///   - topology: the machine.
  public init(_ deployment: Deployment, _ folding: Folding, on topology: Topology) {
    self.init(folding.unfolded(deployment), on: topology, pus: folding.pus)
  }

  /// - Parameter pus: the PU of each core.
  init(_ deployment: Deployment, on topology: Topology, pus: [Int]) {
    precondition(pus.count >= deployment.coreCount, "every core of a deployment needs a PU")
    self.deployment = deployment
    hardware = SharedHardware(topology, pus: Array(pus.prefix(deployment.coreCount)))
    timetable = Timetable(deployment)
    unknowns = hardware.unknowns
    let applications = deployment.placedApplications
    self.applications = applications
    let finder = PathFinder(deployment: deployment, hardware: hardware, timetable: timetable)
    paths = applications.flatMap { victim in
      applications.filter { $0.id != victim.id }.map { finder.path(to: victim, from: $0) }
    }
    failurePoints =
      FailurePoints(deployment: deployment, hardware: hardware, applications: applications).all
    violations =
      IsolationCheck(deployment: deployment, hardware: hardware, timetable: timetable).violations
  }

  /// Everything as rows, for `paths.csv`, `failure_points.csv` and `violations.csv`.
  public var rows: AnalysisRows {
    AnalysisRows(
      paths: paths.flatMap(pathRows), failurePoints: failurePoints.map(failurePointRow),
      violations: violations.map(violationRow))
  }

  private func pathRows(_ path: InterferencePath) -> [PathRow] {
    path.links.map { link in
      var row = PathRow()
      row.pathID = path.id
      row.victim = path.victim.name
      row.victimPartition = path.victim.partition.name
      row.victimCriticality = path.victim.partition.criticality.rawValue
      row.victimCores = PUSet(path.victim.cores).description
      row.aggressor = path.aggressor.name
      row.aggressorPartition = path.aggressor.partition.name
      row.aggressorCriticality = path.aggressor.partition.criticality.rawValue
      row.aggressorCores = PUSet(path.aggressor.cores).description
      row.channel = link.channel
      row.resource = link.resource
      row.resourceCores = PUSet(link.cores).description
      row.kind = link.kind
      row.overlapNanoseconds = link.overlapNanoseconds
      row.majorFrameNanoseconds = deployment.majorFrameNanoseconds
      row.mitigation = link.mitigations.joined(separator: "; ")
      return row
    }
  }

  private func failurePointRow(_ point: FailurePoint) -> FailurePointRow {
    var row = FailurePointRow()
    row.element = point.element
    row.kind = point.kind
    row.channel = point.channel
    row.cores = PUSet(point.cores).description
    row.cpus = PUSet(point.cores.map { hardware.pus[$0] }).description
    row.applications = point.users.map(\.id).joined(separator: " ")
    row.criticality = point.partition?.criticality.rawValue ?? ""
    row.backend = point.partition?.backend ?? ""
    row.applicationsLost = point.lost.map(\.id).joined(separator: " ")
    row.lost = Int64(point.lost.count)
    row.highestCriticalityLost = point.highestCriticalityLost.rawValue
    row.isContained = point.isContained
    row.containment = point.containment
    return row
  }

  private func violationRow(_ violation: Violation) -> ViolationRow {
    var row = ViolationRow()
    row.rule = violation.rule
    row.isolation = violation.isolation
    row.isDeclared = violation.isDeclared
    row.partitions = violation.partitions.joined(separator: " ")
    row.message = violation.diagnostic.message
    row.remedy = violation.remedy
    row.sourceFile = violation.diagnostic.file
    row.line = violation.diagnostic.line.map { Int64($0) }
    row.column = violation.diagnostic.column.map { Int64($0) }
    return row
  }
}
