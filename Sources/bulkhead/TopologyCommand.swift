import ArgumentParser
import HardwareTopology
import Platform

struct TopologyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology", abstract: "Shows what is shared between which cores.")

  @OptionGroup var machine: TopologyOptions

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
    if let sharing, sharing.count != 2 {
      throw ValidationError("--sharing takes two PUs, for instance 0,3")
    }
  }

  func run() throws {
    let topology = try machine.topology()
    if let json { try write(topology.json(), to: json) }
    if let csv { try write(topology.csv(), to: csv) }
    if let sharing {
      let pair = Array(sharing)
      display(try topology.sharing(between: pair[0], and: pair[1]).description)
    } else if json == nil && csv == nil {
      display(
        topology.drawing(width: Terminal.width, usesUnicode: Terminal.usesUnicode),
        terminator: "")
    }
  }
}
