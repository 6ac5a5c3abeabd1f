/// Text whose lines nobody has fitted to the terminal yet.
public enum FoldedText {
  /// The text with its longer lines folded at spaces, what follows indented; a path stays whole.
  ///
  /// - Parameter width: Characters per line; 0 or less for no limit.
  public static func text(_ text: String, width: Int) -> String {
    guard width > 0 else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      // A line with colour is a table's, and was fitted with it.
      .flatMap { $0.contains("\u{1B}") ? [String($0)] : Words.folded(String($0), width: width) }
      .joined(separator: "\n")
  }
}
