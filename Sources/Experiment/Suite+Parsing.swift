extension Suite {
  /// The names that a suite may use; what is not among them is refused with a suggestion.
  public struct Vocabulary: Sendable {
    public var workloads: [String]
    public var policies: [String]
    public var enforcers: [String]
    /// The parameters of each policy that has any.
    public var parameters: [String: [String]]

    public init(
      workloads: [String], policies: [String], enforcers: [String],
      parameters: [String: [String]] = [:]
    ) {
      self.workloads = workloads
      self.policies = policies
      self.enforcers = enforcers
      self.parameters = parameters
    }
  }

  /// Reads a suite file.
  ///
  /// - Throws: everything that is wrong with it, as far as it can be read.
  public static func read(
    _ file: String, vocabulary: Vocabulary
  ) throws(SuiteErrors) -> Suite {
    try parse(SourceText(reading: file), vocabulary: vocabulary)
  }

  /// Reads a suite from text; the source's file name is only used in messages.
  ///
  /// - Throws: everything that is wrong with it, as far as it can be read.
  public static func parse(
    _ source: SourceText, vocabulary: Vocabulary
  ) throws(SuiteErrors) -> Suite {
    let root = try YAMLDocument.root(of: source, as: .suite)
    var reader = SuiteReader(file: source.file, vocabulary: vocabulary)
    let suite = reader.suite(root)
    guard reader.diagnostics.isEmpty else { throw SuiteErrors(reader.diagnostics) }
    return suite
  }
}
