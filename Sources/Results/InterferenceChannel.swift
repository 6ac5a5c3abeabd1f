/// A property of the platform through which one application can delay another: an interference channel in the words of
/// EASA AMC 20-193 and FAA AC 20-193. The closest to the instructions comes first.
public enum InterferenceChannel: String, FieldValue, CaseIterable, Sendable, Comparable {
  /// One PU in turn: its pipeline, branch predictors and prefetchers.
  case core
  /// The execution units that the PUs of one core share at the same instant.
  case smt
  /// The address translations that a core keeps.
  case tlb = "TLB"
  case l1 = "L1"
  case l2 = "L2"
  case l3 = "L3"
  case l4 = "L4"
  case l5 = "L5"
  /// The memory of a NUMA node and the bandwidth of its controllers.
  case node
  /// What connects NUMA nodes, and keeps their caches coherent.
  case interconnect
  /// The guest scheduler that shares a partition's windows out among its applications.
  case partition
  /// Page tables, their locks, and the interrupts that take back translations on other cores.
  case addressSpace = "address-space"
  /// The partition scheduler of a core, which ends one partition's window and begins the next one's.
  case hypervisor
  /// The kernel below the partitions: its locks, interrupts and deferred work; on a type 2 hypervisor its scheduler too.
  case hostOS = "host-os"

  /// The data or unified cache of a level.
  public init?(cacheLevel level: Int) { self.init(rawValue: "L\(level)") }

  public var isCache: Bool { (Self.l1...Self.l5).contains(self) }

  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self)! }
}

/// When an interference channel works between two applications.
public enum InterferenceKind: String, FieldValue, CaseIterable, Sendable {
  /// Both run at the same instant on cores that share it.
  case concurrent
  /// They run one after the other, and what one leaves behind meets the other.
  case residual
  /// They share it, but the schedule never lets it matter.
  case none
}
