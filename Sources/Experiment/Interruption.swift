import Glibc
public import Platform
import Synchronization

/// What the user has asked for by signals: the first SIGINT, SIGTERM or SIGHUP ends the round, the second stops.
public final class Interruption: Sendable {
  private let signals = Atomic<Int>(0)

  public init() {}

  /// Finish the round, write, and end.
  public var isRequested: Bool { signals.load(ordering: .relaxed) > 0 }

  /// Stop the cell that runs.
  public var isUrgent: Bool { signals.load(ordering: .relaxed) > 1 }

  /// Counts a request; also what tests use.
  public func request() { signals.wrappingAdd(1, ordering: .relaxed) }

  /// Blocks the signals in the calling thread, and so in every thread it starts later, and receives them on a thread of
  /// their own: nothing but the enforcer ever interrupts measured code.
  ///
  /// The thread lives as long as the process.
  public func watchSignals(onFirst: @escaping @Sendable () -> Void) throws(SystemError) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in [SIGINT, SIGTERM] { unsafe sigaddset(&set, signal) }
    // Blocked, an ignored signal would arrive all the same: `nohup` has to keep its meaning.
    if !Self.isHangupIgnored { unsafe sigaddset(&set, SIGHUP) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    let watched = set
    let thread = try PinnedThread(cpus: []) { [self] in
      var set = watched
      while true {
        var signal: CInt = 0
        guard unsafe sigwait(&set, &signal) == 0 else { continue }
        request()
        if !isUrgent { onFirst() }
      }
    }
    thread.detach()
  }

  private static var isHangupIgnored: Bool {
    var action = sigaction()
    guard unsafe sigaction(SIGHUP, nil, &action) == 0 else { return false }
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
