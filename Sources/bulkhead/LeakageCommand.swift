import ArgumentParser
import Experiment
import Platform
import Policies
import Reporting
import Results
import Workloads

struct LeakageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leakage",
    abstract: "Measures what a partition can tell the next one on its core, under each policy.",
    discussion: """
      Two partitions of bulkhead's own take turns on one core. In each of its windows the sender touches a part of a \
      channel that was drawn from the seed; the receiver times a walk through its own buffer at the start of the next. \
      The mutual information of the two is compared with what chance alone would give. Every run has a positive control, \
      which must leak, and a negative one, which must not; without the first a channel is called inconclusive. It \
      verifies isolation between these two partitions, and reads nobody else's memory.

      The default takes about a minute. Twice the observations halve the leak that can be told from none.

      What the numbers mean: docs/leakage.md
      """)

  @Option(
    help: ArgumentHelp(
      "Channels, separated by commas: l1, l2, tlb; all of them otherwise.", valueName: "NAMES"),
    completion: .list(LeakageChannel.allCases.map(\.rawValue)))
  var channels: String?

  @Option(
    help: ArgumentHelp(
      "Combinations of policies in which partitions take turns, separated by commas: sliced, sliced-guard+process.",
      valueName: "NAMES"))
  var policies: String?

  @Option(
    help: ArgumentHelp(
      "Length of each window: 250us, 1ms; a bare number counts microseconds. Otherwise the shortest from 250us to 2ms that a combination has room for.",
      valueName: "TIME"))
  var window: String?

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("Observations of each channel under each policy, at least.", valueName: "N"))
  var observations = LeakageStudy.standardObservations

  @Option(help: ArgumentHelp("How many symbols there are, 2 to 16.", valueName: "N"))
  var symbols = LeakageStudy.standardSymbols

  @Option(
    name: [.customShort("D"), .long],
    help: ArgumentHelp(
      "End at about this time, with fewer observations: 30s, 2m; a bare number counts seconds.",
      valueName: "TIME"))
  var duration: String?

  @OptionGroup var options: MeasuringOptions

  func run() throws {
    let budget = try duration.map {
      try parseTime(
        "--duration", $0, unit: .seconds, range: 1_000_000_000...86_400_000_000_000, "1s to 24h")
    }
    let length = try window.map {
      try parseTime(
        "--window", $0, unit: .microseconds, range: 200_000...100_000_000, "200us to 100ms")
    }
    try check("--observations", observations, 100...10_000_000)
    try check("--symbols", symbols, 2...16)
    let chosen = try chosenChannels()
    let names = try chosenNames()
    let machine = try options.machine()
    try options.checkOutput()
    let combinations = try names.map { name in
      try length.map { try Self.combination(name, $0) }
        ?? LeakageStudy.fitting(on: machine) { try Self.combination(name, $0) }
    }

    let seed = options.cores.seedOrDrawn()
    let study = LeakageStudy(
      LeakageStudy.Request(
        channels: chosen, combinations: combinations, symbols: symbols,
        observations: observations, nanoseconds: budget), on: machine, seed: seed)
    guard !study.cases.isEmpty else {
      let reasons = study.absences.map { "\($0.channel.rawValue) under \($0.policy): \($0.reason)" }
      throw CommandFailure(message: reasons.joined(separator: "; "), status: .missingFeature)
    }
    let changes = MachineChanges()
    defer { changes.restore() }
    let session = try MeasuringSession("leakage", options: options, machine: machine)
    session.say(
      "\(study.cases.count) cases on CPU \(machine.cores[0]), \(study.symbols) symbols, about \(study.estimatedNanoseconds / 1_000_000_000) s, seed \(seed)"
    )
    _ = try session.record(seed: seed, notes: []) { writer in
      try LeakageMeasurement(
        study, on: machine, through: changes, interruption: session.interruption,
        showsProgress: session.showsProgress
      ).run(into: writer)
    } table: { results in
      LeakageTable.text(results, width: Terminal.width, colour: Terminal.usesColour)
    }
  }

  private func check(_ option: String, _ value: Int, _ range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw CommandFailure(
        message: "\(option) takes \(range.lowerBound) to \(range.upperBound), not \(value)",
        status: .usage)
    }
  }

  private func chosenChannels() throws -> [LeakageChannel] {
    guard let channels else { return LeakageChannel.allCases }
    return try parseNames("--channels", channels).map { name in
      guard let channel = LeakageChannel(rawValue: name) else {
        let known = LeakageChannel.allCases.map(\.rawValue)
        throw CommandFailure(
          message: unknownName(
            "channel", name, among: known, otherwise: "known are \(known.joined(separator: ", "))"),
          status: .usage)
      }
      return channel
    }
  }

  /// The combinations' names, each known and without a conflict.
  private func chosenNames() throws -> [String] {
    guard let policies else { return LeakageStudy.standardCombinations }
    let names = try parseNames("--policies", policies)
    for name in names { _ = try parseCombination(name) }
    return names
  }

  private static func combination(
    _ name: String, _ windowNanoseconds: Int64
  ) throws -> PolicyCombination {
    try parseCombination(name, ["window": Double(windowNanoseconds)])
  }
}
