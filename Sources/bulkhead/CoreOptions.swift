import ArgumentParser
import HardwareTopology

/// Which cores are used, and what is random: the options of every command that runs workloads.
struct CoreOptions: ParsableArguments {
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
    help: ArgumentHelp(
      "Seed of the order and of all random layouts; drawn and printed when absent.", valueName: "N"),
    transform: parseSeed)
  var seed: UInt64?

  /// The seed that was asked for, or one that is drawn.
  func seedOrDrawn() -> UInt64 { seed ?? UInt64.random(in: 0...UInt64(UInt32.max)) }
}
