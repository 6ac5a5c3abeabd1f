import ArgumentParser
import HardwareTopology

/// Which cores are used, and what is random: the options of every command that runs workloads.
struct CoreOptions: ParsableArguments {
  @OptionGroup var placement: PlacementOptions

  @Option(
    help: ArgumentHelp(
      "Seed of the order and of all random layouts; drawn and printed when absent.", valueName: "N"),
    transform: parseSeed)
  var seed: UInt64?

  var cpus: PUSet? { placement.cpus }
  var housekeeping: PUSet? { placement.housekeeping }

  /// The seed that was asked for, or one that is drawn.
  func seedOrDrawn() -> UInt64 { seed ?? UInt64.random(in: 0...UInt64(UInt32.max)) }
}
