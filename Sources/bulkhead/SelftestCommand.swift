import ArgumentParser
import Experiment
import Platform
import Reporting
import Results
import Workloads

struct SelftestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Proves, workload by workload, that each stresses here what it claims.",
    discussion: """
      Every workload has a predicate, a ratio of two times that must be reached, and a negative control that must not \
      reach it. A channel that this machine does not show is said to be not exercised: that is an answer and no failure. \
      In a run the same is done for the workloads of its suite. Takes less than two minutes.
      """)

  @Argument(
    help: ArgumentHelp("Only these workloads.", valueName: "NAME"),
    completion: .list(WorkloadCatalogue.all.map(\.name)))
  var workloads: [String] = []

  @OptionGroup var options: MeasuringOptions

  func run() throws {
    let chosen = try workloads.isEmpty ? WorkloadCatalogue.all : workloads.map(Self.named)
    let machine = try options.machine()
    try options.checkOutput()
    let session = try MeasuringSession("selftest", options: options, machine: machine)
    let seed = options.seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
    session.say("selftest of \(chosen.count) workloads on CPU \(machine.usable), seed \(seed)")
    let selftest = Selftest(
      machine: machine, seed: seed, interruption: session.interruption,
      showsProgress: session.showsProgress)
    _ = try session.record(seed: seed, notes: []) { writer in
      try selftest.run(chosen, into: writer)
    } table: { results in
      VerificationTable.text(results, width: Terminal.width)
    }
  }

  private static func named(_ name: String) throws -> Workload {
    guard let workload = WorkloadCatalogue.named(name) else {
      throw CommandFailure(
        message: unknownName(
          "workload", name, among: WorkloadCatalogue.all.map(\.name),
          otherwise: "`bulkhead list workloads` shows them"), status: .usage)
    }
    return workload
  }
}
