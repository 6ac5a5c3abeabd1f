import ArgumentParser
import Experiment
import HardwareTopology
import Platform
import Reporting
import Results
import Statistics
import Workloads

struct WorstCaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worst-case",
    abstract: "Estimates how long a job may take: an exceedance curve with a bound, or a refusal.",
    discussion: """
      Times the jobs of one workload in sequence on one core, or takes a column of your own times, and asks extreme-value \
      statistics how often a run takes longer than x. The number to quote is the one-sided 95 % upper bound. Times that \
      drift, depend on each other, change half way, come in steps or were measured while somebody else ran get no curve \
      but the reasons, as codes (docs/worst-case.md). The longest run seen stands beside it with what it bounds.

      Exit code 3 when there is no curve. On a shared virtual machine a curve is labelled descriptive.

      Examples:  bulkhead worst-case chase@L2/2 -c 1 --runs 100000 --rate 1kHz --exceedance 1e-7
                 bulkhead worst-case chase@4MiB -c 1 --beside write@64MiB --beside-cpus 2,3
                 bulkhead worst-case --from times.csv --column latency_us --deadline 200us
                 bulkhead worst-case --from times.csv --column latency --unit us
      """)

  @Argument(
    help: ArgumentHelp(
      "Whose jobs are timed: chase, chase@L2/2, chase@4MiB:8192.", valueName: "WORKLOAD[@SIZE]"),
    completion: .list(WorkloadCatalogue.all.map(\.name)))
  var workload: String?

  @Option(
    help: ArgumentHelp("Run this workload beside it all the time.", valueName: "WORKLOAD[@SIZE]"),
    completion: .list(WorkloadCatalogue.all.map(\.name)))
  var beside: String?

  @Option(
    help: ArgumentHelp(
      "Where --beside runs, one thread on each PU; all other PUs when absent.", valueName: "LIST"),
    transform: parsePUs)
  var besideCpus: PUSet?

  @Option(
    help: ArgumentHelp(
      "Jobs that are timed, from 1000 to 1000000; 20000 when absent.", valueName: "N"))
  var runs: Int?

  @Option(
    help: ArgumentHelp("Take the times from a CSV file with a header instead.", valueName: "FILE"),
    completion: .file(extensions: ["csv"]))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "The file's column; its last word is the unit, _ns, _us, _ms or _s, unless --unit says it.",
      valueName: "NAME"))
  var column: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("What the times of --from count: ns, us, ms, s.", valueName: "UNIT"))
  var unit: RecordedUnit?

  @Flag(help: "The times of --from were measured on a shared virtual machine.")
  var virtualMachine = false

  @Option(
    help: ArgumentHelp(
      "How often the job is activated, for the chance per hour: 1kHz, 50Hz; a bare number counts Hz.",
      valueName: "RATE"))
  var rate = "1kHz"

  @Option(
    help: ArgumentHelp(
      "The smallest chance per run that is asked for, down to 1e-15; a curve reaches a thousandth of 1/runs.",
      valueName: "P"))
  var exceedance = 1e-6

  @Option(
    help: ArgumentHelp(
      "Runs in a block, for block maxima; a 500th of the runs, at least 20, when absent.",
      valueName: "N"))
  var block: Int?

  @Option(
    help: ArgumentHelp(
      "Draw this deadline into the figure: 250us; a bare number counts microseconds.",
      valueName: "TIME"))
  var deadline: String?

  @OptionGroup var options: MeasuringOptions

  func run() throws {
    try checkCombination()
    let activations = try frequency()
    let deadlineNanoseconds = try deadline.map { Double(try DeadlineOption.parse($0).nanoseconds) }
    let given = try from.map(readTimes)
    let machine = try options.machine()
    try options.checkOutput()
    let seed = options.cores.seedOrDrawn()
    let places = try workload.map { try self.places($0, machine) }
    let session = try MeasuringSession("worst-case", options: options, machine: machine)
    let results = try session.record(seed: seed, notes: notes) { writer in
      var (times, isComplete) = (given ?? JobTimes(nanoseconds: []), true)
      var row = WorstCaseRow()
      if let places {
        session.say(
          "timing \(jobs) jobs of \(places.victim.asked.label) on CPU \(places.victim.cpus[0]), seed \(seed)"
        )
        (times, isComplete) = try measure(places, machine, session.interruption, seed)
        row.cpu = Int64(places.victim.cpus[0])
        row.beside = places.beside?.asked.label ?? ""
      }
      row.workload = places?.victim.asked.label ?? "\(from ?? "") \(column ?? "")"
      row.deadlineNanoseconds = deadlineNanoseconds
      try writer.append(JobTimeRow.rows(times))
      guard isComplete else { return .partial }
      var declared = WorstCaseOptions()
      declared.exceedances = exceedances
      declared.activationsPerSecond = activations
      declared.blockLength = block
      declared.seed = seed
      declared.conditions.isVirtualMachine =
        given == nil ? machine.facts.hypervisor != nil : virtualMachine
      declared.conditions.clockResolution = ClockStep.seen(in: times.nanoseconds)
      declared.conditions.disturbed = times.disturbed
      declared.conditions.seconds = times.seconds
      let estimate = WorstCaseEstimate(times.nanoseconds, options: declared)
      try writer.append(WorstCaseRow.rows(estimate, options: declared, blank: row))
      try writer.append(estimate.tests.map(WorstCaseTestRow.init))
      return .complete
    } table: { results in
      WorstCaseTable.text(results, width: Terminal.width, colour: Terminal.usesColour)
    }
    let accepted = results.worstCase.contains { $0.method != .highWaterMark && $0.isAccepted }
    guard accepted else {
      let codes = Set(results.worstCase.flatMap { $0.refusals.split(separator: " ") }).sorted()
      throw CommandFailure(
        message: "no curve: \(codes.joined(separator: ", "))", status: .inconclusive)
    }
  }

  // MARK: The request

  private func checkCombination() throws {
    if workload != nil, from != nil { throw usage("give a workload or --from, not both") }
    guard workload != nil || from != nil else {
      throw usage("name a workload whose jobs are timed, or a file with --from")
    }
    if from != nil, column == nil { throw usage("--from needs --column") }
    if from == nil, column != nil { throw usage("--column needs --from") }
    if from == nil, unit != nil { throw usage("--unit needs --from") }
    if from != nil, runs != nil {
      throw usage("--runs counts jobs of a workload; --from takes all times of the file")
    }
    if from == nil, virtualMachine { throw usage("--virtual-machine needs --from") }
    if from != nil, beside != nil { throw usage("--from and --beside exclude each other") }
    if besideCpus != nil, beside == nil { throw usage("--beside-cpus needs --beside") }
    guard (1000...1_000_000).contains(jobs) else {
      throw usage("--runs takes a number from 1000 to 1000000, not '\(jobs)'")
    }
    guard exceedance >= 1e-15, exceedance <= 0.01 else {
      throw usage("--exceedance takes a chance from 1e-15 to 0.01, not '\(exceedance)'")
    }
    if let block, !(1...100_000).contains(block) {
      throw usage("--block takes a number from 1 to 100000, not '\(block)'")
    }
  }

  /// How many jobs of a workload are timed.
  private var jobs: Int { runs ?? 20_000 }

  /// A point for each decade from a hundredth down to the one that is asked for.
  private var exceedances: [Double] {
    let decades = (2...15).map { Double("1e-\($0)")! }
    return decades.filter { $0 > exceedance * 1.0001 } + [exceedance]
  }

  private func frequency() throws -> Double {
    let units: [(suffix: String, hertz: Double)] = [
      ("MHz", 1e6), ("kHz", 1e3), ("Hz", 1), ("", 1),
    ]
    let unit = units.first { rate.hasSuffix($0.suffix) }!
    guard let number = Double(rate.dropLast(unit.suffix.count)), number * unit.hertz > 0,
      number * unit.hertz <= 1e9
    else { throw usage("--rate takes a rate such as 50Hz, 1kHz or 2.5MHz, not '\(rate)'") }
    return number * unit.hertz
  }

  private func readTimes(_ file: String) throws -> JobTimes {
    let name = column ?? ""
    let factor = try unitOfColumn(name).nanoseconds
    return JobTimes(nanoseconds: try NumberColumn.read(name, from: file, times: factor))
  }

  /// What `--unit` says, else the last word of the column's name; a guess may be wrong by a thousand.
  private func unitOfColumn(_ name: String) throws -> RecordedUnit {
    if let unit { return unit }
    let word = name.split(separator: "_", omittingEmptySubsequences: false).last ?? ""
    guard let named = RecordedUnit(rawValue: String(word)) else {
      throw usage(
        "--column \(name): its last word must be the unit: _ns, _us, _ms or _s, or say it with --unit us"
      )
    }
    return named
  }

  private var notes: [String] {
    from.map { ["the times are those of column \(column ?? "") of \($0), not of this machine"] }
      ?? []
  }

  // MARK: The measurement

  private struct Places {
    let victim: Meter.Placed
    let beside: Meter.Placed?
  }

  private func places(_ victim: String, _ machine: Machine) throws -> Places {
    let asked = try ask(victim, machine)
    guard asked.workload.threads == 1 else {
      throw usage(
        "\(asked.label) has \(asked.workload.threads) threads; jobs of one core are timed")
    }
    let placed = Meter.Placed(asked, on: [machine.cores[0]])
    guard let beside else { return Places(victim: placed, beside: nil) }
    let other = try ask(beside, machine)
    let rest = (besideCpus ?? PUSet(machine.cores)).subtracting(PUSet(placed.cpus)).sorted()
    let count = rest.count / other.workload.threads * other.workload.threads
    guard count > 0 else {
      throw usage(
        "\(other.label) finds no PU beside CPU \(placed.cpus[0]); name some with --beside-cpus")
    }
    return Places(
      victim: placed, beside: Meter.Placed(other, on: Array(rest.prefix(count))))
  }

  private func ask(_ text: String, _ machine: Machine) throws -> AskedWorkload {
    let asked = try AskedWorkload(parsing: text, caches: machine.caches)
    if let reason = asked.workload.unavailable {
      throw CommandFailure(
        message: "\(asked.workload.name) cannot run here: \(reason)", status: .missingFeature)
    }
    return asked
  }

  private func measure(
    _ places: Places, _ machine: Machine, _ interruption: Interruption, _ seed: UInt64
  ) throws -> (times: JobTimes, isComplete: Bool) {
    do {
      return try JobTimer(machine: machine, seed: seed) { interruption.isRequested }
        .time(places.victim, beside: places.beside, runs: jobs)
    } catch let error as JobTimer.TooLong {
      throw usage(
        "\(jobs) jobs would take \(Int(error.seconds)) s, and 600 s are the most; fewer --runs, or a shorter job with \(places.victim.asked.workload.name):N"
      )
    } catch let error as WorkloadUnavailable {
      throw CommandFailure(message: error.description, status: .missingFeature)
    }
  }

  private func usage(_ message: String) -> CommandFailure {
    CommandFailure(message: message, status: .usage)
  }
}
