import Glibc

/// What standard output can show.
enum Terminal {
  /// Whether a person is looking.
  static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Columns that a line may have: as many as `COLUMNS` says, from 20 to 1000, else those of the
  /// terminal; 100 where output goes to a file or a pipe.
  static var width: Int {
    if let asked = variable("COLUMNS").flatMap({ Int($0) }), (20...1000).contains(asked) {
      return asked
    }
    var size = winsize()
    guard isInteractive, unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return 100 }
    return Int(size.ws_col)
  }

  /// Colour only for a person, on a terminal that is not dumb, and not when `NO_COLOR`
  /// (no-color.org) is set.
  static var usesColour: Bool {
    isInteractive && variable("NO_COLOR") == nil && variable("TERM") != "dumb"
  }

  /// Whether the locale can show more than ASCII.
  static var usesUnicode: Bool {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      if let value = variable(name) {
        let text = value.lowercased()
        return text.contains("utf-8") || text.contains("utf8")
      }
    }
    return false
  }

  /// A variable of the environment; nil when it is not set or empty.
  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name), unsafe value[0] != 0 else { return nil }
    return unsafe String(cString: value)
  }
}
