import ArgumentParser
import Experiment
import Platform
import Reporting
import Results

struct JitterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jitter",
    abstract: "Measures what each core loses by itself: the floor of all jitter here.",
    discussion: """
      Nothing runs on the cores but, in turn, a reader of the clock that notes every gap of more than a microsecond, and \
      a thread that sleeps to absolute deadlines and notes how late it wakes. Deadlines that were over before the thread \
      woke are counted as missed, each with its own lateness. What the kernel counted in the same few milliseconds labels \
      each gap and each late wake-up with a cause. The housekeeping PU is left out; choose it with -H.
      """)

  @Option(
    name: [.customShort("D"), .long],
    help: ArgumentHelp(
      "Watch for this long, half of it gaps, half timers: 30s, 2m; a bare number counts seconds.",
      valueName: "TIME"))
  var duration = "10s"

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Distance of the timer's deadlines: 250us, 1ms; a bare number counts microseconds.",
      valueName: "TIME"))
  var interval = "1ms"

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Priority of the timer threads in SCHED_FIFO, where that is allowed; 0 for the ordinary class.",
      valueName: "N"))
  var priority = 90

  @Flag(
    help:
      "Hold the cores out of idle states meanwhile, as cyclictest does: /dev/cpu_dma_latency, which needs root."
  )
  var awake = false

  @OptionGroup var options: MeasuringOptions

  func run() throws {
    let nanoseconds = try parseTime(
      "--duration", duration, unit: .seconds, range: 20_000_000...86_400_000_000_000,
      "20ms to 24h")
    let period = try parseTime(
      "--interval", interval, unit: .microseconds, range: 20_000...1_000_000_000, "20us to 1s")
    guard period <= nanoseconds / 4 else {
      throw CommandFailure(
        message: "--interval \(interval) leaves fewer than two deadlines in --duration \(duration)",
        status: .usage)
    }
    guard (0...99).contains(priority) else {
      throw CommandFailure(
        message: "--priority takes a number from 0 to 99, not '\(priority)'", status: .usage)
    }
    let machine = try options.machine()
    try options.checkOutput()

    let wakefulCores = try awake ? holdAwake() : nil
    defer { withExtendedLifetime(wakefulCores) {} }
    let session = try MeasuringSession("jitter", options: options, machine: machine)
    var probe = JitterProbe(machine: machine, cpus: machine.cores.sorted())
    probe.periodNanoseconds = period
    probe.realTimePriority = priority
    session.say(
      "watching CPU \(machine.cores.sorted().map(String.init).joined(separator: ", ")) for \(Double(nanoseconds) / 1e9) s"
    )
    // Nothing is drawn; the seed is written because every result has one.
    _ = try session.record(
      seed: options.seed ?? 0,
      notes: awake ? ["the cores were held out of idle states (/dev/cpu_dma_latency)"] : []
    ) { writer in
      try JitterMeasurement(
        probe: probe, nanoseconds: nanoseconds, interruption: session.interruption,
        showsProgress: session.showsProgress
      ).run(into: writer)
    } table: { results in
      JitterTable.text(results, width: Terminal.width, colour: Terminal.usesColour)
    }
  }

  private func holdAwake() throws -> WakefulCores {
    do {
      return try WakefulCores()
    } catch {
      throw CommandFailure(
        message: "--awake: \(error); run it as root, or without --awake", status: .missingFeature)
    }
  }
}
