import ArgumentParser
import Experiment
import Glibc
import HardwareTopology
import Partitioning
import Platform
import Reporting
import Results

@main
struct Bulkhead: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bulkhead",
    abstract: "Measures how watertight partitions are on this machine.",
    discussion: """
      Victims and aggressors run as partitions on real cores, under a schedule that bulkhead enforces. It reports \
      how much the neighbours cost, which interference channel they used, and which partitioning policy stops it, at what price.

      Start with:  bulkhead doctor;  bulkhead run

      Exit codes: 0 done; 1 usage: an option, a name or a file is wrong; 2 a gate failed: a limit, a regression \
      or a claim of isolation is shown to be violated; 3 the data do not settle it: gates, recommend, or worst-case \
      without a curve; 4 a measurement failed, the disk is full, or results are not as they were written; 5 this machine lacks \
      a feature or a right that is needed; 130 interrupted, and what was measured is written.
      """,
    version: "bulkhead \(BuildFacts.version) (\(BuildFacts.commit), \(BuildFacts.configuration))",
    subcommands: [
      TopologyCommand.self, DoctorCommand.self, RunCommand.self, ContentionCommand.self,
      SweepCommand.self, JitterCommand.self, MeasureCommand.self, WorstCaseCommand.self,
      AnalyseCommand.self,
      EnforcersCommand.self, ResidueCommand.self, LeakageCommand.self, FaultsCommand.self,
      SelftestCommand.self, CompareCommand.self, RecommendCommand.self,
      SummariseCommand.self, VerifyCommand.self,
      ReportCommand.self, PlotCommand.self, ExportCommand.self, ListCommand.self,
      ExplainCommand.self, SchemaCommand.self, MigrateCommand.self,
    ])

  /// Parses, runs, and turns every error into one clear line and the designed exit code.
  static func main() {
    var status = run()
    if let failure = standardOutputFailure(), status == Status.passed.rawValue {
      printError(failure.message)
      status = failure.status.rawValue
    }
    Glibc.exit(status)
  }

  private static func run() -> CInt {
    do {
      try checkCommandName(CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      for event in MachineChanges.recover() { printError(event.description) }
      try command.run()
      return Status.passed.rawValue
    } catch let failure as CommandFailure {
      printError(failure.message)
      return failure.status.rawValue
    } catch let code as ExitCode {
      // A gate has said on standard output what it found.
      return code.rawValue
    } catch let error as SuiteErrors {
      for diagnostic in error.diagnostics { printError(diagnostic.description) }
      return Status.usage.rawValue
    } catch let error where status(of: error) != nil {
      printError("\(error)")
      return status(of: error)!.rawValue
    } catch  where exitCode(for: error) == .success {
      // Help, version and completion scripts leave the parser as errors, but are none.
      let text = fullMessage(for: error)
      print(text, terminator: text.hasSuffix("\n") ? "" : "\n")
      return Status.passed.rawValue
    } catch {
      printError(oneLine(error))
      return Status.usage.rawValue
    }
  }

  /// The exit code of an error that describes itself in one line; `nil` for one of the parser's.
  private static func status(of error: any Error) -> Status? {
    switch error {
    case is AskedWorkloadError, is TopologyError, is ResultsError, is EnforcerMismatch: .usage
    case is SystemError, is PartitionFailure, is HarnessStall: .measurementFailed
    case is MissingFeature: .missingFeature
    default: nil
    }
  }

  /// The parser calls an unknown command an unexpected argument; here it gets a suggestion.
  private static func checkCommandName(_ arguments: ArraySlice<String>) throws {
    let known = configuration.subcommands.map { $0._commandName } + ["help"]
    let isHelp = arguments.first == "help"
    guard let name = isHelp ? arguments.dropFirst().first : arguments.first,
      !name.hasPrefix("-"), !known.contains(name)
    else { return }
    throw CommandFailure(
      message: unknownName("command", name, among: known, otherwise: "`bulkhead help` lists them"),
      status: .usage)
  }

  /// The parser's message without the usage below it, which `help` shows better.
  private static func oneLine(_ error: any Error) -> String {
    // The parser gives choices as a list, one to a line.
    let message = message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
      .replacing("following:   - ", with: "following: ").replacing("   - ", with: ", ")
    let pointer = fullMessage(for: error).split(separator: "'").first { $0.hasSuffix(" --help") }
    return pointer.map { "\(message) (see `\($0)`)" } ?? message
  }
}

/// The exit codes, as the documentation promises them.
enum Status: CInt {
  case passed = 0
  case usage = 1
  /// A gate failed: a limit, a regression or a claim of isolation is shown to be violated.
  case gate = 2
  /// The data support neither this nor that: gates, `recommend`, `worst-case` without a curve.
  case inconclusive = 3
  case measurementFailed = 4
  case missingFeature = 5
  case interrupted = 130
}

/// An error with its exit code.
struct CommandFailure: Error {
  let message: String
  let status: Status
}

/// Writes a line to standard error.
func printError(_ text: String, prefixed: Bool = true) {
  let message = (prefixed ? "bulkhead: " : "") + text
  var line = Terminal.shown(FoldedText.text(message, width: Terminal.errorWidth))
  if !line.hasSuffix("\n") { line += "\n" }
  line.withUTF8 { unsafe _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Says that a name is unknown, and which one was probably meant.
func unknownName(
  _ kind: String, _ name: String, among known: [String], otherwise hint: String
) -> String {
  let suggestion = DidYouMean.suggestion(for: name, among: known)
  return "unknown \(kind) '\(name)'; \(suggestion.map { "did you mean '\($0)'?" } ?? hint)"
}

/// Reads a list of PUs from the command line; the error says what would be right.
@Sendable func parsePUs(_ text: String) throws -> PUSet {
  do {
    return try PUSet(parsing: text)
  } catch {
    throw ValidationError(error.description)
  }
}

/// Reads a seed from the command line; the parser's own message would not say what would be right.
@Sendable func parseSeed(_ text: String) throws -> UInt64 {
  guard let seed = UInt64(text) else {
    throw ValidationError("'\(text)' is not a whole number from 0 to \(UInt64.max)")
  }
  return seed
}
