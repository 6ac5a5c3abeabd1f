import Glibc

/// Says on standard error how far a run is, on one line that is written over; silent where nobody can read it.
public struct Progress {
  private let isShown: Bool
  private var total: Int64
  private var done: Int64 = 0
  private let started: ContinuousClock.Instant

  /// - Parameter total: the estimate of the whole, in nanoseconds.
  init(total: Int64, isShown: Bool) {
    self.total = total
    self.isShown = isShown
    started = .now
  }

  /// Whether standard error is a terminal.
  public static var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  mutating func show(_ text: String) {
    guard isShown else { return }
    // The pace so far corrects the estimate of what is left.
    let spent = started.duration(to: .now)
    let left =
      done > 0
      ? spent * (Double(total - done) / Double(done)) : Duration.nanoseconds(total)
    let seconds = max(0, left.components.seconds)
    let percent = total > 0 ? min(99, 100 * done / total) : 0
    let line =
      "\(percent) % · \(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60) left · \(text)"
    write("\r\u{1b}[K" + line.prefix(Self.columns - 1))
  }

  /// Columns of the terminal: a line that wraps could not be written over.
  private static var columns: Int {
    var size = winsize()
    guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return 80
    }
    return Int(size.ws_col)
  }

  /// There is more to do, or less, than was thought.
  mutating func expect(total: Int64) { self.total = total }

  /// A line that stays.
  func note(_ text: String) {
    if isShown { write("\r\u{1b}[K" + text + "\n") }
  }

  mutating func advance(by nanoseconds: Int64) { done += nanoseconds }

  func clear() {
    if isShown { write("\r\u{1b}[K") }
  }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { unsafe _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
