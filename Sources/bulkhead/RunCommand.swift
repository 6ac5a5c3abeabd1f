import ArgumentParser
import Experiment
import Glibc
import HardwareTopology
import Partitioning
import Platform
import Policies
import Reporting
import Results

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Measures this machine: the main job.",
    discussion: """
      Ends in a table, a results directory and a report, whose paths are printed last. The first Ctrl-C finishes the \
      round, writes, and leaves the directory marked partial; the second stops at once and writes too. No setting of \
      the machine is changed.
      """)

  @Argument(
    help: ArgumentHelp(
      "A suite; without one the built-in benches/default.yaml.", valueName: "SUITE.yaml"),
    completion: .file(extensions: ["yaml", "yml"]))
  var suite: String?

  @Flag(help: "Fewer and shorter rounds, for a first look: half a minute for the default suite.")
  var quick = false

  @Flag(help: "Print the cells, their order and the time they will take; measure nothing.")
  var dryRun = false

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Use only these PUs: a list as in taskset or a hex mask.", valueName: "LIST"),
    transform: parsePUs)
  var cpus: PUSet?

  @Option(
    name: [.customShort("H"), .long],
    help: ArgumentHelp("Keep these PUs for bulkhead itself.", valueName: "LIST"),
    transform: parsePUs)
  var housekeeping: PUSet?

  @Option(
    name: [.customShort("D"), .long],
    help: ArgumentHelp(
      "Run as many rounds as fit into this time: 90s, 10m; a bare number counts seconds.",
      valueName: "TIME"))
  var duration: String?

  @Option(help: ArgumentHelp("Run every cell this often.", valueName: "N"))
  var rounds: Int?

  @Option(
    help: ArgumentHelp("Policies instead of the suite's, separated by commas.", valueName: "NAMES"),
    completion: .list(PolicyCatalogue.all.map(\.name)))
  var policies: String?

  @Option(
    help: ArgumentHelp(
      "How windows are enforced; `bulkhead list enforcers` shows the choice.", valueName: "NAME"),
    completion: .list(EnforcerCatalogue.all.map(\.name)))
  var enforcer: String?

  @Option(
    name: .customLong("guard"),
    help: ArgumentHelp(
      "Guard band at the end of each window: 50us; a bare number counts microseconds; 0 for none.",
      valueName: "TIME"))
  var guardBand: String?

  @Option(
    help: ArgumentHelp(
      "Seed of the order and of all random layouts; drawn and printed when absent.", valueName: "N"),
    transform: parseSeed)
  var seed: UInt64?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Make the results directory in DIR instead of results; DIR is made if its parent is there.",
      valueName: "DIR"),
    completion: .directory)
  var output: String?

  @Flag(name: [.short, .long], help: "Print nothing but errors and, last, the paths.")
  var quiet = false

  func run() throws {
    let source =
      try suite.map { path throws(SuiteErrors) in try SourceText(reading: path) }
      ?? SuiteCatalogue.standard
    let asked = try adjusted(Suite.parse(source, vocabulary: .current))

    let machine = try machine(for: asked)
    if !dryRun { try checkOutput() }
    let calibrator = Calibrator(machine: machine, suite: asked)
    let shortest = try PlanBuilder.shortestWindow(of: asked)
    let seed = seed ?? asked.seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
    func plan(_ enforcer: any Enforcer, _ enforcement: Enforcement, rounds: Int? = nil) throws
      -> Plan
    {
      var suite = asked
      suite.rounds = rounds ?? suite.rounds
      return try PlanBuilder(
        suite: suite, machine: machine, enforcer: enforcer, enforcement: enforcement
      ).plan(seed: seed)
    }
    // Everything that can be wrong with the request comes out here, before anything is written or measured.
    let draft = calibrator.enforcement(shortestWindow: shortest)
    var planned = try plan(calibrator.enforcer(), draft)
    if let duration {
      planned = try plan(
        calibrator.enforcer(), draft, rounds: rounds(of: planned, within: duration))
    }
    guard planned.order.first?.isEmpty == false else {
      throw CommandFailure(
        message:
          "nothing in this suite can run here: \(planned.pairs.first?.unavailable ?? "it is empty")",
        status: .missingFeature)
    }
    if dryRun {
      print(PlanText.text(planned, machine: machine))
      return
    }
    do {
      try measure(
        planned, machine: machine, calibrator: calibrator, shortest: shortest, source: source)
    } catch let error as ResultsError {
      // The request was right, but the disk is full or the directory has gone.
      throw CommandFailure(message: error.description, status: .measurementFailed)
    }
  }

  // MARK: The request

  /// The suite with what the command line says instead.
  private func adjusted(_ suite: Suite) throws -> Suite {
    var suite = suite
    if quick {
      suite.rounds = min(suite.rounds, 6)
      suite.phaseNanoseconds = min(suite.phaseNanoseconds, 16_000_000)
      suite.warmupNanoseconds = min(suite.warmupNanoseconds, 4_000_000)
    }
    if let rounds {
      guard (1...10_000).contains(rounds) else {
        throw usage("--rounds takes a number from 1 to 10000")
      }
      suite.rounds = rounds
    }
    if let policies {
      let names = policies.split(separator: ",").map(String.init)
      let known = Suite.Vocabulary.current.policies
      suite.policies = try names.enumerated().flatMap { index, name in
        guard known.contains(name) else { throw unknown("policy", name, among: known) }
        guard !names[..<index].contains(name) else {
          throw usage("--policies names \(name) twice")
        }
        let inSuite = suite.policies.filter { $0.name == name }
        guard inSuite.isEmpty else { return inSuite }
        return [
          PolicyReference(name: name, parameters: [:], location: .commandLine("--policies"))
        ]
      }
      guard !suite.policies.isEmpty else { throw usage("--policies names no policy") }
    }
    if let enforcer {
      let known = EnforcerCatalogue.all.map(\.name)
      guard known.contains(enforcer) else { throw unknown("enforcer", enforcer, among: known) }
      suite.enforcer = enforcer
    }
    if let guardBand {
      suite.guardBand = .nanoseconds(
        try quantity(
          "--guard", guardBand, unit: .microseconds, range: 0...100_000_000, "0 to 100ms"))
      suite.locations[.guard] = .commandLine("--guard")
    }
    return suite
  }

  private func machine(for suite: Suite) throws -> Machine {
    let topology = try Topology(loading: .thisMachine)
    let machine = try Machine(
      topology: topology, asked: cpus ?? suite.cores, housekeeping: housekeeping,
      scale: .calibrated(), facts: .read())
    if let housekeeping, machine.usable.isSubset(of: housekeeping) {
      throw usage(
        "--housekeeping \(housekeeping) leaves none of CPU \(machine.usable) to partitions")
    }
    return machine
  }

  private var parent: String { output ?? "results" }

  /// What stands in the way of writing is said before anything is measured.
  private func checkOutput() throws {
    do {
      try ResultsWriter.checkParent(parent, isMade: true)
    } catch {
      throw usage("cannot make a results directory in \(parent): \(error)")
    }
  }

  private func rounds(of plan: Plan, within text: String) throws -> Int {
    let limit = try quantity(
      "--duration", text, unit: .seconds, range: 1_000_000...86_400_000_000_000, "1ms to 24h")
    let perRound = plan.estimatedNanoseconds / Int64(max(1, plan.rounds))
    return Int(max(1, min(10_000, limit / max(1, perRound))))
  }

  private func quantity(
    _ option: String, _ text: String, unit: Quantity.TimeUnit, range: ClosedRange<Int64>,
    _ limits: String
  ) throws -> Int64 {
    do {
      let value = try Quantity.nanoseconds(text, bareUnit: unit)
      guard range.contains(value) else { throw usage("\(option) takes \(limits), not '\(text)'") }
      return value
    } catch let error as QuantityError {
      throw usage("\(option): \(error.description)")
    }
  }

  private func usage(_ message: String) -> CommandFailure {
    CommandFailure(message: message, status: .usage)
  }

  private func unknown(_ kind: String, _ name: String, among known: [String]) -> CommandFailure {
    usage(
      unknownName(
        kind, name, among: known, otherwise: "known are \(known.joined(separator: ", "))"))
  }

  // MARK: The measurement

  private func measure(
    _ draft: Plan, machine: Machine, calibrator: Calibrator, shortest: Int64, source: SourceText
  ) throws {
    // Whoever reads the table may go, as `head` does; the run still ends and writes its report.
    signal(SIGPIPE, SIG_IGN)
    if BuildFacts.configuration == "debug", !quiet {
      printError("warning: this is a debug build; its numbers say nothing about the machine")
    }
    let interruption = Interruption()
    try interruption.watchSignals {
      let line = "finishing the round; interrupt again to stop at once"
      printError((Progress.standardErrorIsTerminal ? "\n" : "") + line, prefixed: false)
    }
    if !machine.housekeeping.isEmpty { try pinCurrentThread(to: Array(machine.housekeeping)) }
    let calibration = try calibrator.calibrate(shortestWindow: shortest)
    var plan = draft
    plan.guardNanoseconds = calibration.enforcement.guardNanoseconds

    var provenance = Provenance(
      machine: machine, seed: plan.seed, arguments: CommandLine.arguments,
      notes: calibration.notes)
    let writer = try ResultsWriter(
      in: parent, createsParent: true, provenance: provenance)
    try writer.write("suite.yaml", Array(source.text.utf8))
    try writer.write("plan.json", Array(PlanText.json(plan).utf8))
    try writer.write("env/topology.xml", Array(machine.topology.exportXML().utf8))
    say(PlanText.opening(plan, machine: machine, calibration: calibration))

    let experiment = Experiment(
      plan: plan, machine: machine, calibration: calibration, interruption: interruption,
      showsProgress: !quiet && Progress.standardErrorIsTerminal)
    let ending: Experiment.Ending
    do {
      ending = try experiment.run(into: writer)
    } catch {
      try? writer.close()
      throw error
    }
    provenance.endedUTC = RunIdentity.utcNow()
    try writer.write(provenance)

    let directory: String
    if ending == .complete {
      directory = try writer.commit()
    } else {
      directory = writer.directory
      try writer.close()
    }
    let results = try ResultSet(reading: directory)
    say(ComparisonTable.text(results, width: Terminal.width, colour: Terminal.usesColour))
    let report = try DerivedFiles.path("report.html", of: directory)
    try bulkhead.write(HTMLReport.html(results), to: report)
    print("results  \(directory)")
    print("report   \(report)")
    if ending == .partial {
      throw CommandFailure(
        message: "interrupted: partial results were written", status: .interrupted)
    }
    if results.cells.contains(where: { $0.status == .failed }) {
      throw CommandFailure(
        message: "some cells could not be measured; data/cells.csv says why",
        status: .measurementFailed)
    }
  }

  private func say(_ text: String) {
    if !quiet { print(text) }
  }
}
