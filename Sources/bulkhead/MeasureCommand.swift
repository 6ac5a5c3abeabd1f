import ArgumentParser
import Experiment
import HardwareTopology
import Platform
import Reporting
import Results
import Workloads

struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Measures single workloads: time per access, traffic, slowdown beside another.",
    discussion: """
      A workload is NAME[@SIZE][:JOB], for instance chase, chase@L2/2, read@64MiB or chase@4MiB:8192; JOB is the number \
      of accesses that are timed together. Each runs for a second on one core, or with one thread on each PU of --cpus. \
      With --beside the other workload runs in every second phase of 60 ms, and the slowdown is the median ratio of \
      neighbouring phases. Nothing is written but what --csv, --json and --jobs name.

      Examples:  bulkhead measure chase@L1/2 chase@L2/2 chase@256MiB
                 bulkhead measure read@64MiB -c 0-3
                 bulkhead measure chase@4MiB -c 1 --beside write@64MiB --beside-cpus 2,3 -D 5s
      """)

  @Argument(
    help: ArgumentHelp("What is measured, one after the other.", valueName: "WORKLOAD[@SIZE]"),
    completion: .list(WorkloadCatalogue.all.map(\.name)))
  var workloads: [String]

  @OptionGroup var cores: CoreOptions

  @Option(
    name: [.customShort("D"), .long],
    help: ArgumentHelp(
      "How long each is measured: 500ms, 10s (1s; 4s with a ratio); a bare number counts seconds.",
      valueName: "TIME"))
  var duration: String?

  @Flag(help: "Run them at the same time, each on the next of the PUs.")
  var together = false

  @Option(
    help: ArgumentHelp(
      "Run this workload beside it in every second phase, and print the slowdown.",
      valueName: "WORKLOAD[@SIZE]"),
    completion: .list(WorkloadCatalogue.all.map(\.name)))
  var beside: String?

  @Option(
    help: ArgumentHelp(
      "Where --beside runs, one thread on each PU; all other PUs when absent.", valueName: "LIST"),
    transform: parsePUs)
  var besideCpus: PUSet?

  @Flag(help: "Print what recording every job costs: the ratio of phases with and without.")
  var recording = false

  @Flag(help: "Only count work, and time no job: the load that a workload is as an aggressor.")
  var unrecorded = false

  @Option(
    help: ArgumentHelp("Write the numbers as CSV; - for standard output.", valueName: "FILE"),
    completion: .file())
  var csv: String?

  @Option(
    help: ArgumentHelp("Write the numbers as JSON; - for standard output.", valueName: "FILE"),
    completion: .file())
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Write every job as a row of CSV, with its end in ns since 1970; - for standard output.",
      valueName: "FILE"), completion: .file())
  var jobs: String?

  @Flag(
    name: [.short, .long], help: "Print nothing but errors and what --csv, --json and --jobs name.")
  var quiet = false

  func run() throws {
    try checkCombination()
    let nanoseconds = try nanoseconds()
    let machine = try machine()
    let asked = try workloads.map { try ask($0, on: machine) }
    let other = try beside.map { try ask($0, on: machine) }
    let places = try MeasurePlaces(self, asked, other, machine)
    try checkMemory(places, machine)

    let seed = cores.seedOrDrawn()
    let interruption = try MeasuringSession.prepare(
      machine: machine, isQuiet: quiet, onInterrupt: "stopping")
    let meter = Meter(machine: machine, seed: seed) { interruption.isRequested }
    var readings: [MeterReading] = []
    var wasCancelled = false
    do {
      if together {
        readings = try meter.measure(
          places.measured, nanoseconds: nanoseconds, records: !unrecorded)
      } else {
        for placed in places.measured {
          if let other = places.beside {
            readings.append(try meter.measure(placed, beside: other, nanoseconds: nanoseconds))
          } else if recording {
            readings.append(try meter.measureRecording(of: placed, nanoseconds: nanoseconds))
          } else {
            readings += try meter.measure(
              [placed], nanoseconds: nanoseconds, records: !unrecorded)
          }
        }
      }
    } catch is Meter.Cancelled {
      wasCancelled = true
    } catch let error as WorkloadUnavailable {
      throw CommandFailure(message: error.description, status: .missingFeature)
    }

    try report(readings, seed: seed)
    if wasCancelled {
      throw CommandFailure(
        message: "interrupted: \(readings.count) of \(workloads.count) were measured",
        status: .interrupted)
    }
  }

  // MARK: The request

  private func checkCombination() throws {
    let chosen = [
      ("--together", together), ("--beside", beside != nil), ("--recording", recording),
    ].filter(\.1).map(\.0)
    if chosen.count > 1 { throw usage("\(chosen[0]) and \(chosen[1]) exclude each other") }
    if unrecorded, let first = chosen.first(where: { $0 != "--together" }) {
      throw usage("\(first) needs recorded jobs; leave --unrecorded out")
    }
    if unrecorded, jobs != nil { throw usage("--unrecorded has no jobs for --jobs") }
    if besideCpus != nil, beside == nil { throw usage("--beside-cpus needs --beside") }
    let printed = [("--csv", csv), ("--json", json), ("--jobs", jobs)].filter { $0.1 == "-" }
    if printed.count > 1 {
      throw usage("\(printed[0].0) and \(printed[1].0) cannot both be standard output")
    }
  }

  private func nanoseconds() throws -> Int64 {
    guard let duration else { return beside != nil || recording ? 4_000_000_000 : 1_000_000_000 }
    return try parseTime(
      "--duration", duration, unit: .seconds, range: 10_000_000...86_400_000_000_000,
      "10ms to 24h")
  }

  /// With cores that the user names bulkhead keeps none for itself, unless the user names those too.
  private func machine() throws -> Machine {
    let topology = try Topology(loading: .thisMachine)
    if let besideCpus, let cpus = cores.cpus, !cpus.isDisjoint(with: besideCpus) {
      throw usage("CPU \(cpus.intersection(besideCpus)) is in --cpus and in --beside-cpus")
    }
    if let housekeeping = cores.housekeeping {
      for (option, list) in [("--cpus", cores.cpus), ("--beside-cpus", besideCpus)] {
        if let list, !list.isDisjoint(with: housekeeping) {
          throw usage(
            "CPU \(list.intersection(housekeeping)) is in \(option) and in --housekeeping")
        }
      }
    }
    if let cpus = cores.cpus { try topology.requireUsable(cpus) }
    let everywhere = beside != nil && besideCpus == nil
    let asked = everywhere ? nil : cores.cpus.map { $0.union(besideCpus ?? PUSet()) }
    return try Machine(
      topology: topology, asked: asked,
      housekeeping: cores.housekeeping ?? (cores.cpus == nil ? nil : PUSet()),
      scale: .calibrated(), facts: .read())
  }

  private func ask(_ text: String, on machine: Machine) throws -> AskedWorkload {
    let asked = try AskedWorkload(parsing: text, caches: machine.caches)
    if let reason = asked.workload.unavailable {
      throw CommandFailure(
        message: "\(asked.workload.name) cannot run here: \(reason)", status: .missingFeature)
    }
    return asked
  }

  private func checkMemory(_ places: MeasurePlaces, _ machine: Machine) throws {
    let available = machine.availableMemoryBytes
    func need(_ placed: Meter.Placed) -> Int {
      let (bytes, overflow) = placed.asked.workingSetBytes.multipliedReportingOverflow(
        by: placed.cpus.count)
      return overflow ? .max : bytes
    }
    let others = places.beside.map(need) ?? 0
    let needs = places.measured.map(need)
    for (placed, need) in zip(places.measured, needs) {
      let (sum, overflow) = (together ? needs.reduce(0) { $0 &+ $1 } : need)
        .addingReportingOverflow(others)
      guard overflow || need == .max || sum > available else { continue }
      let megabytes = placed.asked.workingSetBytes >> 20
      throw usage(
        "\(placed.asked.label) on \(placed.cpus.count) PUs needs \(megabytes) MiB for each, \(available >> 20) MiB of memory are available"
      )
    }
  }

  // MARK: The answer

  private func report(_ readings: [MeterReading], seed: UInt64) throws {
    let rows = readings.map(\.row)
    let isQuiet = quiet || [csv, json, jobs].contains("-")
    if !isQuiet {
      display("seed \(seed)\n" + MeasureTable.text(rows, width: Terminal.width), terminator: "")
    }
    if let csv { try bulkhead.write(MeasureRow.csv(rows), to: csv) }
    if let json { try bulkhead.write(MeasureRow.json(rows) + "\n", to: json) }
    if let jobs { try bulkhead.write(JobRow.csv(readings.flatMap(\.jobs)), to: jobs) }
    if let crowded = rows.first(where: { $0.jobsDropped > 0 }), isQuiet {
      printError(
        "warning: \(crowded.jobsDropped) jobs of \(crowded.workload) found no room and are in no number"
      )
    }
  }

  private func usage(_ message: String) -> CommandFailure {
    CommandFailure(message: message, status: .usage)
  }
}

/// Which workload runs on which PUs.
private struct MeasurePlaces {
  let measured: [Meter.Placed]
  let beside: Meter.Placed?

  /// - Throws: `CommandFailure` when there are too few PUs, or workloads whose threads come in pairs get one over.
  init(
    _ command: MeasureCommand, _ asked: [AskedWorkload], _ other: AskedWorkload?,
    _ machine: Machine
  ) throws {
    let named = command.cores.cpus.map(Array.init)
    var free = (named ?? machine.cores)[...]
    var measured: [Meter.Placed] = []
    for workload in asked {
      let threads = workload.workload.threads
      let count = command.together || named == nil ? threads : free.count
      guard count <= free.count, count >= threads, count % threads == 0 else {
        let wanted = threads == 1 ? "a PU" : "\(threads) PUs or a multiple of that"
        throw CommandFailure(
          message: "\(workload.label) needs \(wanted), and finds \(free.count)",
          status: .usage)
      }
      measured.append(Meter.Placed(workload, on: Array(free.prefix(count))))
      if command.together { free = free.dropFirst(count) }
    }
    self.measured = measured
    guard let other else {
      beside = nil
      return
    }
    let taken = PUSet(measured.flatMap(\.cpus))
    let rest =
      command.besideCpus
      ?? (named == nil ? PUSet(machine.cores) : machine.usable.subtracting(machine.housekeeping))
    let cpus = Array(rest.subtracting(taken))
    let whole = cpus.count / other.workload.threads * other.workload.threads
    guard whole > 0 else {
      throw CommandFailure(
        message:
          "\(other.label) finds no \(other.workload.threads == 1 ? "PU" : "pair of PUs") beside CPU \(taken)",
        status: .usage)
    }
    beside = Meter.Placed(other, on: Array(cpus.prefix(whole)))
  }
}
