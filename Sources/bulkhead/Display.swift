import Platform
import Reporting

/// Prints what a person reads: in the letters that the locale has, no line wider than the terminal.
///
/// What a tool reads goes out by `write(_:to:)`, as it is.
///
/// - Parameters:
///   - width: Characters per line; 0 for a text that fits already, or must not be folded.
///   - terminator: What follows the text.
func display(_ text: String, width: Int = Terminal.lineWidth, terminator: String = "\n") {
  print(Terminal.shown(FoldedText.text(text, width: width)), terminator: terminator)
}
