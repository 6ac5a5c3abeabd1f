import Yams

/// The parts of a suite that are lists: policies, victims, aggressors.
extension SuiteReader {
  // MARK: Policies

  /// `- pinned` or `- sliced: { window: 1ms }`.
  mutating func policies(_ field: DocumentField) -> [PolicyReference] {
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

  private mutating func policy(_ item: DocumentField) -> PolicyReference? {
    guard case .mapping(let mapping) = item.node else {
      guard let name = text(item, "the name of a policy") else { return nil }
      checkPolicies(name, item.location)
      return PolicyReference(name: name, parameters: [:], location: item.location)
    }
    guard mapping.count == 1, let (key, value) = mapping.first, case .scalar(let scalar) = key
    else {
      report(item.location, "one policy an item; write `- sliced: { window: 1ms }`")
      return nil
    }
    let name = scalar.string
    guard checkPolicies(name, item.location) else { return nil }
    let path = "\(item.location.key).\(name)"
    guard case .mapping(let given) = value else {
      let found = YAMLDocument.kind(of: value)
      report(
        location(of: value, path),
        "expected parameters such as { window: 1ms }, found \(found); without any write `- \(name)`"
      )
      return nil
    }
    let known = PolicyReference(name: name, parameters: [:], location: item.location).parts
      .flatMap { vocabulary.parameters[$0] ?? [] }
    guard !known.isEmpty else {
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

  /// Whether the names of a combination are known; says which is not.
  @discardableResult
  private mutating func checkPolicies(_ name: String, _ location: SourceLocation) -> Bool {
    let parts = PolicyReference(name: name, parameters: [:], location: location).parts
    for part in parts { checkName(part, "policy", among: vocabulary.policies, location) }
    return parts.allSatisfy(vocabulary.policies.contains)
  }

  // MARK: Workloads

  /// `- chase`, `- chase@L2/2`, or `- workload: chase` with further keys below it.
  mutating func workloads(_ field: DocumentField, such example: String) -> [WorkloadReference] {
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

  private mutating func workload(_ item: DocumentField) -> WorkloadReference? {
    guard case .mapping(let mapping) = item.node else { return shortForm(item) }
    let fields = fields(
      of: mapping, under: item.location.key, known: Self.workloadKeys)
    return workload(in: fields, at: item.location)
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
