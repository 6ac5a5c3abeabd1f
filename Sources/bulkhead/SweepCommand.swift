import ArgumentParser
import Experiment
import Platform
import Reporting
import Results
import Workloads

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Measures caches and memory from the inside, alone and beside an aggressor.",
    discussion: """
      Latency and bandwidth against the working set, with the caches that the latency curve shows beside hwloc's; chains \
      of loads in parallel, on one core and on all; and how victims slow down as the aggressor's traffic rises. About a \
      minute on four cores. Ends in tables, a results directory and a report.
      """)

  @Flag(help: "Fewer sizes and passes, for a first look: a quarter of a minute.")
  var quick = false

  @Option(
    help: ArgumentHelp(
      "Sweep up to this working set: 256MiB, 2*L3; otherwise four times the largest cache, at least 64MiB.",
      valueName: "SIZE"))
  var max: String?

  @Option(
    help: ArgumentHelp(
      "What runs on the other cores in corun phases: a workload and its working set; without SIZE its default.",
      valueName: "NAME@SIZE"),
    completion: .list(WorkloadCatalogue.all.filter { $0.roles.contains(.aggressor) }.map(\.name)))
  var aggressor = "write@2*L3"

  @Option(
    name: [.customShort("D"), .long],
    help: ArgumentHelp(
      "Make as many passes as fit into this time: 90s, 10m; a bare number counts seconds.",
      valueName: "TIME"))
  var duration: String?

  @OptionGroup var options: MeasuringOptions

  func run() throws {
    let machine = try options.machine()
    var request = quick ? SweepRequest.quick : SweepRequest()
    request.aggressor = try parseAggressor()
    request.largestBytes = try max.map { try largest($0, on: machine) }
    let seed = options.seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
    do {
      if let duration { request.passes = try passes(within: duration, request, machine) }
      // Whatever is wrong with the request comes out here, before anything is written.
      _ = try request.curves(on: machine)
    } catch let error as WorkingSetError {
      throw CommandFailure(message: "--aggressor: \(error.description)", status: .usage)
    }
    try options.checkOutput()

    let session = try MeasuringSession("sweep", options: options, machine: machine)
    let sweep = Sweep(
      request: request, machine: machine, seed: seed, interruption: session.interruption,
      showsProgress: session.showsProgress)
    session.say(try opening(request, machine, seed: seed))
    let results = try session.record(seed: seed, notes: []) { writer in
      try sweep.run(into: writer)
    } table: { results in
      SweepTable.text(results, width: Terminal.width, colour: Terminal.usesColour)
    }
    if !results.sweep.isEmpty, results.sweep.allSatisfy({ !$0.reason.isEmpty }) {
      throw CommandFailure(
        message: "no point could be measured; data/sweep.csv says why", status: .measurementFailed)
    }
  }

  private func opening(
    _ request: SweepRequest, _ machine: Machine, seed: UInt64
  ) throws -> String {
    let seconds = try request.estimatedNanoseconds(on: machine) / 1_000_000_000 + 1
    let others = machine.cores.dropFirst().map(String.init).joined(separator: ",")
    let company =
      others.isEmpty
      ? "no core for an aggressor: alone only" : "\(aggressor) on CPU \(others) beside it"
    return """
      timed on CPU \(machine.cores[0]), \(company), seed \(seed)
      \(request.passes == 1 ? "1 pass takes" : "\(request.passes) passes take") about \(seconds) s, and some more to lay out the buffers

      """
  }

  // MARK: The request

  private func parseAggressor() throws -> SweepRequest.Aggressor {
    let parts = aggressor.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let known = WorkloadCatalogue.all.filter { $0.roles.contains(.aggressor) }
    guard let workload = WorkloadCatalogue.named(String(parts[0])) else {
      throw usage(
        unknownName(
          "workload", String(parts[0]), among: known.map(\.name),
          otherwise: "`bulkhead list workloads` shows the choice"))
    }
    guard workload.roles.contains(.aggressor) else {
      throw usage("--aggressor: \(workload.name) is no aggressor")
    }
    if let reason = workload.unavailable {
      throw CommandFailure(
        message: "--aggressor: \(workload.name) cannot run here: \(reason)",
        status: .missingFeature)
    }
    guard parts.count == 2 else {
      return .init(workload: workload.name, workingSet: workload.defaultWorkingSet)
    }
    do {
      return .init(
        workload: workload.name, workingSet: try WorkingSet(parsing: String(parts[1])))
    } catch {
      throw usage("--aggressor: \(error.description)")
    }
  }

  private func largest(_ text: String, on machine: Machine) throws -> Int {
    let bytes: Int
    do {
      bytes = try WorkingSet(parsing: text).bytes(caches: machine.caches)
    } catch {
      throw usage("--max: \(error.description)")
    }
    guard bytes >= SweepRequest.leastAskedBytes else {
      throw usage(
        "--max takes a size from 1MiB, not '\(text)': below that there is no curve to see")
    }
    guard bytes <= machine.availableMemoryBytes / 2 else {
      throw usage(
        "--max \(text) is more than half of the memory that is available, \(machine.availableMemoryBytes >> 20) MiB"
      )
    }
    return bytes
  }

  private func passes(
    within text: String, _ request: SweepRequest, _ machine: Machine
  ) throws -> Int {
    let limit = try parseTime(
      "--duration", text, unit: .seconds, range: 1_000_000_000...86_400_000_000_000, "1s to 24h")
    var one = request
    one.passes = 1
    return Int(
      Swift.max(1, min(1000, limit / Swift.max(1, try one.estimatedNanoseconds(on: machine)))))
  }

  private func usage(_ message: String) -> CommandFailure {
    CommandFailure(message: message, status: .usage)
  }
}
