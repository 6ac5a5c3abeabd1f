import ArgumentParser
import Experiment
import Glibc
import HardwareTopology
import Platform
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

      Exit codes: 0 passed; 1 usage; 3 inconclusive; 4 a measurement failed; 5 a needed privilege or feature is missing; 130 interrupted.
      """,
    version: "bulkhead \(BuildFacts.version) (\(BuildFacts.commit), \(BuildFacts.configuration))",
    subcommands: [
      TopologyCommand.self, DoctorCommand.self, RunCommand.self, CompareCommand.self,
      ReportCommand.self, PlotCommand.self, ListCommand.self, ExplainCommand.self,
    ])

  /// Parses, runs, and turns every error into one clear line and the designed exit code.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as CommandFailure {
      printError(failure.message)
      Glibc.exit(failure.status.rawValue)
    } catch let error as SuiteErrors {
      for diagnostic in error.diagnostics { printError(diagnostic.description) }
      Glibc.exit(Status.usage.rawValue)
    } catch let error as TopologyError {
      printError(error.description)
      Glibc.exit(Status.usage.rawValue)
    } catch let error as ResultsError {
      printError(error.description)
      Glibc.exit(Status.usage.rawValue)
    } catch let error as SystemError {
      printError(error.description)
      Glibc.exit(Status.measurementFailed.rawValue)
    } catch {
      // What is left comes from the parser: help and version are no errors, the rest is usage.
      let isError = exitCode(for: error) != .success
      let text = fullMessage(for: error)
      if isError { printError(text, prefixed: false) } else { print(text) }
      Glibc.exit(isError ? Status.usage.rawValue : Status.passed.rawValue)
    }
  }
}

/// The exit codes, as the documentation promises them.
enum Status: CInt {
  case passed = 0
  case usage = 1
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
  var line = (prefixed ? "bulkhead: " : "") + text + (text.hasSuffix("\n") ? "" : "\n")
  line.withUTF8 { unsafe _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Reads a list of PUs from the command line; the error says what would be right.
@Sendable func parsePUs(_ text: String) throws -> PUSet {
  do {
    return try PUSet(parsing: text)
  } catch {
    throw ValidationError(error.description)
  }
}
