public import Results

/// What a run measured, as the table of its kind.
public enum RunTable {
  /// The results as text that ends in a newline.
  /// - Parameters:
  ///   - width: Columns per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    // A run of a suite has more than its cells: its machine's floor, its workloads' proofs.
    let kinds: [(isMeasured: Bool, table: (ResultSet, Int, Bool) -> String)] = [
      (!results.cells.isEmpty, ComparisonTable.text),
      (!results.register.isEmpty, RegisterTable.text),
      (!results.leakage.isEmpty, LeakageTable.text),
      (!results.residueSummary.isEmpty, ResidueTable.text),
      (!results.worstCase.isEmpty, WorstCaseTable.text),
      (!results.faults.isEmpty, FaultTable.text),
      (!results.enforcers.isEmpty, EnforcerTable.text),
      (!results.contention.isEmpty, ContentionTable.text),
      (!results.sweep.isEmpty, SweepTable.text),
      (!results.jitter.isEmpty, JitterTable.text),
      (!results.verification.isEmpty, VerificationTable.text),
    ]
    let table = kinds.first { $0.isMeasured }?.table ?? ComparisonTable.text
    return table(results, width, colour)
  }
}
