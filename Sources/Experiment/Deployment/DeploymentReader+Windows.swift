import Scheduling
import Yams

/// The windows of the major frame, in the two forms of a file; both end as the same list.
extension DeploymentReader {
  /// The form `{ core: 0, partition: nav, offset: 0, duration: 1ms, period: 5ms }`.
  mutating func readWindows(_ field: DocumentField) {
    guard hasFrame(for: field) else { return }
    let before = diagnostics.count
    let example = "[{ core: 0, partition: nav, offset: 0, duration: 1ms }]"
    for (index, item) in items(field, such: example).enumerated() {
      let place = location(of: item.node, "windows.\(index)")
      guard case .mapping(let mapping) = item.node else {
        let found = YAMLDocument.kind(of: item.node)
        report(place, "expected a window such as \(example.dropFirst().dropLast()), found \(found)")
        continue
      }
      let fields = fields(
        of: mapping, under: place.key, known: Deployment.WindowKey.allCases.map(\.rawValue))
      readWindow(fields, place)
    }
    if diagnostics.count > before { isClean.windows = false }
  }

  private mutating func readWindow(_ fields: [String: DocumentField], _ place: SourceLocation) {
    for key in ["partition", "duration"] where fields[key] == nil {
      report(place, "has no `\(key)`; a window has a partition and a duration")
    }
    let partition = fields["partition"].flatMap { windowOwner($0) }
    let cores = windowCores(fields["core"], of: partition)
    let offset = fields["offset"].map { time($0, 0...Self.longestFrame, "0 to 10s") } ?? 0
    let duration = fields["duration"].flatMap {
      time($0, 1_000...Self.longestFrame, "1us to 10s")
    }
    let period = fields["period"].flatMap { time($0, 1_000...Self.longestFrame, "1us to 10s") }
    guard let frame = deployment.majorFrameNanoseconds else { return }
    if let period, let field = fields["period"], frame % period != 0 {
      report(
        field.location,
        "\(timeText(period)) does not divide the major frame of \(timeText(frame));"
          + " \(timeText(Self.nearestDivisor(of: frame, to: period))) does")
      return
    }
    if fields["period"] != nil, period == nil { return }
    let room = period ?? frame
    guard let offset, let duration else { return }
    guard offset < room, duration <= room - offset else {
      let whole = period == nil ? "the major frame" : "its period"
      report(
        fields[offset < room ? "duration" : "offset"]?.location ?? place,
        "the window ends at \(timeText(offset + duration)), after \(whole) of"
          + " \(timeText(room))")
      return
    }
    guard let partition, let cores else { return }
    let count = Int(frame / room) * cores.count
    guard count <= Self.mostWindows else {
      report(place, "is \(count) windows in a frame; there may be at most \(Self.mostWindows)")
      return
    }
    for core in cores {
      for start in stride(from: offset, to: frame, by: Int(room)) {
        append(partition, core, start, duration, place)
      }
    }
  }

  /// The cores of a window: the named one, or all that its partition has.
  private mutating func windowCores(_ field: DocumentField?, of partition: String?) -> [Int]? {
    let owned = deployment.partitions.first { $0.name == partition }?.cores
    guard let field else { return owned }
    guard let core = core(field) else { return nil }
    guard let owned, let partition, !owned.contains(core) else { return [core] }
    report(
      field.location, "`\(partition)` does not have core \(core); it has \(listText(owned))")
    return nil
  }

  private mutating func windowOwner(_ field: DocumentField) -> String? {
    guard let name = text(field, "the name of a partition"),
      checkName(name, "partition", among: partitionNames, field.location)
    else { return nil }
    return name
  }

  /// A period of a microsecond in a frame of seconds is a mistake of unit.
  private static let mostWindows = 100_000

  // MARK: The list form

  /// The form `0: [ { nav: 5ms }, { idle: 1ms } ]`, one window after the other from 0.
  mutating func readSchedule(_ field: DocumentField) {
    guard hasFrame(for: field) else { return }
    let before = diagnostics.count
    let example = "0: [{ nav: 5ms }, { idle: 1ms }]"
    guard case .mapping(let mapping) = field.node else {
      let found = YAMLDocument.kind(of: field.node)
      report(field.location, "expected a list for each core such as \(example), found \(found)")
      isClean.windows = false
      return
    }
    if mapping.isEmpty { report(field.location, "is empty; write as in \(example)") }
    for (key, list) in mapping {
      let path = "schedule.\(key.scalar?.string ?? "")"
      let core = core(DocumentField(node: key, location: location(of: key, path)))
      readTurns(DocumentField(node: list, location: location(of: list, path)), on: core)
    }
    if diagnostics.count > before { isClean.windows = false }
  }

  private mutating func readTurns(_ field: DocumentField, on core: Int?) {
    var start: Int64 = 0
    for (index, item) in items(field, such: "[{ nav: 5ms }, { idle: 1ms }]").enumerated() {
      let place = location(of: item.node, "\(field.location.key).\(index)")
      guard case .mapping(let mapping) = item.node, mapping.count == 1,
        let (key, value) = mapping.first
      else {
        report(place, "expected one turn such as { nav: 5ms }")
        continue
      }
      let owner = DocumentField(node: key, location: location(of: key, place.key))
      guard let name = text(owner, "the name of a partition") else { continue }
      let isIdle = name == Deployment.idle
      let isKnown =
        isIdle
        || checkName(
          name, "partition", among: partitionNames + [Deployment.idle], owner.location)
      let duration = DocumentField(
        node: value, location: location(of: value, "\(place.key).\(name)"))
      guard let duration = time(duration, 1_000...Self.longestFrame, "1us to 10s"),
        let frame = deployment.majorFrameNanoseconds
      else { continue }
      let end = start + duration
      if start < frame, end > frame {
        report(
          place,
          "ends at \(timeText(end)), after the major frame of \(timeText(frame));"
            + " \(timeText(frame - start)) are left for it")
      } else if start >= frame {
        report(place, "begins at \(timeText(start)), when the major frame has ended")
      } else if isKnown, !isIdle, let core, owns(core, name, owner.location) {
        append(name, core, start, duration, place)
      }
      start = end
    }
  }

  private mutating func owns(_ core: Int, _ name: String, _ place: SourceLocation) -> Bool {
    guard let cores = deployment.partitions.first(where: { $0.name == name })?.cores,
      !cores.contains(core)
    else { return true }
    report(place, "`\(name)` does not have core \(core); it has \(listText(cores))")
    return false
  }

  // MARK: Both forms

  private mutating func append(
    _ partition: String, _ core: Int, _ offset: Int64, _ duration: Int64, _ place: SourceLocation
  ) {
    windowPlaces.append(place)
    deployment.windows.append(
      Deployment.Window(
        partition: partition, core: core, offsetNanoseconds: offset,
        durationNanoseconds: duration))
  }

  /// Without a major frame there are no windows; with one that could not be read none can be checked.
  private mutating func hasFrame(for field: DocumentField) -> Bool {
    if isClean.frame { return true }
    if deployment.locations["major_frame"] == nil {
      report(field.location, "windows need a major frame; add `major_frame: 20ms`")
    }
    return false
  }

  private static func nearestDivisor(of frame: Int64, to period: Int64) -> Int64 {
    let count = max(1, (frame + period / 2) / period)
    // Upward and downward from the nearest whole number of periods to one that leaves nothing over.
    for distance in 0...max(count, 1) {
      for candidate in [count - distance, count + distance]
      where candidate > 0 && frame % candidate == 0 {
        return frame / candidate
      }
    }
    return frame
  }
}
