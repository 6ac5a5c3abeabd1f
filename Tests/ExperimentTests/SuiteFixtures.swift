import Experiment

extension Suite.Vocabulary {
  /// The names that the bundled suites are written with.
  static let bundled = Suite.Vocabulary(
    workloads: [
      "chase", "read", "write", "nt-write", "false-sharing", "padded", "ping-pong", "alu",
      "timestamps",
    ],
    policies: ["baseline", "pinned", "sliced", "gang", "no-huge-pages"],
    enforcers: ["timer", "cooperative"],
    parameters: ["sliced": ["window"], "gang": ["window"]])
}

extension Suite {
  /// The suite in a text, with `s.yaml` as its file.
  static func parse(_ text: String) throws(SuiteErrors) -> Suite {
    try parse(SourceText(file: "s.yaml", text: text), vocabulary: .bundled)
  }
}

/// Folders of the package, found from this file.
enum Package {
  static let benches = root + "/benches"

  private static let root = #filePath.split(separator: "/").dropLast(3)
    .reduce("") { "\($0)/\($1)" }
}

/// The three keys that every suite needs, to put others behind.
let minimal = """
  policies: [baseline]
  victims: [chase]
  aggressors: [alu]

  """
