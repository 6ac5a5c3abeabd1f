import CPlatform
import Platform

/// Does arithmetic while a timer of its own sends the thread a signal every 100 microseconds.
///
/// The timer is made by the first step, on the thread that it is for. It is not running while the enforcer has parked the thread,
/// as its interrupts would then be somebody else's, and the slot deletes it when the thread leaves (cplatform_ticker.h).
struct TimerSignals: Kernel, PartitionCode {
  private var arithmetic = Arithmetic()

  static var periodNanoseconds: Int64 { @inline(__always) get { 100_000 } }

  @_noLocks @inline(__always)
  mutating func step() {
    // Asks only whether it was asked before, but for the first time. That a timer can be had is known before; one that
    // cannot after all is not tried for again and leaves the arithmetic, and the verification says that the channel was
    // not exercised.
    _ = cplatform_ticker_start(Self.periodNanoseconds)
    arithmetic.step()
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let timerSignals = Workload(
    name: "timer-signals",
    summary: "Does arithmetic, and handles a signal of a timer of its own every 100 microseconds.",
    why: """
      Ten thousand timer interrupts a second on its core, each with a signal delivered and returned from: what a \
      partition's own timers cost it, and whoever shares the core's timer queue.
      """,
    limits: """
      Signals inside the window are what it is about. An operation's time rises by what a signal takes, 1 to 2 per cent \
      on bare metal and far more where a hypervisor handles timers; jobs shorter than the period see nothing most of \
      the time. The timer stands still between windows.
      """,
    source: "timer_create(2) with SIGEV_THREAD_ID; the timer load of RT system tests",
    channel: "timer interrupts, signal delivery, the kernel's timer queue of the core",
    accessName: "operation", accessesPerStep: Arithmetic.operationsPerStep,
    // A quarter of a millisecond and more: every job holds signals.
    defaultJobAccesses: 1 << 18,
    verification: .costs(
      moreThan: .init("alu"), control: .init("alu"), atLeast: 1.005,
      claim: "an operation takes longer with the signals than without"),
    unavailable: {
      let error = cplatform_slot_probe()
      return error == 0 ? nil : SystemError("make a timer (ulimit -i)", code: error).description
    },
    makeCode: { _ in TimerSignals() })
}
