extension BackendKind {
  /// One sentence: what a partition of this kind is.
  public var summary: String {
    switch self {
    case .thread: "A thread of the harness: one address space for all partitions."
    case .process: "A process of its own, with its own address space; it dies with the harness."
    case .container: "A process in namespaces and a control group of its own."
    case .vm: "A KVM guest that runs the same machine code in a process of its own."
    }
  }
}
