import ArgumentParser
import Experiment
import Partitioning
import Platform
import Reporting
import Results

struct EnforcersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enforcers",
    abstract: "Measures how exactly each enforcer starts and stops windows, and what it takes.",
    discussion: """
      Two partitions take turns on one core. Both only read the clock, and so see the first and last instruction of each \
      of their windows themselves. Every enforcer is measured with windows of every length, with a guard band and without, \
      alone and while every other core writes through memory; all cases take short turns, in an order drawn anew in each \
      round. Without --duration each case gets 10,000 windows: eight minutes for an enforcer, most of them for the longest windows.

      Beside cyclictest in the same minutes: benches/enforcers
      """)

  @Option(
    name: [.customShort("D"), .long],
    help: ArgumentHelp(
      "End at about this time, with fewer windows: 30s, 2m; a bare number counts seconds.",
      valueName: "TIME"))
  var duration: String?

  @Option(
    name: [.customLong("enforcer"), .customShort("e")],
    help: ArgumentHelp(
      "Enforcers, separated by commas; all that work here otherwise.", valueName: "NAMES"),
    completion: .list(EnforcerCatalogue.all.map(\.name)))
  var enforcers: String?

  @Option(
    help: ArgumentHelp(
      "Lengths of windows, separated by commas: 250us, 1ms; a bare number counts microseconds.",
      valueName: "TIMES"))
  var windows = "10ms,1ms,250us,100us"

  @Option(
    help: ArgumentHelp(
      "What the partitions are made of; threads otherwise, or processes where an enforcer needs them.",
      valueName: "NAME"),
    completion: .list(BackendKind.allCases.map(\.rawValue)))
  var backend: String?

  @OptionGroup var priority: PriorityOption
  @OptionGroup var options: MeasuringOptions

  func run() throws {
    let budget = try duration.map {
      try parseTime(
        "--duration", $0, unit: .seconds, range: 1_000_000_000...86_400_000_000_000, "1s to 24h")
    }
    let chosen = try chosenEnforcers()
    let lengths = try windows.split(separator: ",").map {
      try parseTime(
        "--windows", String($0), unit: .microseconds, range: 100_000...1_000_000_000, "100us to 1s")
    }
    guard !lengths.isEmpty, Set(lengths).count == lengths.count else {
      throw CommandFailure(
        message: "--windows takes different lengths, not '\(windows)'", status: .usage)
    }
    let schedulingClass = try priority.schedulingClass()
    let machine = try options.machine()
    try options.checkOutput()

    let seed = options.cores.seedOrDrawn()
    let study = EnforcerStudy(
      EnforcerStudy.Request(
        enforcers: chosen, windowNanoseconds: lengths, backend: try chosenBackend(),
        schedulingClass: schedulingClass, nanoseconds: budget),
      on: machine, seed: seed)
    guard !study.cases.isEmpty else {
      let reasons = study.absences.map { "\($0.enforcer.name): \($0.reason)" }
      throw CommandFailure(message: reasons.joined(separator: "; "), status: .missingFeature)
    }
    let changes = MachineChanges()
    defer { changes.restore() }
    let notes = PriorityOption.lift(schedulingClass, chosen, changes)
    let session = try MeasuringSession("enforcers", options: options, machine: machine)
    session.say(
      "\(study.cases.count) cases on CPU \(machine.cores[0]), \(study.windowsPerTurn * study.rounds) windows each in \(study.rounds) \(study.rounds == 1 ? "round" : "rounds"), about \(study.estimatedNanoseconds / 1_000_000_000) s, seed \(seed)"
    )
    _ = try session.record(seed: seed, notes: notes) { writer in
      try EnforcerMeasurement(
        study, on: machine, interruption: session.interruption,
        showsProgress: session.showsProgress
      ).run(into: writer)
    } table: { results in
      EnforcerTable.text(results, width: Terminal.width, colour: Terminal.usesColour)
    }
  }

  private func chosenBackend() throws -> BackendKind? {
    guard let backend else { return nil }
    let known = BackendKind.allCases.map(\.rawValue)
    guard let kind = BackendKind(rawValue: backend) else {
      throw CommandFailure(
        message: unknownName(
          "backend", backend, among: known, otherwise: "known are \(known.joined(separator: ", "))"),
        status: .usage)
    }
    return kind
  }

  private func chosenEnforcers() throws -> [any Enforcer] {
    guard let enforcers else { return EnforcerCatalogue.all }
    let known = EnforcerCatalogue.all.map(\.name)
    return try parseNames("--enforcer", enforcers).map { name in
      guard let enforcer = EnforcerCatalogue.named(name) else {
        throw CommandFailure(
          message: unknownName(
            "enforcer", name, among: known, otherwise: "known are \(known.joined(separator: ", "))"
          ), status: .usage)
      }
      return enforcer
    }
  }
}
