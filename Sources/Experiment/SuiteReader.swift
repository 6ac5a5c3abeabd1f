import HardwareTopology
import Verdicts
import Yams

/// Turns the tree of a suite file into a `Suite`, and goes on after a mistake to find the next one.
struct SuiteReader: DocumentReader {
  let file: String
  let vocabulary: Suite.Vocabulary
  var diagnostics: [Diagnostic] = []

  var workloadNames: [String] { vocabulary.workloads }

  init(file: String, vocabulary: Suite.Vocabulary) {
    self.file = file
    self.vocabulary = vocabulary
  }

  // MARK: The suite

  mutating func suite(_ root: Node.Mapping) -> Suite {
    let fields = fields(of: root, under: "", known: Suite.Key.allCases.map(\.rawValue))
    var suite = Suite(file: file, name: DocumentName.stem(of: file, otherwise: "suite"))
    for key in Suite.Key.allCases {
      guard let field = fields[key.rawValue] else { continue }
      suite.locations[key] = field.location
      read(key, field, into: &suite)
    }
    for key in [Suite.Key.policies, .victims, .aggressors] where fields[key.rawValue] == nil {
      report(
        Diagnostic(
          file: file, line: root.mark?.line, column: root.mark?.column, key: key.rawValue,
          message: "is missing; a suite needs \(DocumentKind.suite.required)"))
    }
    checkStopping(suite)
    if suite.warmupNanoseconds >= suite.phaseNanoseconds {
      let key = suite.locations[.warmup] == nil ? Suite.Key.phase : .warmup
      report(
        suite.diagnostic(
          at: key, "the warmup leaves nothing of a phase; the phase must be longer than the warmup")
      )
    }
    return suite
  }

  private mutating func read(_ key: Suite.Key, _ field: DocumentField, into suite: inout Suite) {
    switch key {
    case .name: suite.name = identifier(field) ?? suite.name
    case .description: suite.description = text(field, "one line of text") ?? ""
    case .rounds: suite.rounds = whole(field, 1...10_000) ?? suite.rounds
    case .precision:
      suite.precision = fraction(field, PrecisionGoal.limits, "0.01% to 100%").map {
        PrecisionGoal(fraction: $0)
      }
    case .budget:
      // Behind precision in the order of keys.
      suite.precision?.budgetNanoseconds = time(
        field, 1_000_000_000...86_400_000_000_000, "1s to 24h")
    case .phase:
      suite.phaseNanoseconds =
        time(field, 1_000_000...10_000_000_000, "1ms to 10s") ?? suite.phaseNanoseconds
    case .warmup:
      suite.warmupNanoseconds =
        time(field, 0...10_000_000_000, "0 to 10s") ?? suite.warmupNanoseconds
    case .margin: suite.margin = margin(field) ?? suite.margin
    case .policies: suite.policies = policies(field)
    case .victims: suite.victims = workloads(field, such: "[chase@L2/2]")
    case .aggressors: suite.aggressors = workloads(field, such: "[write@2*L3]")
    case .victimCores: suite.victimCores = coreShare(field) ?? .count(1)
    case .aggressorCores: suite.aggressorCores = coreShare(field) ?? .all
    case .enforcer: suite.enforcer = enforcer(field)
    case .guard: suite.guardBand = guardBand(field) ?? .auto
    case .cores: suite.cores = cores(field)
    case .seed: suite.seed = seed(field)
    case .controls: suite.controls = flag(field) ?? true
    }
  }

  // MARK: Simple values

  private mutating func margin(_ field: DocumentField) -> Double? {
    fraction(field, 0.0.nextUp...1.0.nextDown, "above 0% and below 100%")
  }

  /// - Parameter limits: the range in words, for the message.
  private mutating func fraction(
    _ field: DocumentField, _ range: ClosedRange<Double>, _ limits: String
  ) -> Double? {
    guard let text = text(field, "a percentage such as 5%") else { return nil }
    do throws(QuantityError) {
      let value = try Quantity.fraction(text)
      if range.contains(value) { return value }
      report(field.location, "`\(text)` is out of range; it must be \(limits)")
    } catch {
      report(field.location, error.description)
    }
    return nil
  }

  /// A number of rounds and a precision that chooses it do not go together.
  private mutating func checkStopping(_ suite: Suite) {
    if suite.locations[.precision] != nil, let rounds = suite.locations[.rounds] {
      report(
        rounds, "does not go with `precision`, which chooses the rounds; leave one of them out")
    }
    if suite.locations[.precision] == nil, let budget = suite.locations[.budget] {
      report(budget, "is the limit of a `precision`, which is missing; write precision: 2%")
    }
  }

  private mutating func flag(_ field: DocumentField) -> Bool? {
    guard let text = text(field, "true or false") else { return nil }
    // YAML's `yes` and `off` are refused: versions of YAML disagree on what they are.
    guard let value = Bool(text) else {
      report(field.location, "expected true or false, found `\(text)`")
      return nil
    }
    return value
  }

  // MARK: Values with a meaning of their own

  private mutating func coreShare(_ field: DocumentField) -> CoreShare? {
    if case .scalar(let scalar) = field.node, scalar.string == "all" { return .all }
    guard let text = text(field, "`all` or a number of cores") else { return nil }
    guard let count = Int(text), (1...PUSet.highestIndex + 1).contains(count) else {
      report(field.location, "expected `all` or a number of cores from 1, found `\(text)`")
      return nil
    }
    return .count(count)
  }

  private mutating func enforcer(_ field: DocumentField) -> String? {
    guard let name = text(field, "the name of an enforcer") else { return nil }
    checkName(name, "enforcer", among: vocabulary.enforcers, field.location)
    return name
  }

  private mutating func cores(_ field: DocumentField) -> PUSet? {
    guard let text = text(field, "a list of cores such as 0-3,6") else { return nil }
    do throws(PUSetError) {
      return try PUSet(parsing: text)
    } catch {
      report(field.location, error.description)
      return nil
    }
  }
}
