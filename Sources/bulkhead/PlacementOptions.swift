import ArgumentParser
import HardwareTopology

/// Which PUs partitions may use, and which are kept for the harness.
struct PlacementOptions: ParsableArguments {
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
}
