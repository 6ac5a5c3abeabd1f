extension String {
  /// The text with a blank for each control character and line separator, for formats in which a line is a statement: what
  /// follows a line feed in a name would be gnuplot's next command, `system` among them, or benchstat's next benchmark.
  var onOneLine: String {
    var line = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: line.append(" ")
      default: line.append(scalar)
      }
    }
    return String(line)
  }
}
