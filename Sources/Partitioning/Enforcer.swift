import CPlatform
import Glibc

/// A mechanism that starts and stops a partition's code at the ends of its windows.
public protocol Enforcer: Sendable {
  /// The name in results and on the command line.
  var name: String { get }
  /// One sentence: how it stops code and starts it again.
  var summary: String { get }
  /// Whether the mechanism works for this process on this machine.
  func probe() -> Availability
  /// Whether it can enforce windows of partitions of this kind.
  func supports(_ backend: BackendKind) -> Availability
  /// How it gets hold of the core.
  var mechanism: Mechanism { get }
}

extension Enforcer {
  /// Whether the partition's code has to poll its deadline.
  public var needsCooperation: Bool { mechanism == .cooperative }

  /// Whether one thread runs the windows of all partitions that take turns on a PU.
  public var sharesThreads: Bool { mechanism == .stacks }

  public func supports(_ backend: BackendKind) -> Availability { .available }
}

/// The default: a POSIX timer per thread whose signal handler waits on the very thread it interrupts.
///
/// The stop happens on the worker's own core, so that the old partition cannot run on into its successor's window
/// while a message travels. It needs no privilege.
public struct TimerEnforcer: Enforcer {
  public let name = "timer"
  public let summary =
    "A POSIX timer per thread interrupts the partition's code; the handler sleeps on that thread and spins to the next start."
  public let mechanism = Mechanism.ownTimer

  public init() {}

  /// Makes and deletes a timer of the kind that the enforcer uses.
  public func probe() -> Availability {
    let error = cplatform_slot_probe()
    guard error == 0 else {
      let reason = unsafe String(cString: strerror(error))
      return .unavailable(
        reason: "timer_create failed: \(reason); raise the limit of pending signals (ulimit -i)")
    }
    return .available
  }
}

/// The lower bound: the code asks the clock after every step and gives the core back by itself.
public struct CooperativeEnforcer: Enforcer {
  public let name = "cooperative"
  public let summary =
    "The partition's code polls the clock and yields by itself: the lower bound no outside mechanism can beat."
  public let mechanism = Mechanism.cooperative

  public init() {}

  public func probe() -> Availability { .available }

  public func supports(_ backend: BackendKind) -> Availability {
    backend == .vm
      ? .unavailable(reason: "the code of a guest cannot call the enforcer, which is outside")
      : .available
  }
}

/// Every enforcer, the preferred first.
public enum EnforcerCatalogue {
  public static let all: [any Enforcer] = [
    TimerEnforcer(), StacksEnforcer(), CooperativeEnforcer(), AgentEnforcer.dispatcher,
    AgentEnforcer.priority,
    AgentEnforcer.sigstop, AgentEnforcer.freezer, AgentEnforcer.freezerV2, AgentEnforcer.freezerV1,
    DeadlineEnforcer(),
  ]

  public static func named(_ name: String) -> (any Enforcer)? { all.first { $0.name == name } }

  /// The first enforcer that works here; the cooperative one always does.
  public static func preferred() -> any Enforcer {
    all.first { if case .unavailable = $0.probe() { false } else { true } } ?? CooperativeEnforcer()
  }
}

/// How an enforcer is set for one run.
public struct Enforcement: Sendable, Equatable {
  /// Windows are stopped this long before their planned end.
  public var guardNanoseconds: Int64
  /// Partitions are awake this long before their planned start.
  ///
  /// Longer than the guard on purpose. A timer can be late by more than a guard band; a partition that already waits for its
  /// predecessor's core follows within microseconds of its stop.
  public var wakeNanoseconds: Int64
  /// The spin is left this long before the planned start: what returning to the code takes at least.
  public var trimNanoseconds: Int64
  /// What returning to the code takes in the middle; added to the enforcer's own stamp of a start.
  public var returnNanoseconds: Int64
  /// What interrupting the code takes at least; taken off the enforcer's own stamp of an end.
  public var entryNanoseconds: Int64

  public init(
    guardNanoseconds: Int64 = 0, wakeNanoseconds: Int64 = 0, trimNanoseconds: Int64 = 0,
    returnNanoseconds: Int64 = 0, entryNanoseconds: Int64 = 0
  ) {
    self.guardNanoseconds = guardNanoseconds
    self.wakeNanoseconds = wakeNanoseconds
    self.trimNanoseconds = trimNanoseconds
    self.returnNanoseconds = returnNanoseconds
    self.entryNanoseconds = entryNanoseconds
  }

  /// The guard that hides a hand-over: 50 us for windows of 1 ms and more, 40 us below, but no more than a third of a window; for
  /// a guest, which takes some 20 us to enter, 70 us. A hand-over from thread to thread took 20 to 27 us in a virtual machine
  /// whose timers come 12 us late; a guard that short left the starts of 250 us windows 3.7 us (p50) and 22 us (p99) late.
  public static func defaultGuard(
    windowNanoseconds: Int64, backend: BackendKind = .thread
  ) -> Int64 {
    if backend == .vm { return min(70_000, windowNanoseconds / 2) }
    return windowNanoseconds >= 1_000_000 ? 50_000 : min(40_000, windowNanoseconds / 3)
  }

  /// The lead that hides a timer's lateness: 300 us, but no more than a third of a window.
  public static func defaultWake(windowNanoseconds: Int64) -> Int64 {
    min(300_000, windowNanoseconds / 3)
  }
}
