import CPlatform

/// Waits as a polite spinlock does: one pause after the other.
struct SpinPause: Kernel, PartitionCode {
  static var pausesPerStep: Int { @inline(__always) get { 16 } }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.pausesPerStep
    while left != 0 {
      cplatform_relax()
      left &-= 1
    }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

/// Sleeps in short naps: the core is given back inside the window.
///
/// A nap is a system call, and it ends early when an enforcer's signal was handled in it, so that a window ends in the middle of
/// one. Code that polls finishes its nap first: naps are short for its sake.
struct Idle: Kernel, PartitionCode {
  static var napNanoseconds: Int64 { @inline(__always) get { 50_000 } }

  @_noLocks @inline(__always)
  mutating func step() { cplatform_nap(Self.napNanoseconds) }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let spinPause = Workload(
    name: "spin-pause",
    summary: "Executes one pause after the other, as a spinlock does while it waits.",
    why: """
      A negative control that keeps its core awake with the least work: beside alu it separates what the execution \
      units do from what a core does that merely does not sleep.
      """,
    limits: """
      The length of a pause is the processor's choice, from about 10 cycles to 140; a hypervisor may take the core away \
      for many in a row (pause-loop exiting). On arm64 it is an ISB.
      """,
    source: "PAUSE, Intel SDM vol. 2B; the idle co-runner of interference benchmarks",
    channel:
      "none: a core that is awake, and takes its share of the frequency that awake cores get",
    accessName: "pause", accessesPerStep: SpinPause.pausesPerStep, defaultJobAccesses: 1024,
    verification: .costs(
      moreThan: .init("alu"), control: .init("alu"), atLeast: 1.5,
      claim: "a pause takes longer than a dependent multiplication and addition: the core waits"),
    makeCode: { _ in SpinPause() })

  public static let idle = Workload(
    name: "idle",
    summary: "Really sleeps, in naps of 50 microseconds, and does nothing when it wakes.",
    why: """
      A negative control: the partition has its windows and leaves its core empty. Beside alu and spin-pause it shows \
      what awake cores cost their neighbours in frequency, before any memory is touched.
      """,
    limits: """
      A system call for each nap, inside the window: that is what it is about. Short naps keep a core out of its deepest \
      sleep. Code that polls (the cooperative enforcer) may end its window one nap late.
      """,
    source: "nanosleep(2); C-states and the number of awake cores decide the turbo frequency",
    channel: "none: timers and wake-ups, and the frequency that sleeping leaves to others",
    accessName: "nap", accessesPerStep: 1, defaultJobAccesses: 4,
    verification: .costs(
      moreThan: .init("alu"), control: .init("spin-pause"), atLeast: 5000,
      claim:
        "a nap lasts as long as thousands of operations, which no pause does: the thread sleeps"),
    makeCode: { _ in Idle() })
}
