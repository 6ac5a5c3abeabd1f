import ArgumentParser
import HardwareTopology

struct TopologyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology", abstract: "Shows what is shared between which cores.")

  @Option(
    help: ArgumentHelp("Describe the machine in an hwloc XML file.", valueName: "FILE"),
    completion: .file(extensions: ["xml"]))
  var xml: String?

  @Option(
    help: ArgumentHelp(
      "Describe a made-up machine, for instance 'pack:2 l3:1 l2:4 core:1 pu:2'.",
      valueName: "STRING"))
  var synthetic: String?

  @Option(
    help: ArgumentHelp("Write JSON to FILE; - is standard output.", valueName: "FILE"),
    completion: .file(extensions: ["json"]))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Write CSV to FILE, a row for each object; - is standard output.", valueName: "FILE"),
    completion: .file(extensions: ["csv"]))
  var csv: String?

  @Option(
    help: ArgumentHelp("Say what two PUs share, for instance 0,3.", valueName: "PU,PU"),
    transform: parsePUs)
  var sharing: PUSet?

  func validate() throws {
    if xml != nil && synthetic != nil {
      throw ValidationError("--xml and --synthetic describe two machines; give one")
    }
    if let sharing, sharing.count != 2 {
      throw ValidationError("--sharing takes two PUs, for instance 0,3")
    }
  }

  func run() throws {
    let source: TopologySource =
      if let xml { .xmlFile(path: xml) } else if let synthetic { .synthetic(synthetic) } else {
        .thisMachine
      }
    let topology = try Topology(loading: source)
    if let json { try write(topology.json(), to: json) }
    if let csv { try write(topology.csv(), to: csv) }
    if let sharing {
      let pair = Array(sharing)
      print(try topology.sharing(between: pair[0], and: pair[1]).description)
    } else if json == nil && csv == nil {
      print(
        topology.drawing(width: Terminal.width, usesUnicode: Terminal.usesUnicode),
        terminator: "")
    }
  }
}
