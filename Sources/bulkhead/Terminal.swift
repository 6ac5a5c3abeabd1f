import Glibc

/// What standard output can show.
enum Terminal {
  /// Whether a person is looking.
  static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Columns of the terminal; 100 where output goes to a file or a pipe.
  static var width: Int {
    var size = winsize()
    guard isInteractive, unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return 100 }
    return Int(size.ws_col)
  }

  /// Colour only for a person, and not when `NO_COLOR` (no-color.org) is set.
  static var usesColour: Bool {
    unsafe isInteractive && (getenv("NO_COLOR") == nil || getenv("NO_COLOR")[0] == 0)
  }

  /// Whether the locale can show more than ASCII.
  static var usesUnicode: Bool {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      if let value = unsafe getenv(name), unsafe value[0] != 0 {
        let text = unsafe String(cString: value).lowercased()
        return text.contains("utf-8") || text.contains("utf8")
      }
    }
    return false
  }
}
