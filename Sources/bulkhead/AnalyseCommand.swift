import ArgumentParser
import Experiment
import HardwareTopology
import Platform
import Reporting
import Results
import Scheduling

struct AnalyseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyse",
    abstract: "Says who can delay whom in a deployment, and what it hangs on; measures nothing.",
    discussion: """
      From the deployment file, its schedule and the topology: every interference path between two applications, \
      concurrent or residual; every single point of failure and who loses service with it; and where the file does not \
      keep the isolation that it claims. The machine may be another one. What it finds is to be measured: \
      `bulkhead run DEPLOYMENT`.

      Exit codes: 0 nothing violates the claims; 2 something does; 1 the file or an option is wrong.
      """)

  @Argument(
    help: ArgumentHelp(
      "A deployment, such as benches/deployments/fourteen-apps.yaml.",
      valueName: "DEPLOYMENT.yaml"),
    completion: .file(extensions: ["yaml", "yml"]))
  var deployment: String

  @OptionGroup var machine: TopologyOptions

  @OptionGroup var placement: PlacementOptions

  @Option(
    help: ArgumentHelp(
      "Write CSV to FILE, a row for each channel of each path; - is standard output.",
      valueName: "FILE"),
    completion: .file(extensions: ["csv"]))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Write paths, single points of failure and violations as JSON to FILE; - is standard output.",
      valueName: "FILE"), completion: .file(extensions: ["json"]))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Write a graph in Graphviz's language to FILE; - is standard output.", valueName: "FILE"),
    completion: .file(extensions: ["dot", "gv"]))
  var dot: String?

  @Option(
    help: ArgumentHelp("Write a drawing to FILE; - is standard output.", valueName: "FILE"),
    completion: .file(extensions: ["svg"]))
  var svg: String?

  func run() throws {
    let source = try SourceText(reading: deployment, as: .deployment)
    if !Deployment.isDeployment(source), (try? Suite.parse(source, vocabulary: .current)) != nil {
      throw CommandFailure(
        message:
          "\(source.file): is a suite, which `bulkhead run` measures; analyse takes a deployment",
        status: .usage)
    }
    let deployment = try Deployment.parse(source, vocabulary: .known)
    let topology = try machine.topology()
    let folding = try fold(deployment, onto: topology)
    let analysis = DeploymentAnalysis(deployment, folding, on: topology)
    let rows = analysis.rows
    if let csv { try write(PathRow.csv(rows.paths), to: csv) }
    if let json { try write(rows.json(), to: json) }
    if let dot { try write(DotText.text(rows, name: deployment.name), to: dot) }
    if let svg { try write(SystemDrawing.svg(rows), to: svg) }
    if [csv, json, dot, svg].allSatisfy({ $0 == nil }) {
      display(
        DeploymentText.text(deployment, folding: folding, width: Terminal.width)
          + "\n\n" + caveats(analysis, topology)
          + AnalysisTable.text(rows, width: Terminal.width, colour: Terminal.usesColour),
        terminator: "")
    }
    guard rows.violations.isEmpty else { throw ExitCode(Status.gate.rawValue) }
  }

  private func fold(_ deployment: Deployment, onto topology: Topology) throws -> Folding {
    do {
      return try Folding(
        deployment, on: topology, asked: placement.cpus, housekeeping: placement.housekeeping)
    } catch let error as ScheduleErrors {
      throw CommandFailure(
        message: "\(deployment.file): folded onto this machine it has no schedule: \(error)",
        status: .usage)
    }
  }

  /// What has to be known before the tables.
  private func caveats(_ analysis: DeploymentAnalysis, _ topology: Topology) -> String {
    let lines =
      [topology.isThisSystem ? nil : "for another machine: \(topology.source)"]
      + analysis.unknowns.map { "paths may be missing: \($0)" }
    let text = lines.compactMap(\.self).map { $0 + "\n" }.joined()
    return text.isEmpty ? "" : text + "\n"
  }
}
