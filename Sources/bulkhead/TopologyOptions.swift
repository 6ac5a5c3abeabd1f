import ArgumentParser
import HardwareTopology

/// Which machine a command describes: this one, or another that only a file or a line of text knows.
struct TopologyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Describe the machine in an hwloc XML file.", valueName: "FILE"),
    completion: .file(extensions: ["xml"]))
  var xml: String?

  @Option(
    help: ArgumentHelp(
      "Describe a made-up machine, for instance 'pack:2 l3:1 l2:4 core:1 pu:2'.",
      valueName: "STRING"))
  var synthetic: String?

  func validate() throws {
    if xml != nil && synthetic != nil {
      throw ValidationError("--xml and --synthetic describe two machines; give one")
    }
  }

  func topology() throws(TopologyError) -> Topology {
    let source: TopologySource =
      if let xml { .xmlFile(path: xml) } else if let synthetic { .synthetic(synthetic) } else {
        .thisMachine
      }
    return try Topology(loading: source)
  }
}
