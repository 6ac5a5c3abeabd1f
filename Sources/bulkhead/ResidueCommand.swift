import ArgumentParser
import Experiment
import Partitioning
import Platform
import Policies
import Reporting
import Results
import Workloads

struct ResidueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "residue",
    abstract: "Measures what a neighbour leaves in the caches at each switch, policy by policy.",
    discussion: """
      A victim and a neighbour take turns on one core. The victim follows one random cycle through its lines and so meets \
      every line once in each lap; what its accesses cost, by their distance from the start of the window, is set against \
      how much the neighbour wrote in the window before. Under a policy that keeps the residue away the curve is the same \
      whatever the neighbour did. All cases take short turns, in an order drawn anew in each round.

      Ends in a table, a results directory and a report, whose paths are printed last.
      """)

  @Option(
    name: [.customLong("policies"), .short],
    help: ArgumentHelp(
      "Combinations of policies with windows, separated by commas: sliced-guard,sliced-guard+flush.",
      valueName: "NAMES"))
  var policies: String?

  @Option(
    help: ArgumentHelp(
      "What the neighbour writes in its windows, separated by commas: none, 256KiB, L2/2, 4*L2. Always with none, which the others are compared with.",
      valueName: "SIZES"))
  var footprints = "none,L1/2,L1,L2/4,L2/2,L2,2*L2,4*L2"

  @Option(
    help: ArgumentHelp("What the victim goes through: 512KiB, L2/2.", valueName: "SIZE"))
  var victim = "L2/2"

  @Option(
    help: ArgumentHelp(
      "Length of the windows: 2ms; a bare number counts microseconds.", valueName: "TIME"))
  var window = "2ms"

  @Option(
    help: ArgumentHelp("Turns of each case; an interval needs six.", valueName: "N"))
  var rounds = 12

  @OptionGroup var priority: PriorityOption
  @OptionGroup var options: MeasuringOptions

  func run() throws {
    let study = ResidueStudy(try request())
    let schedulingClass = try priority.schedulingClass()
    let machine = try options.machine()
    try checkSizes(machine)
    try options.checkOutput()
    let seed = options.cores.seedOrDrawn()
    let calibrator = Calibrator(
      machine: machine, suite: study.suite, schedulingClass: schedulingClass)
    let enforcer = try calibrator.enforcer()
    let plan = try PlanBuilder(
      suite: study.suite, machine: machine, enforcer: enforcer,
      enforcement: calibrator.enforcement(shortestWindow: windowNanoseconds())
    ).plan(seed: seed)
    guard plan.order.first?.isEmpty == false else {
      throw CommandFailure(
        message: "none of these policies can be had here: \(plan.pairs[0].unavailable ?? "")",
        status: .missingFeature)
    }
    let changes = MachineChanges()
    defer { changes.restore() }
    let notes = PriorityOption.lift(schedulingClass, [enforcer], changes)
    let session = try MeasuringSession("residue", options: options, machine: machine)
    session.say(
      "\(plan.order[0].count) cases on CPU \(machine.cores[0]) in \(rounds) rounds, about \(study.estimatedNanoseconds(plan) / 1_000_000_000) s, seed \(seed)"
    )
    let calibration = try calibrator.calibrate(shortestWindow: windowNanoseconds())
    _ = try session.record(seed: seed, notes: notes + calibration.notes) { writer in
      try ResidueMeasurement(
        study, plan: plan, machine: machine, calibration: calibration, changes: changes,
        interruption: session.interruption, showsProgress: session.showsProgress
      ).run(into: writer)
    } table: { results in
      ResidueTable.text(results, width: Terminal.width, colour: Terminal.usesColour)
    }
  }

  // MARK: The request

  private func request() throws -> ResidueStudy.Request {
    guard (1...1000).contains(rounds) else {
      throw usage("--rounds takes a number from 1 to 1000, not '\(rounds)'")
    }
    var request = ResidueStudy.Request(
      victim: try size("--victim", victim), windowNanoseconds: try windowNanoseconds(),
      rounds: rounds)
    request.footprints = try chosenFootprints()
    if let policies { request.policies = try chosen(policies) }
    return request
  }

  private func windowNanoseconds() throws -> Int64 {
    try parseTime(
      "--window", window, unit: .microseconds, range: 100_000...1_000_000_000, "100us to 1s")
  }

  private func chosenFootprints() throws -> [WorkingSet?] {
    let texts = footprints.split(separator: ",").map(String.init)
    guard !texts.isEmpty, Set(texts).count == texts.count else {
      throw usage("--footprints takes different sizes, not '\(footprints)'")
    }
    let sizes = try texts.filter { $0 != "none" }.map { try size("--footprints", $0) }
    return [nil] + sizes
  }

  private func size(_ option: String, _ text: String) throws -> WorkingSet {
    do {
      return try WorkingSet(parsing: text)
    } catch {
      throw usage("\(option): \(error)")
    }
  }

  private func chosen(_ text: String) throws -> [String] {
    let names = try parseNames("--policies", text)
    for name in names {
      if let obstacle = ResidueStudy.obstacle(to: try parseCombination(name)) {
        throw usage(obstacle)
      }
    }
    return names
  }

  /// What cannot be resolved on this machine, or would show nothing, is said before anything is measured.
  private func checkSizes(_ machine: Machine) throws {
    do {
      for footprint in try chosenFootprints() { _ = try footprint?.bytes(caches: machine.caches) }
      let bytes = try size("--victim", victim).bytes(caches: machine.caches)
      guard bytes >= ResidueStudy.leastVictimBytes else {
        throw usage(
          "--victim takes at least \(WorkingSet.bytes(ResidueStudy.leastVictimBytes)), not '\(victim)'"
        )
      }
    } catch let error as WorkingSetError {
      throw usage("\(error)")
    }
  }

  private func usage(_ message: String) -> CommandFailure {
    CommandFailure(message: message, status: .usage)
  }
}
