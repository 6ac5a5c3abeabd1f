/// Names on the left, what they are on the right, wrapped to a width: for texts that explain.
public enum DescriptionList {
  /// The title, and an entry on a line of its own, or several where it is long; ends without a newline.
  ///
  /// - Parameter width: Characters per line; 0 or less for no limit.
  public static func text(
    _ title: String, _ entries: [(name: String, text: String)], width: Int
  ) -> String {
    let indent = (entries.map(\.name.count).max() ?? 0) + 4
    var lines = width > 0 ? Words.wrapped(title, width: width) : [title]
    for (name, text) in entries {
      // Something readable is left of every width.
      let parts = width > 0 ? Words.wrapped(text, width: max(30, width - indent)) : [text]
      for (number, part) in parts.enumerated() {
        let head = number == 0 ? "  " + name : ""
        lines.append(head + String(repeating: " ", count: indent - head.count) + part)
      }
    }
    return lines.joined(separator: "\n")
  }
}
