import Scheduling
import Yams

/// Turns the tree of a deployment file into a `Deployment`, and goes on after a mistake to find the
/// next one.
///
/// Values that others depend on are read first, wherever they stand in the file. A check between
/// values is only made where both could be read, so that one mistake is not reported as two.
struct DeploymentReader: DocumentReader {
  let file: String
  let vocabulary: Deployment.Vocabulary
  var diagnostics: [Diagnostic] = []
  var deployment: Deployment
  /// The names in the list of partitions, those included that could not be read as a whole.
  var partitionNames: [String] = []
  /// Where each name of an application stands, with its partition's name.
  var applicationNames: [String: (partition: String, location: SourceLocation)] = [:]
  /// The path of each partition, by name; its index is the one in the file.
  var paths: [String: String] = [:]
  /// Partitions with mistakes of their own; others would follow from them.
  var spoiled: Set<String> = []
  /// Where each of the deployment's windows stands; the repetitions of a periodic one stand together.
  var windowPlaces: [SourceLocation] = []
  /// What could be read without a mistake.
  var isClean = (cores: false, frame: false, windows: true)

  var workloadNames: [String] { vocabulary.workloads.map(\.name) }

  init(file: String, vocabulary: Deployment.Vocabulary) {
    self.file = file
    self.vocabulary = vocabulary
    deployment = Deployment(
      file: file, name: DocumentName.stem(of: file, otherwise: "deployment"))
  }

  mutating func read(_ root: Node.Mapping) -> Deployment {
    let fields = fields(of: root, under: "", known: Deployment.Key.allCases.map(\.rawValue))
    for key in [Deployment.Key.cores, .partitions] where fields[key.rawValue] == nil {
      report(
        Diagnostic(
          file: file, line: root.mark?.line, column: root.mark?.column, key: key.rawValue,
          message: "is missing; a deployment needs \(DocumentKind.deployment.required)"))
    }
    for key in Self.order {
      guard let field = fields[key.rawValue] else { continue }
      note(field.location)
      read(key, field)
    }
    checkSchedule()
    checkPhase()
    checkApplications()
    for (index, place) in windowPlaces.enumerated() {
      deployment.locations["windows.\(index)"] = place
    }
    return deployment
  }

  /// Counts before partitions, the frame before windows, names before those who use them.
  private static let order: [Deployment.Key] = [
    .name, .description, .hypervisor, .cores, .majorFrame, .enforcer, .guard, .rounds, .phase,
    .seed,
    .partitions, .windows, .schedule, .isolation,
  ]

  private mutating func read(_ key: Deployment.Key, _ field: DocumentField) {
    switch key {
    case .name: deployment.name = identifier(field) ?? deployment.name
    case .description: deployment.description = text(field, "one line of text") ?? ""
    case .hypervisor: readHypervisor(field)
    case .cores:
      if let count = whole(field, 1...Self.mostCores) {
        deployment.coreCount = count
        isClean.cores = true
      }
    case .majorFrame:
      deployment.majorFrameNanoseconds = time(
        field, 1_000...Self.longestFrame, "1us to 10s")
      isClean.frame = deployment.majorFrameNanoseconds != nil
    case .enforcer:
      if let name = text(field, "the name of an enforcer") {
        checkName(name, "enforcer", among: vocabulary.enforcers, field.location)
        deployment.enforcer = name
      }
    case .guard: deployment.guardBand = guardBand(field) ?? .auto
    case .rounds: deployment.rounds = whole(field, 1...10_000) ?? deployment.rounds
    case .phase:
      deployment.phaseNanoseconds = time(
        field, 1_000_000...60_000_000_000, "1ms to 60s")
    case .seed: deployment.seed = seed(field)
    case .partitions: readPartitions(field)
    case .windows: readWindows(field)
    case .schedule: readSchedule(field)
    case .isolation: readSeparations(field)
    }
  }

  /// A mistake of unit otherwise; the longest period and the longest window too.
  static let longestFrame: Int64 = 10_000_000_000

  /// More than any machine that a single hypervisor runs on; a bound for what a mistake can cost.
  static let mostCores = 1024

  // MARK: Places

  /// Remembers where a value stands, under the path that is its key in messages.
  mutating func note(_ location: SourceLocation) {
    deployment.locations[location.key] = location
  }

  /// Reports at a value of the deployment, by its path.
  mutating func report(at path: String, _ message: String) {
    report(
      deployment.locations[path]
        ?? SourceLocation(file: file, line: 1, column: 1, key: path), message)
  }

  func line(of path: String) -> String {
    deployment.locations[path].map { "line \($0.line)" } ?? "another line"
  }

  // MARK: The hypervisor

  /// `type1`, or `{ type: type2, load: 2 }`.
  private mutating func readHypervisor(_ field: DocumentField) {
    guard case .mapping(let mapping) = field.node else {
      deployment.hypervisor.type = hypervisorType(field) ?? .type1
      return
    }
    let path = field.location.key
    let fields = fields(
      of: mapping, under: path, known: Deployment.HypervisorKey.allCases.map(\.rawValue))
    guard let named = fields["type"] else {
      report(field.location, "has no `type`; write `type: type1` or `type: type2`")
      return
    }
    guard let type = hypervisorType(named) else { return }
    deployment.hypervisor.type = type
    for key in ["priority", "throttling"] where type == .type2 {
      guard let field = fields[key] else { continue }
      report(
        field.location,
        "only a type1 hypervisor has real-time priority; remove the key, or write `type: type1`")
    }
    if type == .type1, let field = fields["load"] {
      report(
        field.location,
        "no host stands beside a type1 hypervisor; remove the key, or write `type: type2`")
    }
    if type == .type1 {
      if let priority = fields["priority"].flatMap({ whole($0, 1...Self.highestPriority) }) {
        deployment.hypervisor.realTimePriority = priority
      }
      if let field = fields["throttling"], let word = text(field, "keep or lift") {
        deployment.hypervisor.liftsThrottling = word == "lift"
        if !["keep", "lift"].contains(word) {
          report(field.location, "expected keep or lift, found `\(word)`")
        }
      }
    } else if let load = fields["load"].flatMap({ whole($0, 0...64) }) {
      deployment.hypervisor.hostLoad = load
    }
  }

  /// Above it are dispatchers and the watchdog, which must be able to stop a partition.
  private static let highestPriority = 90

  private mutating func hypervisorType(_ field: DocumentField) -> Deployment.HypervisorType? {
    let known = Deployment.HypervisorType.allCases.map(\.rawValue)
    guard let name = text(field, "type1 or type2"),
      checkName(name, "hypervisor", among: known, field.location)
    else { return nil }
    return Deployment.HypervisorType(rawValue: name)
  }

  // MARK: The phase

  /// A phase ends with a frame, so that each has the same windows.
  private mutating func checkPhase() {
    guard isClean.frame, let frame = deployment.majorFrameNanoseconds,
      let phase = deployment.phaseNanoseconds, phase % frame != 0
    else { return }
    report(
      at: "phase",
      "must be a whole number of major frames of \(timeText(frame));"
        + " \(timeText((phase / frame + 1) * frame)) would be")
  }
}
