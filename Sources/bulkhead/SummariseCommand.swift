import ArgumentParser
import Experiment
import Platform
import Reporting
import Results
import Statistics

struct SummariseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summarise",
    abstract: "Quantiles of latencies that another tool recorded.",
    discussion: """
      Reads one number on a line, in the order in which they were recorded; lines that begin with # are left out. \
      Quantiles are by nearest rank, and shown where at least ten values lie beyond them; intervals where neighbours \
      do not resemble each other.

      --expected-interval is for a tool that sends its next request only after the answer to the last one, and so meets a \
      stall once that would have held up many: for each value above the interval the values are added that requests on \
      time would have seen, and the result says that it is corrected. Not for latencies measured from a plan, as all of \
      Bulkhead's are.
      """)

  @Argument(
    help: ArgumentHelp("A file of numbers.", valueName: "FILE"), completion: .file())
  var file: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("What the numbers count: ns, us, ms, s.", valueName: "UNIT"))
  var unit = RecordedUnit.ns

  @Option(
    help: ArgumentHelp(
      "Correct for requests that were left out: 250us, 10ms; a bare number counts microseconds.",
      valueName: "TIME"))
  var expectedInterval: String?

  func run() throws {
    let interval = try expectedInterval.map {
      try parseTime(
        "--expected-interval", $0, unit: .microseconds, range: 1...86_400_000_000_000,
        "1ns to 24h")
    }
    let values = try NumberFile.read(file, times: unit.nanoseconds)
    if let interval { try checkAddable(values, interval) }
    guard let summary = SampleSummary(values, expectedInterval: interval) else {
      throw CommandFailure(message: "\(file) holds no number", status: .usage)
    }
    display(
      SampleSummaryTable.text(summary, width: Terminal.width, colour: Terminal.usesColour),
      terminator: "")
  }

  /// An interval of a nanosecond would fill the memory.
  private func checkAddable(_ values: [Int64], _ interval: Int64) throws {
    let limit = 100_000_000.0
    let added = values.reduce(0.0) { $0 + Double($1 / interval) }
    guard added <= limit else {
      throw CommandFailure(
        message:
          "--expected-interval \(expectedInterval ?? "") would add more than a hundred million values; is its unit right?",
        status: .usage)
    }
  }
}
