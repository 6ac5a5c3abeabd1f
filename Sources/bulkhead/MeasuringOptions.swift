import ArgumentParser
import Experiment
import HardwareTopology
import Platform
import Results
import Workloads

/// The options that every measuring command has.
struct MeasuringOptions: ParsableArguments {
  @OptionGroup var cores: CoreOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Make the results directory in DIR instead of results; DIR is made if its parent is there.",
      valueName: "DIR"),
    completion: .directory)
  var output: String?

  @Flag(
    help:
      "Permit split-lock, which stops every core of the machine and of its host for each access.")
  var allowBuslock = false

  @Flag(name: [.short, .long], help: "Print nothing but errors and, last, the paths.")
  var quiet = false

  var cpus: PUSet? { cores.cpus }
  var housekeeping: PUSet? { cores.housekeeping }
  var seed: UInt64? { cores.seed }

  /// Where results directories are made.
  var parent: String { output ?? "results" }

  /// The machine as the options, or else a suite, want it used.
  func machine(cores: PUSet? = nil) throws -> Machine {
    if allowBuslock { BusLock.isAllowed = true }
    let topology = try Topology(loading: .thisMachine)
    let machine = try Machine(
      topology: topology, asked: cpus ?? cores, housekeeping: housekeeping,
      scale: .calibrated(), facts: .read())
    if let housekeeping, machine.usable.isSubset(of: housekeeping) {
      throw CommandFailure(
        message:
          "--housekeeping \(housekeeping) leaves none of CPU \(machine.usable) to partitions",
        status: .usage)
    }
    return machine
  }

  /// What stands in the way of writing is said before anything is measured.
  func checkOutput() throws {
    do {
      try ResultsWriter.checkParent(parent, isMade: true)
    } catch {
      throw CommandFailure(
        message: "cannot make a results directory in \(parent): \(error)", status: .usage)
    }
  }
}

/// Reads a time from the command line, in nanoseconds.
///
/// - Parameter limits: the range in words, for the error.
func parseTime(
  _ option: String, _ text: String, unit: Quantity.TimeUnit, range: ClosedRange<Int64>,
  _ limits: String
) throws -> Int64 {
  do {
    let value = try Quantity.nanoseconds(text, bareUnit: unit)
    guard range.contains(value) else {
      throw CommandFailure(
        message: "\(option) takes \(limits), not '\(text)'", status: .usage)
    }
    return value
  } catch let error as QuantityError {
    throw CommandFailure(message: "\(option): \(error.description)", status: .usage)
  }
}
