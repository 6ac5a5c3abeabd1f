import CPlatform

/// Enters the kernel and comes back, all the time: the call is the work.
struct SystemCalls: Kernel, PartitionCode {
  static var callsPerStep: Int { @inline(__always) get { 8 } }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.callsPerStep
    while left != 0 {
      cplatform_enter_kernel_twice()
      left &-= 2
    }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let systemCalls = Workload(
    name: "syscalls",
    summary: "Calls getppid and wakes a futex that nobody waits on, in turn.",
    why: """
      A partition that lives in the kernel: its entries flush what mitigations tell them to, and its futex takes a \
      lock of a hash table that all threads of the process share.
      """,
    limits: """
      System calls inside the window are what it is about. Both calls are short, so that a window can end between any \
      two; what long ones do to the end of a window it does not show.
      """,
    source: "lat_syscall of lmbench (McVoy and Staelin, USENIX 1996); futex(2)",
    channel: "kernel entry and exit, futex hash, the kernel's share of the caches",
    accessName: "call", accessesPerStep: SystemCalls.callsPerStep, defaultJobAccesses: 256,
    verification: .costs(
      moreThan: .init("alu"), control: .init("atomic-add-private"), atLeast: 15,
      claim: "a call takes as long as many operations: it enters the kernel"),
    makeCode: { _ in SystemCalls() })
}
