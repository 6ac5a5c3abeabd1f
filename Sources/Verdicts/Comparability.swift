public import Results

/// Whether two runs of suites may be compared, and what a reader of the comparison has to know.
///
/// What decides is whether both did the same work in the same arrangement on a machine of the same shape. Where they did, other
/// facts that differ are said and stand in nobody's way: a slowdown is measured against the victim alone in the same round, so
/// that much of a machine divides out of it.
public struct Comparability: Sendable, Equatable {
  /// A fact that is not the same in both.
  public struct Difference: Sendable, Equatable, CustomStringConvertible {
    public let name: String
    public let old: String
    public let new: String

    public var description: String { "\(name): \(Self.shown(old)), now \(Self.shown(new))" }

    private static func shown(_ text: String) -> String { text.isEmpty ? "not stated" : text }
  }

  /// A run as far as it decides what it can be compared with.
  public struct Run: Sendable {
    public var provenance: Provenance
    public var cells: [CellRow]
    /// The shape of the machine, by the name of each fact: `L2`: `1 MiB of CPU 0, 1 MiB of CPU 1`.
    public var topology: [String: String]

    public init(provenance: Provenance, cells: [CellRow], topology: [String: String]) {
      self.provenance = provenance
      self.cells = cells
      self.topology = topology
    }
  }

  /// Why they cannot be compared; empty when they can.
  public let refusals: [Difference]
  /// What else is not the same.
  public let differences: [Difference]
  /// Why absolute times are shown and not judged; `nil` when they may be judged.
  public let absoluteTimesDoubt: String?

  public init(old: Run, new: Run) {
    refusals =
      Self.refusingFacts(old, new) + Self.topologyDifferences(old, new)
      + Self.workloadVersions(old, new) + Self.cellDifferences(old.cells, new.cells)
    let machine = Self.differing(Self.machineFacts, old, new)
    let (oldArguments, newArguments) = (
      TellingArguments(old.provenance.arguments), TellingArguments(new.provenance.arguments)
    )
    let arguments = Self.difference(
      "arguments", oldArguments.lacking(in: newArguments), newArguments.lacking(in: oldArguments))
    differences =
      machine + Self.differing(Self.otherFacts, old, new) + [arguments].compactMap(\.self)
    absoluteTimesDoubt =
      if !machine.isEmpty {
        "the machines are not the same"
      } else if old.provenance.hypervisor != nil {
        "what other guests of this host did to them is not known"
      } else {
        nil
      }
  }

  /// Every fact that is not the same at two moments of what has to be one run: of the machine, its shape, the tool and its code.
  ///
  /// Real-time throttling is left out: a run at real-time priority lifts it itself, and so does any other on the machine meanwhile.
  public static func differences(within run: Run, now: Run) -> [Difference] {
    let facts =
      refusingFacts(run, now)
      + differing(machineFacts + otherFacts.filter { $0.name != throttling }, run, now)
    let (old, new) = (
      run.provenance.workloadVersions ?? [:], now.provenance.workloadVersions ?? [:]
    )
    let versions = Set(old.keys).union(new.keys).sorted().compactMap { name in
      difference(
        "version of \(name)", old[name].map { "\($0)" } ?? "", new[name].map { "\($0)" } ?? "")
    }
    return facts + topologyDifferences(run, now) + versions
  }

  // MARK: Facts of the provenance

  private static let throttling = "real-time throttling"

  private typealias Fact = (name: String, value: @Sendable (Provenance) -> String)

  private static func differing(_ facts: [Fact], _ old: Run, _ new: Run) -> [Difference] {
    facts.compactMap { fact in
      difference(fact.name, fact.value(old.provenance), fact.value(new.provenance))
    }
  }

  private static func difference(_ name: String, _ old: String, _ new: String) -> Difference? {
    old == new ? nil : Difference(name: name, old: old, new: new)
  }

  private static func refusingFacts(_ old: Run, _ new: Run) -> [Difference] {
    differing(
      [
        ("schema version", { "\($0.schemaVersion)" }),
        ("command", { $0.command ?? "run" }),
        ("build configuration", { $0.tool.buildConfiguration }),
      ], old, new)
  }

  /// What moves an absolute time.
  private static let machineFacts: [Fact] = [
    ("host", { $0.host }), ("CPU model", { $0.cpuModel }), ("microcode", { $0.microcode ?? "" }),
    ("hypervisor", { $0.hypervisor ?? "none" }), ("kernel", { $0.kernel }),
    ("kernel command line", { $0.kernelCommandLine }), ("clock source", { $0.clockSource }),
    ("governor", { $0.governor ?? "" }), ("turbo", { $0.turbo ?? "" }), ("SMT", { $0.smt ?? "" }),
    ("transparent huge pages", { $0.transparentHugePages ?? "" }),
    ("isolated CPUs", { $0.isolatedCPUs ?? "" }),
    (
      "mitigations",
      { $0.mitigations.sorted { $0.key < $1.key }.map { "\($0): \($1)" }.joined(separator: "; ") }
    ),
    ("compiler", { $0.tool.compiler }),
  ]

  private static let otherFacts: [Fact] = [
    (throttling, { $0.realTimeThrottling ?? "" }), ("resctrl", { $0.resctrl ?? "" }),
    ("root", { $0.privileged ? "yes" : "no" }), ("usable CPUs", { $0.usableCPUs }),
    ("bulkhead version", { $0.tool.version }), ("bulkhead commit", { $0.tool.commit }),
    ("seed", { "\($0.seed)" }),
  ]

  // MARK: The machine's shape and the code

  private static func topologyDifferences(_ old: Run, _ new: Run) -> [Difference] {
    Set(old.topology.keys).union(new.topology.keys).sorted().compactMap { name in
      difference("topology, \(name)", old.topology[name] ?? "", new.topology[name] ?? "")
    }
  }

  private static func workloadVersions(_ old: Run, _ new: Run) -> [Difference] {
    // A workload that only one run has is in no pair of both.
    let used = workloads(old.cells).intersection(workloads(new.cells))
    func version(_ run: Run, _ name: String) -> String {
      run.provenance.workloadVersions?[name].map { "version \($0)" } ?? ""
    }
    return used.sorted().compactMap {
      difference("workload \($0)", version(old, $0), version(new, $0))
    }
  }

  /// The workload of a label such as `chase@L2/2:1000`.
  private static func workload(_ label: String) -> String {
    String(label.prefix { $0 != "@" && $0 != ":" })
  }

  private static func workloads(_ cells: [CellRow]) -> Set<String> {
    Set(Set(cells.flatMap { [$0.victim, $0.aggressor] }).map(workload))
  }

  // MARK: Cells of both runs

  private static func cellDifferences(_ old: [CellRow], _ new: [CellRow]) -> [Difference] {
    let counterparts = Dictionary(
      new.map { (ContrastKey($0), $0) }, uniquingKeysWith: { first, _ in first })
    var seen: Set<String> = []
    return old.flatMap { cell -> [Difference] in
      guard cell.condition == .corun, cell.status != .unavailable,
        let other = counterparts[ContrastKey(cell)], other.status != .unavailable
      else { return [] }
      return differences(cell, other).filter { seen.insert($0.name).inserted }
    }
  }

  /// What was arranged otherwise, by a name that several cells with the same difference share.
  private static func differences(_ old: CellRow, _ new: CellRow) -> [Difference] {
    func bytes(_ count: Int64) -> String { "\(count) bytes" }
    func time(_ nanoseconds: Int64?) -> String { nanoseconds.map { "\($0) ns" } ?? "none" }
    let facts = [
      (
        "working set of \(old.victim)", bytes(old.victimWorkingSetBytes),
        bytes(new.victimWorkingSetBytes)
      ),
      (
        "working set of \(old.aggressor)", bytes(old.aggressorWorkingSetBytes),
        bytes(new.aggressorWorkingSetBytes)
      ),
      ("window under \(old.policy)", time(old.windowNanoseconds), time(new.windowNanoseconds)),
      (
        "major frame under \(old.policy)", time(old.majorFrameNanoseconds),
        time(new.majorFrameNanoseconds)
      ),
      ("enforcer", old.enforcer, new.enforcer),
      (
        "parameters of \(old.policy)", old.policyParameters ?? "defaults",
        new.policyParameters ?? "defaults"
      ),
      ("CPUs of victims under \(old.policy)", old.victimCPUs, new.victimCPUs),
      ("CPUs of aggressors under \(old.policy)", old.aggressorCPUs, new.aggressorCPUs),
    ]
    return facts.compactMap { difference($0, $1, $2) }
  }
}

/// What makes a cell of one run the counterpart of another's.
struct ContrastKey: Hashable {
  let policy: String
  let victim: String
  let aggressor: String
  let condition: Condition

  init(_ cell: CellRow) {
    policy = cell.policy
    victim = cell.victim
    aggressor = cell.aggressor
    condition = cell.condition
  }
}
