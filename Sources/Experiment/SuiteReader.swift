import HardwareTopology
import Yams

/// Turns the tree of a suite file into a `Suite`, and goes on after a mistake to find the next one.
struct SuiteReader {
  let file: String
  let vocabulary: Suite.Vocabulary
  private(set) var diagnostics: [Diagnostic] = []

  /// A value of a mapping, and where it stands.
  struct Field {
    let node: Node
    let location: SourceLocation
  }

  init(file: String, vocabulary: Suite.Vocabulary) {
    self.file = file
    self.vocabulary = vocabulary
  }

  // MARK: The suite

  mutating func suite(_ root: Node.Mapping) -> Suite {
    let fields = fields(of: root, under: "", known: Suite.Key.allCases.map(\.rawValue))
    var suite = Suite(file: file, name: Self.stem(of: file))
    for key in Suite.Key.allCases {
      guard let field = fields[key.rawValue] else { continue }
      suite.locations[key] = field.location
      read(key, field, into: &suite)
    }
    for key in [Suite.Key.policies, .victims, .aggressors] where fields[key.rawValue] == nil {
      report(
        Diagnostic(
          file: file, line: root.mark?.line, column: root.mark?.column, key: key.rawValue,
          message: "is missing; a suite needs policies, victims and aggressors"))
    }
    if suite.warmupNanoseconds >= suite.phaseNanoseconds {
      let key = suite.locations[.warmup] == nil ? Suite.Key.phase : .warmup
      report(
        suite.diagnostic(
          at: key, "the warmup leaves nothing of a phase; the phase must be longer than the warmup")
      )
    }
    return suite
  }

  private mutating func read(_ key: Suite.Key, _ field: Field, into suite: inout Suite) {
    switch key {
    case .name: suite.name = identifier(field) ?? suite.name
    case .description: suite.description = text(field, "one line of text") ?? ""
    case .rounds: suite.rounds = whole(field, 1...10_000) ?? suite.rounds
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

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  mutating func report(_ location: SourceLocation, _ message: String) {
    diagnostics.append(location.diagnostic(message))
  }

  /// The text of a scalar; `wanted` says what would be right where it is none.
  mutating func text(_ field: Field, _ wanted: String) -> String? {
    guard case .scalar(let scalar) = field.node, !SuiteYAML.isNothing(field.node) else {
      report(field.location, "expected \(wanted), found \(SuiteYAML.kind(of: field.node))")
      return nil
    }
    return scalar.string
  }

  mutating func whole(_ field: Field, _ range: ClosedRange<Int>) -> Int? {
    let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let text = text(field, wanted) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      report(field.location, "expected \(wanted), found `\(text)`")
      return nil
    }
    return value
  }

  private mutating func time(
    _ field: Field, _ range: ClosedRange<Int64>, _ limits: String
  ) -> Int64? {
    guard let text = text(field, "a time such as 30ms") else { return nil }
    do throws(QuantityError) {
      let value = try Quantity.nanoseconds(text, bareUnit: .microseconds)
      if range.contains(value) { return value }
      let unit = Int(text) == nil ? "" : " (a number without a unit counts microseconds)"
      report(field.location, "`\(text)` is out of range\(unit); it may be \(limits)")
    } catch {
      report(field.location, error.description)
    }
    return nil
  }

  private mutating func margin(_ field: Field) -> Double? {
    guard let text = text(field, "a percentage such as 5%") else { return nil }
    do throws(QuantityError) {
      let value = try Quantity.fraction(text)
      if value > 0, value < 1 { return value }
      report(field.location, "`\(text)` is out of range; it must be above 0% and below 100%")
    } catch {
      report(field.location, error.description)
    }
    return nil
  }

  /// A name that can stand in ids, file names and CSV cells as it is.
  private mutating func identifier(_ field: Field) -> String? {
    let wanted = "a name of letters, digits, `-`, `_` and `.` that begins with a letter"
    guard let text = text(field, wanted) else { return nil }
    guard Self.isIdentifier(text) else {
      report(field.location, "expected \(wanted), found \(SuiteYAML.kind(of: field.node))")
      return nil
    }
    return text
  }

  private mutating func flag(_ field: Field) -> Bool? {
    guard let text = text(field, "true or false") else { return nil }
    // YAML's `yes` and `off` are refused: versions of YAML disagree on what they are.
    guard let value = Bool(text) else {
      report(field.location, "expected true or false, found `\(text)`")
      return nil
    }
    return value
  }

  // MARK: Values with a meaning of their own

  private mutating func coreShare(_ field: Field) -> CoreShare? {
    if case .scalar(let scalar) = field.node, scalar.string == "all" { return .all }
    guard let text = text(field, "`all` or a number of cores") else { return nil }
    guard let count = Int(text), (1...PUSet.highestIndex + 1).contains(count) else {
      report(field.location, "expected `all` or a number of cores from 1, found `\(text)`")
      return nil
    }
    return .count(count)
  }

  private mutating func guardBand(_ field: Field) -> GuardBand? {
    if case .scalar(let scalar) = field.node, scalar.string == "auto" { return .auto }
    return time(field, 0...100_000_000, "auto, or 0 to 100ms").map { .nanoseconds($0) }
  }

  private mutating func enforcer(_ field: Field) -> String? {
    guard let name = text(field, "the name of an enforcer") else { return nil }
    checkName(name, "enforcer", among: vocabulary.enforcers, field.location)
    return name
  }

  private mutating func cores(_ field: Field) -> PUSet? {
    guard let text = text(field, "a list of cores such as 0-3,6") else { return nil }
    do throws(PUSetError) {
      return try PUSet(parsing: text)
    } catch {
      report(field.location, error.description)
      return nil
    }
  }

  private mutating func seed(_ field: Field) -> UInt64? {
    let wanted = "a whole number from 0 to \(UInt64.max)"
    guard let text = text(field, wanted) else { return nil }
    guard let seed = UInt64(text) else {
      report(field.location, "expected \(wanted), found `\(text)`")
      return nil
    }
    return seed
  }

  private static func isIdentifier(_ text: String) -> Bool {
    text.count <= 64 && text.first?.isLetter == true
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
  }

  /// The last component of a path without its extension, where that can be a name.
  private static func stem(of file: String) -> String {
    let stem = String((file.split(separator: "/").last ?? "").prefix { $0 != "." })
    return isIdentifier(stem) ? stem : "suite"
  }
}
