/// Text whose lines nobody has fitted to the terminal yet.
public enum FoldedText {
  /// The text with its longer lines folded at spaces, what follows indented; a path stays whole.
  ///
  /// - Parameter width: Columns per line; 0 or less for no limit.
  public static func text(_ text: String, width: Int) -> String {
    guard width > 0 else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { Words.folded(String($0), width: width, cutsPaths: false) }
      .joined(separator: "\n")
  }
}
