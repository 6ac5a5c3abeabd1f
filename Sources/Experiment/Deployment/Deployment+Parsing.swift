import Partitioning
import Workloads
import Yams

extension Deployment {
  /// The names that a deployment may use; what is not among them is refused with a suggestion.
  public struct Vocabulary: Sendable {
    /// What a deployment has to know of a workload.
    public struct WorkloadFacts: Sendable {
      public var name: String
      public var threads: Int
      public var hasWorkingSet: Bool

      public init(
        name: String, threads: Int = 1, hasWorkingSet: Bool = true
      ) {
        self.name = name
        self.threads = threads
        self.hasWorkingSet = hasWorkingSet
      }
    }

    public var workloads: [WorkloadFacts]
    public var enforcers: [String]
    public var faults: [String]
    public var backends: [String]

    public init(
      workloads: [WorkloadFacts], enforcers: [String], faults: [String],
      backends: [String] = ["thread", "process", "container", "vm"]
    ) {
      self.workloads = workloads
      self.enforcers = enforcers
      self.faults = faults
      self.backends = backends
    }

    func facts(of workload: String) -> WorkloadFacts? { workloads.first { $0.name == workload } }

    /// The names that this version knows.
    ///
    /// - Parameter faults: the kinds of fault that can be injected.
    public static func current(faults: [String]) -> Vocabulary {
      Vocabulary(
        workloads: WorkloadCatalogue.all.map {
          WorkloadFacts(
            name: $0.name, threads: $0.threads, hasWorkingSet: $0.hasWorkingSet)
        }, enforcers: EnforcerCatalogue.all.map(\.name), faults: faults)
    }
  }

  /// Reads a deployment file.
  ///
  /// - Throws: everything that is wrong with it, as far as it can be read.
  public static func read(
    _ file: String, vocabulary: Vocabulary
  ) throws(SuiteErrors) -> Deployment {
    try parse(SourceText(reading: file, as: .deployment), vocabulary: vocabulary)
  }

  /// Reads a deployment from text; the source's file name is only used in messages.
  ///
  /// - Throws: everything that is wrong with it, as far as it can be read.
  public static func parse(
    _ source: SourceText, vocabulary: Vocabulary
  ) throws(SuiteErrors) -> Deployment {
    let root = try YAMLDocument.root(of: source, as: .deployment)
    var reader = DeploymentReader(file: source.file, vocabulary: vocabulary)
    let deployment = reader.read(root)
    guard reader.diagnostics.isEmpty else { throw SuiteErrors(reader.diagnostics) }
    return deployment
  }

  /// Whether a text is meant to be a deployment, and no suite: it has the key `partitions`.
  ///
  /// A text that is no YAML is judged by its lines, so that its mistakes are told as a deployment's.
  public static func isDeployment(_ source: SourceText) -> Bool {
    let key = Key.partitions.rawValue
    if let root = try? YAMLDocument.root(of: source, as: .deployment) {
      return root.keys.contains { $0.scalar?.string == key }
    }
    return source.text.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("\(key):") }
  }
}
