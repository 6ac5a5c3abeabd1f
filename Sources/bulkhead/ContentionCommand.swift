import ArgumentParser
import Experiment
import HardwareTopology
import Platform
import Reporting

struct ContentionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contention",
    abstract: "Measures how fast cores hand a line over, pair by pair, and how they fight for one.",
    discussion: """
      A matrix of hand-over latency for every pair of PUs, and the throughput and fairness of atomic additions, \
      compare-and-swap, a ticket lock, false sharing and its padded control on growing sets of PUs. Passes are spread \
      over the run and go on until every pair's median is known to 1 %, or until the time is over. Disjoint pairs run \
      at the same time only after that was shown not to change the result.

      Ends in a table, a results directory and a report, whose paths are printed last. The first Ctrl-C ends the pass \
      and writes; the directory is marked partial.
      """)

  @OptionGroup var options: MeasuringOptions

  @Option(
    name: [.customShort("D"), .long],
    help: ArgumentHelp(
      "End at the latest after this time: 10s, 2m; a bare number counts seconds. Without it a second for each core.",
      valueName: "TIME"))
  var duration: String?

  func run() throws {
    let budget = try duration.map {
      try parseTime(
        "--duration", $0, unit: .seconds, range: 100_000_000...86_400_000_000_000, "100ms to 24h")
    }
    let machine = try options.machine()
    let cpus = machine.contenders(without: options.housekeeping)
    guard cpus.count >= 2 else {
      throw CommandFailure(
        message:
          "contention needs two PUs, and only CPU \(PUSet(cpus)) may be used; give --cpus a list such as \(hint(machine))",
        status: .usage)
    }
    try options.checkOutput()
    let seed = options.seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
    let plan = ContentionPlan(cpus: cpus, budgetNanoseconds: budget, seed: seed)
    let session = try MeasuringSession("contention", options: options, machine: machine)
    session.say(plan.opening(housekeeping: options.housekeeping))
    let run = ContentionRun(
      plan: plan, machine: machine, interruption: session.interruption,
      showsProgress: session.showsProgress)
    _ = try session.record(seed: seed, notes: []) { writer in
      try run.run(into: writer)
    } table: { results in
      ContentionTable.text(results, width: Terminal.width, colour: Terminal.usesColour)
    }
  }

  private func hint(_ machine: Machine) -> String {
    machine.topology.usable.count >= 2 ? "\(machine.topology.usable)" : "0,1 on a larger machine"
  }
}
