import Yams

/// What a deployment claims about the isolation of its partitions.
extension DeploymentReader {
  mutating func readSeparations(_ field: DocumentField) {
    let example = "[{ between: [nav, \"*\"], not_sharing: [core, L2] }]"
    for (index, item) in items(field, such: example).enumerated() {
      let place = location(of: item.node, "isolation.\(index)")
      guard case .mapping(let mapping) = item.node else {
        report(
          place,
          "expected a claim such as \(example.dropFirst().dropLast()),"
            + " found \(YAMLDocument.kind(of: item.node))")
        continue
      }
      note(place)
      let fields = fields(
        of: mapping, under: place.key, known: Deployment.SeparationKey.allCases.map(\.rawValue))
      readSeparation(fields, place)
    }
  }

  private mutating func readSeparation(
    _ fields: [String: DocumentField], _ place: SourceLocation
  ) {
    let between = fields["between"].flatMap { partners($0) }
    if fields["between"] == nil {
      report(place, "has no `between`; write `between: [nav, \"*\"]`")
    }
    if fields["not_sharing"] == nil, fields["at_once"] == nil {
      report(place, "claims nothing; add `not_sharing: [core, L2]` or `at_once: never`")
    }
    let notSharing = fields["not_sharing"].map { resources($0) } ?? []
    if let field = fields["at_once"], let word = text(field, "`never`"), word != "never" {
      report(field.location, "expected `never`, found `\(word)`; what may be needs no claim")
    }
    guard let between else { return }
    deployment.separations.append(
      Deployment.Separation(
        between: between, notSharing: notSharing, neverAtOnce: fields["at_once"] != nil,
        location: place))
  }

  /// Two partitions, or one and `*`, which comes second whatever the order in the file.
  private mutating func partners(_ field: DocumentField) -> [String]? {
    let wanted = "two partitions such as [nav, display], or one and \"*\""
    let items = items(field, such: "[nav, \"*\"]")
    guard !items.isEmpty else { return nil }
    guard items.count == 2 else {
      report(field.location, "expected \(wanted), found \(items.count)")
      return nil
    }
    var names: [String] = []
    for item in items {
      guard let name = text(item, "the name of a partition"),
        checkName(
          name, "partition", among: partitionNames + [Deployment.everyOther], item.location)
      else { return nil }
      names.append(name)
    }
    if names[0] == names[1] {
      report(items[1].location, "the same twice; expected \(wanted)")
      return nil
    }
    return names[0] == Deployment.everyOther ? names.reversed() : names
  }

  private mutating func resources(_ field: DocumentField) -> [String] {
    var resources: [String] = []
    for item in items(field, such: "[core, L1, L2]") {
      guard let name = text(item, "a resource such as L2"),
        checkName(name, "resource", among: Deployment.Separation.resources, item.location)
      else { continue }
      if resources.contains(name) {
        report(item.location, "`\(name)` is listed twice; keep one of them")
        continue
      }
      resources.append(name)
    }
    return resources
  }
}
