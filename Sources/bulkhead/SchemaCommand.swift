import ArgumentParser
import Experiment

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of a kind of file, for editors and checks.",
    discussion: """
      An editor with a YAML language server checks and completes a file whose first line is \
      `# yaml-language-server: $schema=FILE`. Bulkhead itself checks more: names, overlaps, budgets.
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case deployment
  }

  @Argument(help: ArgumentHelp("What file it describes.", valueName: "KIND"))
  var kind: Kind

  func run() {
    switch kind {
    case .deployment: print(DeploymentCatalogue.schema, terminator: "")
    }
  }
}
