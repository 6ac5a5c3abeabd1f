import Yams

/// Workloads as documents name them.
extension DocumentReader {
  /// The keys of a workload's long form.
  static var workloadKeys: [String] { ["workload", "working_set", "job", "intensity"] }

  /// The long form: the values of `workloadKeys`, of which `workload` is needed.
  ///
  /// - Parameter location: of what lacks its workload.
  mutating func workload(
    in fields: [String: DocumentField], at location: SourceLocation
  ) -> WorkloadReference? {
    guard let named = fields["workload"] else {
      report(location, "has no `workload`; write `workload: chase`")
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

  /// `chase` or `chase@L2/2`.
  mutating func shortForm(_ field: DocumentField) -> WorkloadReference? {
    guard let text = text(field, "a workload such as chase@L2/2") else { return nil }
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    checkName(name, "workload", among: workloadNames, field.location)
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

  private mutating func workingSet(_ field: DocumentField) -> String? {
    let wanted = "a working set such as 512KiB or L2/2"
    guard let text = text(field, wanted) else { return nil }
    guard !text.isEmpty else {
      report(field.location, "expected \(wanted), found nothing")
      return nil
    }
    return text
  }
}
