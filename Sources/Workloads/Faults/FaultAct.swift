import CPlatform

/// What a partition does at its moment: the fault itself.
public enum FaultAct: Sendable, Hashable {
  /// Computes for ever and never reports a job as done, nor looks at its deadline.
  case endlessLoop
  case storeNowhere
  case divideByZero
  case undefinedInstruction
  case abort
  case exit(status: Int32)
  case overflowStack
  /// Waits for a lock that it holds.
  case lockTwice
  /// Takes memory until it is refused, or has so many bytes; ends with `outOfMemoryStatus` when refused.
  case takeMemory(mostBytes: Int)
  /// Makes so many processes that spin, each for a limited time.
  case fork(children: Int32, lifeNanoseconds: Int64)
  /// Writes anything anywhere into its own buffer.
  case scribble

  /// The exit status of a partition that was refused memory (`ENOMEM`).
  public static let outOfMemoryStatus: Int32 = 12

  /// Memory is taken in pieces, and each counts as a step.
  static var pieceBytes: Int { @inline(__always) get { 1 << 20 } }

  /// Commits the fault. Returns when the partition is to go on as before.
  @_noLocks @inline(__always)
  func commit(_ site: FaultSite) {
    switch self {
    case .endlessLoop: while true { cplatform_relax() }
    case .storeNowhere: cplatform_fault_store_nowhere()
    case .divideByZero: cplatform_fault_divide_by_zero()
    case .undefinedInstruction: cplatform_fault_undefined_instruction()
    case .abort: cplatform_fault_abort()
    case .exit(let status): cplatform_fault_exit(status)
    case .overflowStack: cplatform_fault_overflow_stack()
    case .lockTwice: cplatform_fault_lock_twice()
    case .takeMemory(let most): unsafe site.takeMemory(most)
    case .fork(let children, let life): _ = cplatform_fault_fork(children, life)
    case .scribble: unsafe site.scribble()
    }
  }
}

/// Where a fault is committed: the partition's shared line and its own memory.
@unsafe struct FaultSite {
  let line: UnsafeMutablePointer<cplatform_line>
  let polls: Bool
  let words: UnsafeMutablePointer<UInt64>
  let wordCount: UInt64

  /// A step is done: counts it, and gives the core back where that is asked of the code.
  @_noLocks @inline(__always)
  func stepped() {
    unsafe cplatform_line_add_work(line, 1)
    if unsafe polls { unsafe Cooperative.check(line) }
  }

  @_noLocks @inline(__always)
  func takeMemory(_ mostBytes: Int) {
    var taken = 0
    while taken < mostBytes {
      guard cplatform_fault_take_memory(UInt64(truncatingIfNeeded: FaultAct.pieceBytes)) else {
        cplatform_fault_exit(FaultAct.outOfMemoryStatus)
        return
      }
      taken &+= FaultAct.pieceBytes
      unsafe stepped()
    }
  }

  @_noLocks @inline(__always)
  func scribble() {
    var value: UInt64 = 1
    while unsafe wordCount != 0 {
      for _ in 0..<256 {
        // The constants of Knuth's MMIX generator; its high bits are the random ones.
        value = value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        unsafe words[Int(truncatingIfNeeded: (value >> 24) % wordCount)] = value
      }
      unsafe stepped()
    }
  }
}
