import Glibc
import Platform

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

  /// Whether standard error is a terminal on which a line can be taken back.
  public static var standardErrorIsTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && !Terminal.isDumb
  }

  mutating func show(_ text: String) {
    guard isShown else { return }
    let line = Self.line(
      done: done, of: total, spent: started.duration(to: .now), text,
      width: (Terminal.columns(of: STDERR_FILENO) ?? 80) - 1)
    write(Self.restart + Terminal.shown(line))
  }

  /// `32 % · 1:05 left · what is measured`, cut to a width: a line that wraps could not be written over.
  static func line(
    done: Int64, of total: Int64, spent: Duration, _ text: String, width: Int
  ) -> String {
    // The pace so far corrects the estimate of what is left.
    let left =
      done > 0
      ? spent * (Double(total - done) / Double(done)) : Duration.nanoseconds(total)
    let percent = total > 0 ? min(99, max(0, 100 * done / total)) : 0
    let line = "\(percent) % · \(clock(max(0, left.components.seconds))) left · \(text)"
    guard line.count > width else { return line }
    return line.prefix(max(0, width - 1)) + "…"
  }

  /// `0:07`, `12:30`, `2:05:00`.
  private static func clock(_ seconds: Int64) -> String {
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let minutes = seconds / 60
    return minutes < 60
      ? "\(minutes):\(two(seconds % 60))"
      : "\(minutes / 60):\(two(minutes % 60)):\(two(seconds % 60))"
  }

  /// There is more to do, or less, than was thought.
  mutating func expect(total: Int64) { self.total = total }

  /// A line that stays.
  func note(_ text: String) {
    if isShown { write(Self.restart + Terminal.shown(text) + "\n") }
  }

  mutating func advance(by nanoseconds: Int64) { done += nanoseconds }

  func clear() {
    if isShown { write(Self.restart) }
  }

  /// To the beginning of the line, and nothing behind it.
  private static let restart = "\r\u{1b}[K"

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { unsafe _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
