import ArgumentParser
import Experiment
import Partitioning
import Platform
import Reporting

struct FaultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faults",
    abstract: "Injects every fault into a partition and measures what the others lose.",
    discussion: """
      For every fault and every kind of partition: one partition commits the fault, one that has its windows on the same \
      core and one on another core do not. Reported are how many major frames pass until the health monitor sees it, what \
      it does, and what it costs the others: windows lost, release jitter, slowdown, each against the same module without \
      the fault. What is not contained is a single point of failure.

      Partitions run at fifo:50 where that is allowed, or as --priority says. Every module runs in a process of its own, and a watchdog that outranks it ends it when it hangs. What cannot be had here is \
      a row with its reason. `bulkhead list faults` names them.
      """)

  @Option(
    help: ArgumentHelp(
      "Only these kinds of partitions, by commas: thread, process, container, vm.",
      valueName: "LIST"),
    completion: .list(BackendKind.allCases.map(\.rawValue)))
  var backend: String?

  @Option(
    help: ArgumentHelp("Only these faults, by commas.", valueName: "LIST"),
    completion: .list(FaultCatalogue.all.map(\.name)))
  var fault: String?

  @Option(
    help: ArgumentHelp(
      "Length of a run in major frames of 8 ms; the fault comes after a quarter of them.",
      valueName: "N"))
  var frames = 60

  @Option(
    help: ArgumentHelp("Runs with the fault, and as many without, in turn.", valueName: "N"))
  var rounds = 3

  @Option(
    help: ArgumentHelp("Who starts and stops the partitions.", valueName: "NAME"),
    completion: .list(EnforcerCatalogue.all.map(\.name)))
  var enforcer: String?

  @OptionGroup var priority: PriorityOption
  @OptionGroup var options: MeasuringOptions

  func run() throws {
    let faults = try named(
      "fault", fault, among: FaultCatalogue.all, by: \.name, otherwise: "`bulkhead list faults`")
    let backends = try named(
      "kind of partition", backend, among: BackendKind.allCases, by: \.rawValue,
      otherwise: "they are thread, process, container and vm")
    try check("--frames", frames, Int(FaultCampaign.Request.fewestFrames)...10_000)
    try check("--rounds", rounds, 1...1000)
    let schedulingClass = try schedulingClass()
    let chosen = try namedEnforcer()
    // A kind of partitions that it cannot stop is a row with the reason.
    let shapes = backends.filter { chosen.supports($0).obstacle == nil }.map {
      PartitionShape(name: $0.rawValue, backend: $0, applications: [1])
    }
    try chosen.check(for: shapes, in: schedulingClass) {
      Diagnostic(file: "--enforcer", message: $0)
    }
    let machine = try options.machine()
    try options.checkOutput()
    let seed = options.cores.seedOrDrawn()
    let session = try MeasuringSession("faults", options: options, machine: machine)
    let campaign = FaultCampaign(
      .init(
        faults: faults, backends: backends, frames: Int64(frames), rounds: rounds,
        enforcer: chosen, schedulingClass: schedulingClass, seed: seed),
      machine: machine, interruption: session.interruption, showsProgress: session.showsProgress)
    session.say(
      "\(faults.count) faults on \(backends.count) kinds of partitions, up to \(campaign.estimateNanoseconds / 1_000_000_000 + 1) s; seed \(seed)"
    )
    _ = try session.record(seed: seed, notes: []) { writer in
      try campaign.run(into: writer)
    } table: { results in
      FaultTable.text(results, width: Terminal.width, colour: Terminal.usesColour)
    }
  }

  /// The class that was asked for; otherwise a real-time one where it is allowed, because faults are worst there.
  private func schedulingClass() throws -> SchedulingClass {
    guard priority.priority != nil else {
      let standard = 50
      return RealTimeRight.obstacle(priority: standard) == nil
        ? .realTime(priority: standard) : .batch
    }
    let asked = try priority.schedulingClass()
    // The module and its watchdog need room above.
    if case .realTime(let level) = asked { try check("--priority fifo:", level, 1...89) }
    return asked
  }

  private func namedEnforcer() throws -> any Enforcer {
    guard let enforcer else { return EnforcerCatalogue.preferred() }
    guard let found = EnforcerCatalogue.named(enforcer) else {
      throw CommandFailure(
        message: unknownName(
          "enforcer", enforcer, among: EnforcerCatalogue.all.map(\.name),
          otherwise: "`bulkhead list enforcers` names them"), status: .usage)
    }
    return found
  }

  /// What a list of names asks for, in the catalogue's order; all of it when nothing is asked for.
  private func named<Item>(
    _ kind: String, _ list: String?, among all: [Item], by name: (Item) -> String,
    otherwise hint: String
  ) throws -> [Item] {
    guard let list else { return all }
    let asked = list.split(separator: ",").map { $0.filter { $0 != " " } }
    for text in asked where !all.contains(where: { name($0) == text }) {
      throw CommandFailure(
        message: unknownName(kind, text, among: all.map(name), otherwise: hint), status: .usage)
    }
    guard !asked.isEmpty else {
      throw CommandFailure(message: "no \(kind) is named by '\(list)'; \(hint)", status: .usage)
    }
    return all.filter { asked.contains(name($0)) }
  }

  private func check(_ option: String, _ value: Int, _ range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw CommandFailure(
        message: "\(option) takes \(range.lowerBound) to \(range.upperBound), not \(value)",
        status: .usage)
    }
  }
}
