/// What `list` and `explain` say of the backends.
extension BackendKind {
  /// One sentence: what a partition is.
  public var summary: String {
    switch self {
    case .thread: "A thread of the harness: one address space for all, no containment of faults."
    case .process: "A process of its own: its own address space, and an end of its own."
    case .container:
      "A process in its own namespaces and control group, with a CPU set, limits and few rights."
    case .vm:
      "A KVM guest in a process of its own: the same machine code behind the hardware's walls."
    }
  }

  /// What keeps it apart from other partitions, beside its windows and its PUs.
  public var isolated: String {
    switch self {
    case .thread: "nothing: partitions are kept apart in time and by PU only"
    case .process:
      "memory, but for the records that the harness reads; files it opens; signals; its end, whatever brings it about"
    case .container:
      "as a process, and: process numbers, mounts (all read-only), network, host name, System V and POSIX messages; memory and "
        + "threads up to its limits; the PUs of its CPU set, whatever it asks the scheduler for; capabilities but those "
        + "for real-time priority and locked memory"
    case .vm:
      "as a process, and: instructions that the hypervisor keeps for itself; a triple fault ends the guest alone. Its system calls are "
        + "made by its process"
    }
  }

  /// What all partitions of the kind still have in common.
  public var shared: String {
    switch self {
    case .thread:
      "address space, file table, allocator, C library and Swift runtime with their locks, page table lock; caches, memory bus, "
        + "kernel. A crash ends the run"
    case .process:
      "kernel and its locks, page cache, process table, file systems, users' limits; caches beyond those of the core, memory bus"
    case .container:
      "kernel and its locks, page cache, clock, users' limits; caches beyond those of the core, memory bus. Virtualization "
        + "of the operating system is none of the machine"
    case .vm:
      "host kernel with KVM, second-stage page tables' caches, caches beyond those of the core, memory bus"
    }
  }

  /// What a run reads to show that it was so.
  public var evidence: String {
    switch self {
    case .thread: "none is needed: nothing is claimed"
    case .process: "a process id of its own, and how the process ended"
    case .container:
      "namespace ids below /proc/PID/ns that differ from the harness's, membership and limits read back from the control groups, "
        + "NoNewPrivs in /proc/PID/status"
    case .vm: "exits that KVM counted, and how the guest ended"
    }
  }
}
