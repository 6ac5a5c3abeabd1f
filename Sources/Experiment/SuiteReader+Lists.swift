import Yams

/// The parts of a suite that are lists: policies, victims, aggressors.
extension SuiteReader {
  // MARK: Mappings, lists and names

  /// The values of a mapping by key, after every key was held against the known ones.
  mutating func fields(
    of mapping: Node.Mapping, under path: String, known: [String]
  ) -> [String: Field] {
    var fields: [String: Field] = [:]
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        report(location(of: key, path), "a key must be a word, not \(SuiteYAML.kind(of: key))")
        continue
      }
      let keyPath = path.isEmpty ? scalar.string : "\(path).\(scalar.string)"
      guard known.contains(scalar.string) else {
        let ending = DidYouMean.ending(for: scalar.string, among: known)
        report(location(of: key, keyPath), "unknown key; \(ending)")
        continue
      }
      fields[scalar.string] = Field(node: value, location: location(of: value, keyPath))
    }
    return fields
  }

  /// The items of a list that must have at least one.
  private mutating func items(_ field: Field, such example: String) -> [Field] {
    guard case .sequence(let sequence) = field.node else {
      let found = SuiteYAML.kind(of: field.node)
      report(field.location, "expected a list such as \(example), found \(found)")
      return []
    }
    if sequence.isEmpty { report(field.location, "is empty; list at least one, as in \(example)") }
    return sequence.map { Field(node: $0, location: location(of: $0, field.location.key)) }
  }

  mutating func checkName(
    _ name: String, _ kind: String, among known: [String], _ location: SourceLocation
  ) {
    guard !known.contains(name) else { return }
    report(location, "unknown \(kind) `\(name)`; \(DidYouMean.ending(for: name, among: known))")
  }

  private func location(of node: Node, _ key: String) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, key: key)
  }

  // MARK: Policies

  /// `- pinned` or `- sliced: { window: 1ms }`.
  mutating func policies(_ field: Field) -> [PolicyReference] {
    var policies: [PolicyReference] = []
    for item in items(field, such: "[baseline, pinned]") {
      guard let policy = policy(item) else { continue }
      if let first = policies.first(where: { $0.asks(theSameAs: policy) }) {
        report(
          policy.location, "`\(policy.name)` is listed twice, first on line \(first.location.line)")
      }
      policies.append(policy)
    }
    return policies
  }

  private mutating func policy(_ item: Field) -> PolicyReference? {
    guard case .mapping(let mapping) = item.node else {
      guard let name = text(item, "the name of a policy") else { return nil }
      checkName(name, "policy", among: vocabulary.policies, item.location)
      return PolicyReference(name: name, parameters: [:], location: item.location)
    }
    guard mapping.count == 1, let (key, value) = mapping.first, case .scalar(let scalar) = key
    else {
      report(item.location, "one policy an item; write `- sliced: { window: 1ms }`")
      return nil
    }
    let name = scalar.string
    checkName(name, "policy", among: vocabulary.policies, item.location)
    let path = "\(item.location.key).\(name)"
    guard case .mapping(let given) = value else {
      let found = SuiteYAML.kind(of: value)
      report(
        location(of: value, path),
        "expected parameters such as { window: 1ms }, found \(found); without any write `- \(name)`"
      )
      return nil
    }
    guard vocabulary.policies.contains(name) else { return nil }
    guard let known = vocabulary.parameters[name], !known.isEmpty else {
      report(location(of: value, path), "takes no parameters; write `- \(name)`")
      return nil
    }
    var parameters: [String: PolicyParameter] = [:]
    for (key, field) in fields(of: given, under: path, known: known) {
      guard let text = text(field, "a value such as 1ms") else { continue }
      parameters[key] = PolicyParameter(text: text, location: field.location)
    }
    return PolicyReference(name: name, parameters: parameters, location: item.location)
  }

  // MARK: Workloads

  /// `- chase`, `- chase@L2/2`, or `- workload: chase` with further keys below it.
  mutating func workloads(_ field: Field, such example: String) -> [WorkloadReference] {
    var workloads: [WorkloadReference] = []
    for item in items(field, such: example) {
      guard let workload = workload(item) else { continue }
      if let first = workloads.first(where: { $0.asks(theSameAs: workload) }) {
        report(
          workload.location,
          "`\(workload.text)` is listed twice, first on line \(first.location.line)")
      }
      workloads.append(workload)
    }
    return workloads
  }

  private mutating func workload(_ item: Field) -> WorkloadReference? {
    guard case .mapping(let mapping) = item.node else { return shortForm(item) }
    let fields = fields(
      of: mapping, under: item.location.key, known: ["workload", "working_set", "job", "intensity"])
    guard let named = fields["workload"] else {
      report(item.location, "has no `workload`; write `workload: chase`")
      return nil
    }
    guard var reference = shortForm(named) else { return nil }
    if let job = fields["job"] { reference.jobAccesses = whole(job, 1...1_000_000_000) }
    if let field = fields["intensity"], let text = text(field, "an intensity such as 25%") {
      reference.intensityLocation = field.location
      do {
        reference.intensity = try Intensity(parsing: text)
      } catch {
        report(field.location, error.description)
      }
    }
    if let field = fields["working_set"], let text = workingSet(field) {
      if reference.workingSet != nil {
        report(field.location, "the working set is given twice; keep this or the one behind `@`")
      }
      reference.workingSet = text
      reference.workingSetLocation = field.location
    }
    return reference
  }

  private mutating func shortForm(_ field: Field) -> WorkloadReference? {
    guard let text = text(field, "a workload such as chase@L2/2") else { return nil }
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    checkName(name, "workload", among: vocabulary.workloads, field.location)
    var reference = WorkloadReference(
      name: name, workingSet: nil, jobAccesses: nil, intensity: nil, location: field.location,
      workingSetLocation: field.location, intensityLocation: field.location)
    if parts.count == 2 {
      guard !parts[1].isEmpty else {
        report(field.location, "no working set behind `@`; write it as in \(name)@L2/2")
        return nil
      }
      let quote = if case .scalar(let scalar) = field.node, scalar.style != .plain { 1 } else { 0 }
      reference.workingSet = String(parts[1])
      reference.workingSetLocation = SourceLocation(
        file: file, line: field.location.line,
        column: field.location.column + name.unicodeScalars.count + 1 + quote,
        key: field.location.key)
    }
    return reference
  }

  private mutating func workingSet(_ field: Field) -> String? {
    let wanted = "a working set such as 512KiB or L2/2"
    guard let text = text(field, wanted) else { return nil }
    guard !text.isEmpty else {
      report(field.location, "expected \(wanted), found nothing")
      return nil
    }
    return text
  }
}

extension PolicyReference {
  /// Two items that ask for the same cells; only one of them can have their id.
  fileprivate func asks(theSameAs other: PolicyReference) -> Bool {
    name == other.name && parameters.mapValues(\.text) == other.parameters.mapValues(\.text)
  }
}

extension WorkloadReference {
  fileprivate func asks(theSameAs other: WorkloadReference) -> Bool {
    name == other.name && workingSet == other.workingSet && jobAccesses == other.jobAccesses
      && intensity == other.intensity
  }

  fileprivate var text: String { workingSet.map { "\(name)@\($0)" } ?? name }
}
