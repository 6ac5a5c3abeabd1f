import CPlatform
import Platform
import Synchronization

/// Takes a ticket lock, adds to the counter that it protects, and gives it back: first come, first served, all on one line.
///
/// A textbook ticket lock stops for good when one who holds a ticket goes away, and here threads do: an enforcer parks
/// them at any instruction between two windows, and at a run's end leaves them there by `siglongjmp`, while the line
/// stays as it is for the next run. So this one can be overtaken. A waiter that sees the same number served for longer than
/// its patience calls the next number in its place; whoever comes back finds its number gone and, if it was waiting, draws another.
/// All changes of the number served are compare-and-swaps from one number to the next, so that it never goes back and never
/// passes the numbers drawn, whoever is late. The counter is a plain one: an overtaken holder may undo an addition.
///
/// Waiting is bounded by that patience for each ticket ahead, so that polling code gets to its poll, too.
@safe struct TicketLock: Kernel, PartitionCode {
  nonisolated(unsafe) private let drawn: UnsafeMutablePointer<Atomic<UInt32>>
  nonisolated(unsafe) private let served: UnsafeMutablePointer<Atomic<UInt32>>
  nonisolated(unsafe) private let counter: UnsafeMutablePointer<UInt64>

  /// How long a number may be served before it is taken to be abandoned.
  private let patienceTicks: UInt64

  static var accessesPerStep: Int { @inline(__always) get { 8 } }
  /// Many times what a hand-over takes, and short against a window.
  static let patienceNanoseconds = 20_000.0

  init(lines: Arena, ticksPerNanosecond: Double) {
    patienceTicks = UInt64(Self.patienceNanoseconds * ticksPerNanosecond)
    let line = unsafe lines.base
    unsafe drawn = line.bindMemory(to: Atomic<UInt32>.self, capacity: 1)
    unsafe served = (line + 4).bindMemory(to: Atomic<UInt32>.self, capacity: 1)
    unsafe counter = (line + 8).bindMemory(to: UInt64.self, capacity: 1)
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.accessesPerStep
    while left != 0 {
      let ticket = acquire()
      unsafe counter.pointee &+= 1
      // Does nothing when the number has been called for somebody else meanwhile.
      call(after: ticket)
      left &-= 1
    }
  }

  /// Draws a number and waits until it is served; returns it.
  @_noLocks @inline(__always)
  private func acquire() -> UInt32 {
    var ticket = unsafe drawn.pointee.wrappingAdd(1, ordering: .relaxed).oldValue
    var seen = unsafe served.pointee.load(ordering: .acquiring)
    if seen == ticket { return ticket }
    var since = cplatform_ticks()
    while seen != ticket {
      // Numbers wrap: the difference tells before from after.
      if Int32(bitPattern: seen &- ticket) > 0 {
        ticket = unsafe drawn.pointee.wrappingAdd(1, ordering: .relaxed).oldValue
      } else if cplatform_ticks() &- since > patienceTicks {
        call(after: seen)
      } else {
        cplatform_relax()
      }
      let now = unsafe served.pointee.load(ordering: .acquiring)
      if now != seen { since = cplatform_ticks() }
      seen = now
    }
    return ticket
  }

  /// Calls the number after this one, unless somebody has.
  @_noLocks @inline(__always)
  private func call(after number: UInt32) {
    _ = unsafe served.pointee.compareExchange(
      expected: number, desired: number &+ 1, ordering: .acquiringAndReleasing)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let ticketLock = Workload(
    name: "ticket-lock",
    summary: "Takes a ticket lock on one line, adds to the counter it protects, and gives it back.",
    why: """
      A fair lock: every thread gets the same share, at the price of a hand-over between cores for each turn. Beside \
      cas it shows what fairness costs.
      """,
    limits: """
      A ticket whose holder is not running stops everybody behind it, as in life, but not for ever: after some tens of \
      microseconds the next is called. For that the lock is given back by compare-and-swap, where a store would do.
      """,
    source: "Mellor-Crummey and Scott, Algorithms for Scalable Synchronization (TOCS 9(1), 1991)",
    channel: "cache coherence: one line that every hand-over moves, and that all waiters read",
    accessName: "turn", accessesPerStep: TicketLock.accessesPerStep,
    memory: .sharedLines, defaultJobAccesses: 256,
    verification: Verification(
      claim: "a turn takes longer when other cores want the lock",
      subject: .init(.itself, beside: .itself), reference: .init(.itself),
      control: .init(.itself, beside: .init("alu")), atLeast: 1.5),
    makeCode: { TicketLock(lines: $0.arena!, ticksPerNanosecond: $0.ticksPerNanosecond) })
}
