import Experiment
import HardwareTopology
import Platform
import Reporting
import Results

/// `bulkhead run --resume DIR`: the same seed, order and options as before, and only what is missing.
extension RunCommand {
  func goOn(with directory: String) throws {
    let unfinished = try UnfinishedRun(directory)
    if let (option, now, then) = contradiction(of: unfinished) {
      let before = then.map { "with " + option + $0 } ?? "without \(option)"
      throw usage("\(option)\(now) does not go with --resume: the run was started \(before)")
    }
    if let suite, try SourceText(reading: suite).text != unfinished.source.text {
      throw usage(
        "\(suite) is not what the run was started with; --resume reads the copy in the directory, so leave it out"
      )
    }
    var command = unfinished.command
    command.options.quiet = options.quiet
    if gateOptions.isGiven { command.gateOptions = gateOptions }
    if unfinished.writer.isCommitted {
      // Killed behind the last row: what is left is to take `.partial` off the name.
      return try command.show(finished: try unfinished.writer.finish())
    }
    try command.measure(resuming: unfinished)
  }

  /// The first option on the command line that is not what it was when the run was started.
  private func contradiction(
    of unfinished: UnfinishedRun
  ) -> (option: String, now: String, then: String?)? {
    let then = unfinished.command
    func flag(_ isSet: Bool) -> String? { isSet ? "" : nil }
    func seed(_ command: RunCommand) -> String? { command.options.seed.map { "\($0)" } }
    let given: [(String, String?, String?)] = [
      ("--quick", flag(quick), flag(then.quick)),
      ("--dry-run", flag(dryRun), flag(then.dryRun)),
      ("--duration", duration, then.duration),
      ("--rounds", rounds.map { "\($0)" }, then.rounds.map { "\($0)" }),
      ("--precision", precision, then.precision),
      ("--budget", budget, then.budget),
      ("--policies", policies, then.policies),
      ("--enforcer", enforcer, then.enforcer),
      ("--guard", guardBand, then.guardBand),
      ("--cache-sizes", cacheSizes?.rawValue, then.cacheSizes?.rawValue),
      ("--priority", priority.priority, then.priority.priority),
      ("--cpus", options.cpus?.description, then.options.cpus?.description),
      (
        "--housekeeping", options.housekeeping?.description,
        then.options.housekeeping?.description
      ),
      ("--seed", seed(self), "\(unfinished.seed)"),
      ("--output", options.output, then.options.output),
      ("--allow-buslock", flag(options.allowBuslock), flag(then.options.allowBuslock)),
    ]
    func shown(_ value: String) -> String { value.isEmpty ? "" : " \(value)" }
    for (option, now, then) in given {
      if let now, now != then { return (option, shown(now), then.map(shown)) }
    }
    return nil
  }

  /// What to print of the results.
  func table(of results: ResultSet) -> String {
    RunTable.text(results, width: Terminal.width, colour: Terminal.usesColour)
  }

  /// The table, the report and the paths of a run that was complete but for its name.
  private func show(finished directory: String) throws {
    let results = try ResultSet(drawing: directory)
    let gates = try gateOptions.gates()
    if !options.quiet { display(table(of: results)) }
    let judgement = gates.isEmpty ? nil : try gateOptions.judge(gates, results)
    if let judgement { display(judgement.text) }
    try DerivedFiles.finish(results, deadline: Deadline(gates))
    try leave(results, judgement)
  }
}
