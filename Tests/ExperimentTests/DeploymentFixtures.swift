import Experiment

extension Deployment.Vocabulary {
  /// The names that the deployments of these tests are written with.
  static let testing = Deployment.Vocabulary(
    workloads: [
      .init(name: "chase"), .init(name: "read"), .init(name: "write"),
      .init(name: "alu", hasWorkingSet: false),
      .init(name: "ping-pong", threads: 2, hasWorkingSet: false),
    ], enforcers: ["timer", "cooperative"], faults: ["segv", "exit", "endless-loop"])
}

extension Deployment {
  /// The deployment in a text, with `d.yaml` as its file.
  static func parse(_ text: String) throws(SuiteErrors) -> Deployment {
    try parse(SourceText(file: "d.yaml", text: text), vocabulary: .testing)
  }
}

/// Two partitions on two cores, to change something in.
let twoPartitions = """
  cores: 2
  major_frame: 10ms
  partitions:
    - name: nav
      core: 0
      applications: [{ name: pos, workload: chase }]
    - name: show
      core: 1
      applications: [{ name: draw, workload: read@64KiB }]
  windows:
    - { partition: nav, duration: 4ms }
    - { partition: show, duration: 4ms, period: 5ms }

  """

/// `twoPartitions` with texts replaced where they first occur.
func changed(_ changes: (old: String, new: String)...) -> String {
  changes.reduce(twoPartitions) { text, change in
    guard let range = text.firstRange(of: change.old) else {
      preconditionFailure("`\(change.old)` is not in the deployment")
    }
    return text.replacingCharacters(in: range, with: change.new)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with new: String) -> String {
    self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
