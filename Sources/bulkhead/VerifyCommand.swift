import ArgumentParser
import Results

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Says all that is wrong with a results directory.",
    discussion: """
      Compares every file with its length and SHA-256 in datapackage.json, names tables that it leaves out and files in data/ and \
      env/ that it does not mention, and reads every CSV file strictly. Pairs have to be those of plan.json, measured cells have \
      all their rounds, rows are of cells that are there, and no cell, round, metric, window, bin, sentinel run, policy or proof \
      is there twice.

      Each problem is one line: file, line, column, what is wrong. Exit code 4 means that there are any.
      """)

  @Argument(
    help: ArgumentHelp("A results directory.", valueName: "RESULT"), completion: .directory)
  var result: String

  func run() throws {
    let verification = try Verification(of: result)
    for problem in verification.problems { display("\(result)/\(problem)") }
    let count = verification.problems.count
    guard count == 0 else {
      throw CommandFailure(
        message: "\(result): \(count) \(count == 1 ? "problem" : "problems")",
        status: .measurementFailed)
    }
    display("\(result): nothing wrong in \(verification.rows) rows of \(verification.files) tables")
  }
}
