/// Where a topology comes from.
public enum TopologySource: Sendable, Hashable, CustomStringConvertible {
  case thisMachine
  /// An XML file as `lstopo --of xml` writes it.
  case xmlFile(path: String)
  /// hwloc's one-line description, for instance `pack:2 l3:1 core:4 pu:2`.
  case synthetic(String)
  /// One of hwloc's environment variables, which replaces this machine by another.
  case environment(variable: String, value: String)

  public var description: String {
    switch self {
    case .thisMachine: "this machine"
    case .xmlFile(let path): "XML file \(path)"
    case .synthetic(let text): "synthetic \"\(text)\""
    case .environment(let variable, let value): "environment \(variable)=\(value)"
    }
  }

  /// What asking for this machine means under an environment.
  ///
  /// hwloc lets these variables stand in for the machine, in this order. It falls back to the real
  /// machine in silence when one is wrong, so they are resolved here, where being wrong is an error.
  static func live(environment: (String) -> String?) -> TopologySource {
    for variable in ["HWLOC_FSROOT", "HWLOC_CPUID_PATH", "HWLOC_SYNTHETIC", "HWLOC_XMLFILE"] {
      if let value = environment(variable), !value.isEmpty {
        return .environment(variable: variable, value: value)
      }
    }
    return .thisMachine
  }
}
