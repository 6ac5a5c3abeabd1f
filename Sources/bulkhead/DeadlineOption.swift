import ArgumentParser
import Experiment
import Reporting
import Verdicts

/// The time that jobs have to keep, for the tails of a report or of its figures.
struct DeadlineOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Draw this deadline into the tails and say which share is beyond it: 250us; a bare number counts microseconds.",
      valueName: "TIME"))
  var deadline: String?

  /// - Throws: `CommandFailure` for what is no time, or none from 1ns to 24h.
  func value() throws -> Deadline? { try deadline.map(Self.parse) }

  static func parse(_ text: String) throws -> Deadline {
    Deadline(
      nanoseconds: try parseTime(
        "--deadline", text, unit: .microseconds, range: 1...86_400_000_000_000, "1ns to 24h"))
  }
}

extension Deadline {
  /// The shortest time that a gate holds job times to.
  init?(_ gates: [Gate]) {
    let limits = gates.filter { $0.quantity == .job }.map(\.limit)
    guard let least = limits.min() else { return nil }
    self.init(nanoseconds: Int64(least))
  }
}
