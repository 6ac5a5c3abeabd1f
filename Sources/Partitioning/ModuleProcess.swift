import CPlatform
import Glibc
import Platform

/// Runs a whole module in a forked child and watches over it: whatever becomes of the module, the harness lives and knows.
///
/// The watcher outranks every partition (`SCHED_FIFO` 99 where allowed, and it sleeps but for a moment at a time), so that not even a
/// module that takes all cores at real-time priority can keep it from ending the run.
public enum ModuleProcess {
  /// How the module came to its end.
  public struct Outcome: Sendable, Equatable {
    public enum Ending: Sendable, Equatable {
      /// By itself, with a report.
      case reported(ModuleLine.Report)
      /// It ended without one.
      case died(PartitionEnd)
      /// The watchdog ended it: no sign of life for so long.
      case silent(nanoseconds: Int64)
      /// The watchdog ended it: it should have been over long ago.
      case overdue
    }

    public var ending: Ending
    /// When the harness knew, on the run's clock; from the harness's own start where the run had not begun.
    public var instant: Int64
    /// The longest that the module gave no sign of life, without the end.
    public var longestSilence: Int64
  }

  /// How long the module may take to its first sign of life, how long it may go without another, and how long it may take in all
  /// from the first on.
  ///
  /// Until the first it makes its partitions, of which nobody can say how long that takes: guests take half a second beside a
  /// few other busy processes.
  public struct Limits: Sendable {
    public var startNanoseconds: Int64
    public var silenceNanoseconds: Int64
    public var wholeNanoseconds: Int64

    public init(
      startNanoseconds: Int64 = 30_000_000_000, silenceNanoseconds: Int64, wholeNanoseconds: Int64
    ) {
      self.startNanoseconds = startNanoseconds
      self.silenceNanoseconds = silenceNanoseconds
      self.wholeNanoseconds = wholeNanoseconds
    }
  }

  static let reportBytes = 4 << 20
  /// The watcher's own period: what a silence is known to.
  static let lookNanoseconds: Int64 = 2_000_000

  /// Runs `body` in a child of the calling process, which should have no other thread at work: see `cplatform_fork_host`.
  ///
  /// - Parameters:
  ///   - isCancelled: asked every few milliseconds; when it says so, the module is ended.
  ///   - body: its report comes back, unless it ends otherwise. It gives signs of life through the line.
  /// - Throws: `SystemError` when no process can be had, or a report does not come because `body` throws.
  public static func run(
    limits: Limits, isCancelled: () -> Bool = { false },
    body: @escaping @Sendable (ModuleLine) throws -> ModuleLine.Report
  ) throws -> Outcome {
    let line = try ModuleLine(capacity: reportBytes)
    let box = unsafe Unmanaged.passRetained(Body(line: line, body: body))
    let started = monotonicNanoseconds()
    let process = unsafe cplatform_fork_host(
      { unsafe Unmanaged<Body>.fromOpaque($0!).takeUnretainedValue().run() }, box.toOpaque())
    unsafe box.release()
    guard process > 0 else { throw SystemError("fork a process for a module", code: -process) }

    let rank = RealTimeRank.raise(to: 99)
    defer { rank.restore() }
    var watched = Watched(line: line, started: started)
    var sentence: Outcome.Ending?
    while true {
      var status: CInt = 0
      if unsafe cplatform_reap(process, &status) == 1 {
        return watched.outcome(sentence, status: status)
      }
      let now = monotonicNanoseconds()
      if line.takeResumption(after: now) { kill(process, SIGCONT) }
      if sentence == nil { sentence = watched.sentence(at: now, limits) }
      if sentence != nil || isCancelled() { kill(process, SIGKILL) }
      Platform.sleep(untilMonotonicNanoseconds: now + lookNanoseconds)
    }
  }

  private struct Watched {
    let line: ModuleLine
    let started: Int64
    /// When the first sign of life was seen.
    var begun: Int64?
    var longest: Int64 = 0

    /// Why the module is to be ended now, if it is.
    mutating func sentence(at now: Int64, _ limits: Limits) -> Outcome.Ending? {
      let beat = line.lastBeat
      let silence = now - max(started, beat)
      longest = max(longest, silence)
      guard beat != 0 else {
        return silence > limits.startNanoseconds ? .silent(nanoseconds: silence) : nil
      }
      begun = begun ?? now
      if silence > limits.silenceNanoseconds { return .silent(nanoseconds: silence) }
      return now - begun! > limits.wholeNanoseconds ? .overdue : nil
    }

    func outcome(_ sentence: Outcome.Ending?, status: CInt) -> Outcome {
      let instant = monotonicNanoseconds() - (line.epoch == 0 ? started : line.epoch)
      let signal = Int(status & 0x7f)
      let ending: Outcome.Ending =
        if let sentence {
          sentence
        } else if signal != 0 {
          .died(.killed(signal: signal))
        } else if let report = line.report {
          status == 0 ? .reported(report) : .died(.failed(reason: report.text))
        } else {
          .died(.exited(status: Int(status >> 8) & 0xff))
        }
      return Outcome(ending: ending, instant: instant, longestSilence: longest)
    }
  }

  /// What the child runs.
  private final class Body {
    let line: ModuleLine
    let body: @Sendable (ModuleLine) throws -> ModuleLine.Report

    init(line: ModuleLine, body: @escaping @Sendable (ModuleLine) throws -> ModuleLine.Report) {
      self.line = line
      self.body = body
    }

    func run() -> CInt {
      do {
        return line.report(try body(line)) ? 0 : ENOSPC
      } catch {
        _ = line.report(.init(numbers: [], text: "\(error)"))
        return 1
      }
    }
  }
}
