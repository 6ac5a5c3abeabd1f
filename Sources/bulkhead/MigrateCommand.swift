import ArgumentParser
import Results

struct MigrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Brings results of an older version into the present schema.",
    discussion: """
      Writes a new results directory of the same name and leaves the old one as it is. What the older version did not \
      record stays absent; columns and tables that there are no more are left out and named. Every command reads older \
      results as they are: this is for programs of your own that want one schema.
      """)

  @Argument(
    help: ArgumentHelp("A complete results directory.", valueName: "RESULT"),
    completion: .directory)
  var result: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Make the new directory in DIR; DIR is made if its parent is there.", valueName: "DIR"),
    completion: .directory)
  var output: String

  func run() throws {
    let migration = try Migration(of: result, into: output)
    for column in migration.leftOut { print("left out  \(column)") }
    display("migrated from schema version \(migration.version) to \(schemaVersion)")
    print("results   \(migration.directory)")
  }
}
