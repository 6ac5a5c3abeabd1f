import HardwareTopology
public import Results
import Scheduling

/// A place where a deployment does not keep its partitions apart.
public struct Violation: Sendable {
  /// For instance `not-sharing` or `guard`; stays the same from version to version.
  public let rule: String
  public let isolation: ViolationRow.Isolation
  /// Whether the file claims it under `isolation`; otherwise it follows from criticalities and limits.
  public let isDeclared: Bool
  public let partitions: [String]
  /// Where the claim stands, and what is wrong with it.
  public let diagnostic: Diagnostic
  /// What would mend it.
  public let remedy: String
}

/// Checks what a deployment claims, and what its criticalities ask for unsaid.
struct IsolationCheck {
  let deployment: Deployment
  let hardware: SharedHardware
  let timetable: Timetable

  var violations: [Violation] {
    deployment.separations.flatMap(declared) + sharedAddressSpaces + overlappingWindows
      + unscheduledCores + missingGuards + unlimitedMemory + modulesStopped
  }

  private typealias Partition = Deployment.Partition

  // MARK: What the file claims

  private func declared(_ separation: Deployment.Separation) -> [Violation] {
    pairs(of: separation).flatMap { first, second in
      separation.notSharing.compactMap { shared($0, first, second, separation) }
        + (separation.neverAtOnce ? [atOnce(first, second, separation)].compactMap(\.self) : [])
    }
  }

  /// `*` stands for every other partition.
  private func pairs(of separation: Deployment.Separation) -> [(Partition, Partition)] {
    let named = separation.between.compactMap { name in
      deployment.partitions.first { $0.name == name }
    }
    if separation.between.contains("*") {
      guard let one = named.first else { return everyPair }
      return deployment.partitions.filter { $0.name != one.name }.map { (one, $0) }
    }
    return named.indices.flatMap { index in
      named[(index + 1)...].map { (named[index], $0) }
    }
  }

  private func shared(
    _ resource: String, _ first: Partition, _ second: Partition,
    _ separation: Deployment.Separation
  ) -> Violation? {
    let names = "`\(first.name)` and `\(second.name)`"
    func violation(_ message: String, _ remedy: String) -> Violation {
      Violation(
        rule: "not-sharing", isolation: .spatial, isDeclared: true,
        partitions: [first.name, second.name],
        diagnostic: separation.location.diagnostic(message), remedy: remedy)
    }
    if resource == "address-space" {
      guard !first.hasOwnAddressSpace, !second.hasOwnAddressSpace else { return nil }
      return violation(
        "\(names) share an address space: both are threads of one process",
        "give one of them `backend: process`, `container` or `vm`")
    }
    let elements = hardware.elements.filter { element in
      element.isMeant(by: resource) && !Set(first.cores).isDisjoint(with: element.cores)
        && !Set(second.cores).isDisjoint(with: element.cores)
    }
    guard let element = elements.first else { return nil }
    return violation(
      "\(names) share \(element.name)",
      "place them on cores that have \(resource == "core" ? "no core" : "no \(resource)") in common, or drop the claim"
    )
  }

  private func atOnce(
    _ first: Partition, _ second: Partition, _ separation: Deployment.Separation
  ) -> Violation? {
    for core in first.cores {
      for other in second.cores where !hardware.isOnePU(core, other) {
        guard
          case .perFrame(let nanoseconds) = timetable.coincidence(
            of: first.name, on: core, and: second.name, on: other)
        else { continue }
        let time =
          nanoseconds.map { "for \(timeText($0)) of every major frame" } ?? "all the time"
        return Violation(
          rule: "never-at-once", isolation: .temporal, isDeclared: true,
          partitions: [first.name, second.name],
          diagnostic: separation.location.diagnostic(
            "`\(first.name)` on core \(core) and `\(second.name)` on core \(other) run at once \(time)"
          ), remedy: "move their windows apart")
      }
    }
    return nil
  }

  // MARK: What criticalities ask for

  private var everyPair: [(Partition, Partition)] {
    deployment.partitions.indices.flatMap { index in
      deployment.partitions[(index + 1)...].map { (deployment.partitions[index], $0) }
    }
  }

  /// One for each partition that shares its address space with one of lower criticality.
  private var sharedAddressSpaces: [Violation] {
    let threads = deployment.partitions.filter { !$0.hasOwnAddressSpace }
    return threads.compactMap { partition in
      let others = threads.filter { partition.criticality.isStricter(than: $0.criticality) }
      guard !others.isEmpty else { return nil }
      let names = others.map { "`\($0.name)`" }.joined(separator: ", ")
      return implied(
        "shared-address-space", .spatial, [partition] + others, at: partition, "backend",
        "`\(partition.name)` (\(partition.criticality.words)) shares its address space with"
          + " less critical partitions: \(names)",
        remedy: "give `\(partition.name)` `backend: process`, `container` or `vm`")
    }
  }

  private var overlappingWindows: [Violation] {
    successions.filter { $0.gapNanoseconds < 0 }.map { succession in
      violation(
        "window-overlap", of: succession,
        "\(succession.text) by \(timeText(-succession.gapNanoseconds))",
        remedy: "begin it at \(timeText(succession.endNanoseconds)) or later")
    }
  }

  private var missingGuards: [Violation] {
    guard deployment.guardBand == .nanoseconds(0) else { return [] }
    return successions.filter { succession in
      succession.gapNanoseconds == 0
        && criticality(succession.first.partition) != criticality(succession.second.partition)
    }.map { succession in
      violation(
        "guard", of: succession,
        "\(succession.text) with no guard band between criticalities"
          + " \(criticality(succession.first.partition).letter) and"
          + " \(criticality(succession.second.partition).letter)",
        remedy: "set `guard: auto`, or leave a gap before the window")
    }
  }

  /// Partitions of one core that nobody gives windows.
  private var unscheduledCores: [Violation] {
    guard deployment.majorFrameNanoseconds == nil else { return [] }
    return everyPair.compactMap { first, second in
      guard first.criticality != second.criticality,
        let core = first.cores.first(where: { core in
          second.cores.contains { hardware.isOnePU(core, $0) }
        })
      else { return nil }
      return implied(
        "no-windows", .temporal, [first, second], at: second, "cores",
        "`\(first.name)` and `\(second.name)`, of criticality \(first.criticality.letter) and"
          + " \(second.criticality.letter), share core \(core) and no schedule gives them windows",
        remedy: "give a `major_frame` and windows, or a core to each")
    }
  }

  /// A limit protects the others' memory only when they have one too.
  private var unlimitedMemory: [Violation] {
    let limited = deployment.partitions.filter { $0.memoryBytes != nil }
    return deployment.partitions.filter { $0.memoryBytes == nil }.compactMap { partition in
      guard !limited.isEmpty else { return nil }
      return implied(
        "unlimited-memory", .spatial, [partition] + limited, at: partition, "memory",
        "`\(partition.name)` may take all memory beside partitions that have a limit: "
          + limited.map { "`\($0.name)`" }.joined(separator: ", "),
        remedy: "give `\(partition.name)` a `memory` limit")
    }
  }

  /// A partition whose faults may end others that are more critical.
  private var modulesStopped: [Violation] {
    deployment.partitions.compactMap { partition in
      let others = deployment.partitions.filter {
        $0.criticality.isStricter(than: partition.criticality)
      }
      guard !partition.stopsModule.isEmpty, !others.isEmpty else { return nil }
      return implied(
        "stop-module", .temporal, [partition] + others, at: partition, "health_monitor",
        "a fault of `\(partition.name)` (\(partition.stopsModule)) stops more critical partitions: "
          + others.map { "`\($0.name)`" }.joined(separator: ", "),
        remedy: "let its health monitor stop or restart the partition instead")
    }
  }

  // MARK: Pieces

  /// A window and the next one of another partition on the same PU; the last one's successor is the next frame's first.
  private struct Succession {
    let first: Deployment.Window
    let second: Deployment.Window
    /// Place of the second in the deployment's list.
    let index: Int
    let endNanoseconds: Int64
    let gapNanoseconds: Int64

    var text: String {
      let verb = gapNanoseconds < 0 ? "begins before" : "follows"
      return "the window of `\(second.partition)` on core \(second.core) \(verb)"
        + " that of `\(first.partition)`\(gapNanoseconds < 0 ? " ends," : "")"
    }
  }

  private var successions: [Succession] {
    guard let frame = deployment.majorFrameNanoseconds else { return [] }
    let numbered = Array(deployment.windows.enumerated())
    return Dictionary(grouping: numbered, by: { hardware.pus[$0.element.core] })
      .sorted { $0.key < $1.key }.flatMap { _, windows -> [Succession] in
        let ordered = windows.sorted {
          ($0.element.offsetNanoseconds, $0.offset) < ($1.element.offsetNanoseconds, $1.offset)
        }
        return ordered.indices.compactMap { place in
          let isLast = place + 1 == ordered.count
          let (first, second) = (ordered[place].element, ordered[isLast ? 0 : place + 1])
          let end = first.offsetNanoseconds + first.durationNanoseconds
          guard first.partition != second.element.partition else { return nil }
          let start = second.element.offsetNanoseconds + (isLast ? frame : 0)
          return Succession(
            first: first, second: second.element, index: second.offset, endNanoseconds: end,
            gapNanoseconds: start - end)
        }
      }
  }

  private func criticality(_ name: String) -> Deployment.Criticality {
    deployment.partitions.first { $0.name == name }?.criticality ?? .unspecified
  }

  private func violation(
    _ rule: String, of succession: Succession, _ message: String, remedy: String
  ) -> Violation {
    Violation(
      rule: rule, isolation: .temporal, isDeclared: false,
      partitions: [succession.first.partition, succession.second.partition],
      diagnostic: deployment.diagnostic(
        at: (rule == "guard" ? ["guard"] : []) + ["windows.\(succession.index)"], message),
      remedy: remedy)
  }

  private func implied(
    _ rule: String, _ isolation: ViolationRow.Isolation, _ partitions: [Partition],
    at partition: Partition, _ key: String, _ message: String, remedy: String
  ) -> Violation {
    let index = deployment.partitions.firstIndex(of: partition) ?? 0
    return Violation(
      rule: rule, isolation: isolation, isDeclared: false, partitions: partitions.map(\.name),
      diagnostic: deployment.diagnostic(
        at: [
          "partitions.\(index).\(key)", "partitions.\(index).criticality", "partitions.\(index)",
          "partitions.\(index).name",
        ], message),
      remedy: remedy)
  }
}

extension SharedHardware.Element {
  /// Whether a claim under `not_sharing` means it; a core is shared by its SMT siblings too.
  fileprivate func isMeant(by resource: String) -> Bool {
    resource == "core" ? channel == .core || channel == .smt : channel.rawValue == resource
  }
}

extension Deployment {
  /// A message about the first of the keys whose place is known.
  fileprivate func diagnostic(at keys: [String], _ message: String) -> Diagnostic {
    keys.lazy.compactMap { locations[$0] }.first?.diagnostic(message)
      ?? Diagnostic(file: file, key: keys.first, message: message)
  }
}

extension Deployment.Criticality {
  /// `A`, or `none`.
  fileprivate var letter: String { self == .unspecified ? "none" : rawValue }
  /// `criticality A`, or `no criticality given`.
  fileprivate var words: String {
    self == .unspecified ? "no criticality given" : "criticality \(rawValue)"
  }
}
