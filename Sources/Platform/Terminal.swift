import Glibc

/// What standard output or standard error can show, and to whom.
public enum Terminal {
  /// Whether a person is looking at standard output.
  public static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Columns that a line of standard output may have: as many as `COLUMNS` says, from 20 to 1000,
  /// else those of the terminal; 100 where output goes to a file or a pipe.
  public static var width: Int { askedWidth ?? columns(of: STDOUT_FILENO) ?? 100 }

  /// The same for lists with an entry to a line; 0, which is no limit, where a tool such as `grep`
  /// reads them.
  public static var lineWidth: Int { isInteractive ? width : 0 }

  /// The same for messages on standard error.
  public static var errorWidth: Int { columns(of: STDERR_FILENO).map { askedWidth ?? $0 } ?? 0 }

  /// Columns of the terminal behind a file descriptor; `nil` where there is none.
  public static func columns(of descriptor: CInt) -> Int? {
    var size = winsize()
    guard isatty(descriptor) == 1, unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }

  /// Colour only for a person, on a terminal that is not dumb, and not when `NO_COLOR`
  /// (no-color.org) is set.
  public static var usesColour: Bool {
    isInteractive && variable("NO_COLOR") == nil && !isDumb
  }

  /// Whether the terminal knows no escape sequence.
  public static var isDumb: Bool { variable("TERM") == "dumb" }

  /// Whether the locale can show more than ASCII.
  public static var usesUnicode: Bool {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      if let value = variable(name) {
        let text = value.lowercased()
        return text.contains("utf-8") || text.contains("utf8")
      }
    }
    return false
  }

  /// The text as this locale can show it.
  public static func shown(_ text: String) -> String {
    let spaced = text.replacing("\u{A0}", with: " ")
    return usesUnicode ? spaced : ascii(spaced)
  }

  /// The text in ASCII. Each character of a table becomes one character, so that columns stay
  /// aligned; what has no likeness becomes `?`.
  public static func ascii(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    return text.reduce(into: "") { $0 += $1.isASCII ? String($1) : likeness[$1] ?? "?" }
  }

  private static let likeness: [Character: String] = [
    "\u{A0}": " ", "µ": "u", "μ": "u", "×": "x", "·": ".", "…": "~", "−": "-", "–": "-", "—": "-",
    "±": "+-", "≤": "<=", "≥": ">=", "→": "->", "λ": "lambda", "σ": "sigma", "α": "alpha",
    "²": "^2", "³": "^3",
    // A curve from low to high; a bar's end.
    "▁": "_", "▂": ".", "▃": "-", "▄": "=", "▅": "+", "▆": "*", "▇": "%", "█": "#",
    "▏": " ", "▎": "-", "▍": "-", "▌": "=", "▋": "=", "▊": "=", "▉": "#", "░": ".",
  ]

  private static var askedWidth: Int? {
    guard let asked = variable("COLUMNS").flatMap({ Int($0) }), (20...1000).contains(asked)
    else { return nil }
    return asked
  }

  /// A variable of the environment; nil when it is not set or empty.
  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name), unsafe value[0] != 0 else { return nil }
    return unsafe String(cString: value)
  }
}
