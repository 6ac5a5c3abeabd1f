import Workloads
import Yams

/// Partitions: the isolated units, and where they may run.
extension DeploymentReader {
  mutating func readPartitions(_ field: DocumentField) {
    let items = items(field, such: "[{ name: nav, core: 0, applications: [...] }]")
    var places: [String: SourceLocation] = [:]
    for (index, item) in items.enumerated() {
      guard let partition = partition(item, at: "partitions.\(index)", &places) else { continue }
      deployment.partitions.append(partition)
    }
    checkUnscheduledCores()
  }

  private mutating func partition(
    _ item: DocumentField, at path: String, _ places: inout [String: SourceLocation]
  ) -> Deployment.Partition? {
    guard case .mapping(let mapping) = item.node else {
      report(
        SourceLocation(
          file: file, line: item.location.line, column: item.location.column, key: path),
        "expected a partition such as { name: nav, core: 0, applications: [...] },"
          + " found \(YAMLDocument.kind(of: item.node))")
      return nil
    }
    let place = location(of: item.node, path)
    note(place)
    let before = diagnostics.count
    let fields = fields(
      of: mapping, under: path, known: Deployment.PartitionKey.allCases.map(\.rawValue))
    for field in fields.values { note(field.location) }
    let name = partitionName(fields["name"], place, &places)
    let cores = partitionCores(fields, place)
    // Whatever else is wrong below is still looked for under a name and cores that do no harm.
    var partition = Deployment.Partition(name: name ?? "", cores: cores ?? [])
    if let field = fields["criticality"] {
      partition.criticality = criticality(field) ?? .unspecified
    }
    if let field = fields["backend"], let backend = text(field, "the name of a backend") {
      checkName(backend, "backend", among: vocabulary.backends, field.location)
      partition.backend = backend
    }
    if let field = fields["memory"] { partition.memoryBytes = memory(field) }
    if let field = fields["scheduler"] { readScheduler(field, into: &partition) }
    if let field = fields["health_monitor"] {
      partition.healthMonitor = healthMonitor(field) ?? partition.healthMonitor
    }
    if let field = fields["applications"] {
      readApplications(field, into: &partition, at: "\(path).applications")
    } else {
      report(
        place, "has no `applications`; list at least one, as in [{ name: x, workload: chase@L2/2 }]"
      )
    }
    guard let name else { return nil }
    paths[name] = path
    if diagnostics.count > before { spoiled.insert(name) }
    return cores == nil ? nil : partition
  }

  private mutating func partitionName(
    _ field: DocumentField?, _ place: SourceLocation, _ places: inout [String: SourceLocation]
  ) -> String? {
    guard let field else {
      report(place, "has no `name`; write `name: nav`")
      return nil
    }
    guard let name = identifier(field) else { return nil }
    if name == Deployment.idle {
      report(field.location, "`idle` stands for nobody in a schedule; choose another name")
      return nil
    }
    if let first = places[name] {
      report(
        field.location,
        "`\(name)` is already the name of the partition on line \(first.line); give each its own")
      return nil
    }
    places[name] = field.location
    partitionNames.append(name)
    return name
  }

  // MARK: Cores

  private mutating func partitionCores(
    _ fields: [String: DocumentField], _ place: SourceLocation
  ) -> [Int]? {
    switch (fields["core"], fields["cores"]) {
    case (let one?, nil):
      return core(one).map { [$0] }
    case (nil, let many?):
      guard case .sequence(let sequence) = many.node else {
        report(
          many.location,
          "expected a list of cores such as [0, 1], found \(YAMLDocument.kind(of: many.node));"
            + " for one core write `core: 0`")
        return nil
      }
      if sequence.isEmpty {
        report(many.location, "is empty; list at least one core, as in [0]")
        return nil
      }
      var cores: [Int] = []
      for node in sequence {
        let field = DocumentField(node: node, location: location(of: node, many.location.key))
        guard let core = core(field) else { continue }
        if cores.contains(core) {
          report(field.location, "core \(core) is listed twice; keep one of them")
          continue
        }
        cores.append(core)
      }
      return cores.count == sequence.count ? cores : nil
    case (_?, let many?):
      report(many.location, "the cores are given twice; keep `core` or `cores`")
      return nil
    case (nil, nil):
      report(place, "has no `core`; write `core: 0`, or `cores: [0, 1]` for several")
      return nil
    }
  }

  /// The number of a core that the deployment has; any number where it is not known how many it has.
  mutating func core(_ field: DocumentField) -> Int? {
    let last = isClean.cores ? deployment.coreCount - 1 : Self.mostCores - 1
    let wanted = last == 0 ? "core 0, the only one" : "the number of a core from 0 to \(last)"
    guard let text = text(field, wanted) else { return nil }
    guard let core = Int(text), (0...last).contains(core) else {
      report(field.location, "expected \(wanted), found `\(text)`")
      return nil
    }
    return core
  }

  // MARK: What a partition is

  private mutating func criticality(_ field: DocumentField) -> Deployment.Criticality? {
    let wanted = "a level from A to E, from ASIL-D to ASIL-A and QM, or from SIL-4 to SIL-1"
    guard let text = text(field, wanted) else { return nil }
    // No suggestion: every letter is as near to a wrong one as every other.
    guard let named = Deployment.Criticality.names.first(where: { $0.text == text }) else {
      report(field.location, "expected \(wanted), found `\(text)`")
      return nil
    }
    return named.level
  }

  private mutating func memory(_ field: DocumentField) -> Int? {
    guard let text = text(field, "a size such as 64MiB") else { return nil }
    do throws(QuantityError) {
      let bytes = try Quantity.bytes(text)
      // A guest's memory is made of pages, and its page tables and stacks want some of it too.
      if (1 << 20...1 << 44).contains(bytes), bytes % 4096 == 0 { return Int(bytes) }
      report(
        field.location,
        "`\(text)` cannot be a partition's memory; it must be whole pages of 4KiB, from 1MiB to 16TiB"
      )
    } catch {
      report(field.location, error.description)
    }
    return nil
  }

  // MARK: Partitions that have cores all the time

  /// Real-time partitions without windows never give a core away: two on one core cannot be.
  private mutating func checkUnscheduledCores() {
    guard deployment.hypervisor.type == .type1, deployment.locations["major_frame"] == nil else {
      return
    }
    var owners: [Int: String] = [:]
    for partition in deployment.partitions {
      for core in partition.cores {
        guard let owner = owners[core] else {
          owners[core] = partition.name
          continue
        }
        report(
          at: paths[partition.name] ?? "partitions",
          "`\(partition.name)` shares core \(core) with `\(owner)`, and without windows nobody decides between them;"
            + " give a `major_frame` and windows, or write `hypervisor: type2`")
      }
    }
  }
}
