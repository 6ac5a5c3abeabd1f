/// Why a topology can't be loaded or used.
public enum TopologyError: Error, Hashable, CustomStringConvertible {
  /// The file can't be read: missing, a directory, no permission, too large.
  case unreadableFile(path: String, reason: String)
  /// The file was read but is not a topology.
  case badXML(path: String, line: Int?, reason: String)
  case badSynthetic(text: String, reason: String)
  /// The program was built for another major version of hwloc than the one it runs with.
  case libraryMismatch(built: Int, running: Int)
  case loadFailed(source: TopologySource, reason: String)
  /// A run was asked for on a topology that only describes another machine.
  case notThisSystem(TopologySource)
  case unknownResource(text: String)
  /// A PU that was asked for can't be used.
  case unusablePU(index: Int, reason: String)

  public var description: String {
    switch self {
    case .unreadableFile(let path, let reason):
      "\(path): \(reason)"
    case .badXML(let path, let line, let reason):
      "\(path)\(line.map { ":\($0)" } ?? ""): \(reason)"
    case .badSynthetic(let text, let reason):
      "synthetic topology \"\(text)\": \(reason) "
        + "(levels are TYPE:COUNT and end in pu, as in \"pack:2 l3:1 core:4 pu:2\")"
    case .libraryMismatch(let built, let running):
      "built for hwloc \(built).x, but the libhwloc found at run time is \(running).x: "
        + "install libhwloc \(built).x or rebuild"
    case .loadFailed(let source, let reason):
      "\(source): \(reason)"
    case .notThisSystem(let source):
      "this topology is not this machine (\(source)): it can be drawn and planned with, not run on"
    case .unknownResource(let text):
      "\"\(text)\" is nothing that PUs share: use core, L1 to L5, numa, package or machine"
    case .unusablePU(let index, let reason):
      "CPU \(index): \(reason)"
    }
  }
}
