import Experiment
import Glibc
import HardwareTopology
import Platform
import Reporting
import Results

/// What every measuring command does around its measurement: signals, the harness's own core, the results directory, the
/// report, the paths at the end.
struct MeasuringSession {
  let options: MeasuringOptions
  let machine: Machine
  let interruption: Interruption
  /// The name of the command, as the results say it.
  let command: String
  /// What job times are held to, for the report.
  var deadline: Deadline?

  /// Whether progress is written to standard error.
  var showsProgress: Bool { !options.quiet && Progress.standardErrorIsTerminal }

  /// Prepares the process for measuring.
  init(_ command: String, options: MeasuringOptions, machine: Machine) throws {
    self.command = command
    self.options = options
    self.machine = machine
    interruption = try Self.prepare(machine: machine, isQuiet: options.quiet)
  }

  /// Prepares the process: whoever reads the table may go, signals are counted, the harness stays on its own core.
  ///
  /// - Parameter onInterrupt: what the first signal says.
  static func prepare(
    machine: Machine, isQuiet: Bool,
    onInterrupt line: String = "finishing the round; interrupt again to stop at once"
  ) throws -> Interruption {
    // As `head` does; the run still ends and writes its report.
    signal(SIGPIPE, SIG_IGN)
    if BuildFacts.configuration == "debug", !isQuiet {
      printError("warning: this is a debug build; its numbers say nothing about the machine")
    }
    let interruption = Interruption()
    try interruption.watchSignals {
      printError((Progress.standardErrorIsTerminal ? "\n" : "") + line, prefixed: false)
    }
    if !machine.housekeeping.isEmpty { try pinCurrentThread(to: Array(machine.housekeeping)) }
    return interruption
  }

  /// Measures into a new results directory and ends in a table, a report and their paths.
  ///
  /// - Parameters:
  ///   - notes: what a reader of the results should know about how they were made.
  ///   - contents: what is in the directory before anything is measured, besides the topology.
  ///   - unfinished: the directory to go on in, whose contents and provenance stay; `nil` for a new one.
  ///   - measure: writes into the directory; says whether the measurement came to its end.
  ///   - table: what to print of the results.
  ///   - verdict: what to print of them even where the user wants it quiet; ends in a newline.
  /// - Throws: `CommandFailure` with exit code 130 after an interruption, 4 when the disk is full.
  func record(
    seed: UInt64, notes: [String], contents: ResultsContents = ResultsContents(),
    into unfinished: ResultsWriter? = nil,
    measure: (ResultsWriter) throws -> Experiment.Ending,
    table: (ResultSet) -> String, verdict: (ResultSet) throws -> String? = { _ in nil }
  ) throws -> ResultSet {
    do {
      // Everything has been checked that could refuse the directory.
      try unfinished?.takeOver()
      let writer =
        try unfinished ?? begin(seed: seed, notes: notes, contents: contents)
      let (directory, ending) = try write(into: writer, measure: measure)
      let results = try ResultSet(drawing: directory)
      say(table(results))
      if let verdict = try verdict(results) { display(verdict) }
      try DerivedFiles.finish(results, deadline: deadline)
      if ending == .partial {
        throw CommandFailure(
          message: "interrupted: partial results were written"
            + (contents.isResumable ? "; go on with bulkhead run --resume \(directory)" : ""),
          status: .interrupted)
      }
      return results
    } catch let error as ResultsError {
      // The request was right, but the disk is full or the directory has gone.
      throw CommandFailure(message: error.description, status: .measurementFailed)
    }
  }

  /// Prints unless the user wants it quiet.
  func say(_ text: String) {
    if !options.quiet { display(text, width: Terminal.width) }
  }

  private func begin(
    seed: UInt64, notes: [String], contents: ResultsContents
  ) throws -> ResultsWriter {
    var contents = contents
    contents.add("env/topology.xml", machine.topology.exportXML())
    return try ResultsWriter(
      in: options.parent, createsParent: true,
      provenance: Provenance(
        machine: machine, command: command, seed: seed, arguments: CommandLine.arguments,
        notes: notes), contents: contents)
  }

  private func write(
    into writer: ResultsWriter, measure: (ResultsWriter) throws -> Experiment.Ending
  ) throws -> (directory: String, ending: Experiment.Ending) {
    let ending: Experiment.Ending
    do {
      ending = try measure(writer)
    } catch {
      try? writer.close()
      throw error
    }
    var provenance = writer.provenance
    provenance.endedUTC = RunIdentity.utcNow()
    try writer.write(provenance)
    guard ending == .partial else { return (try writer.commit(), ending) }
    try writer.close()
    return (writer.directory, ending)
  }
}
