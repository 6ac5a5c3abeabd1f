import CPlatform

/// What a sender can leave on a core, in parts that the next partition there may find touched.
public enum LeakageChannel: String, Sendable, CaseIterable {
  /// Sets of the first-level data cache.
  case l1
  /// The second-level cache.
  case l2
  /// Entries of the data TLBs.
  case tlb

  /// What it is, in a sentence.
  public var summary: String {
    switch self {
    case .l1:
      "Sets of the L1 data cache: the sender reads lines in a part of the sets, in all ways."
    case .l2: "The L2 cache: the sender reads a part of a buffer of its size."
    case .tlb:
      "Data TLBs: the sender reads always as many lines, spread over more or fewer pages of 4 KiB."
    }
  }

  /// What it does not say.
  public var limits: String {
    switch self {
    case .l1:
      "The hand-over goes through L1 itself, the kernel's and in a guest also the hypervisor's, and may leave nothing to be found."
    case .l2:
      "A cache that keeps no order of use, or a buffer that is not contiguous in the host's memory, makes more or less of a part than its share."
    case .tlb:
      "Page tables are read through the caches: some of what a receiver sees are their lines. The walks of a guest go through two tables."
    }
  }
}

/// The sizes of the two partitions' buffers on a channel.
public struct LeakageSizes: Sendable, Equatable {
  /// Pages of the base size, of which the sender touches a part.
  public var senderPages: Int
  /// Pages through which the receiver's probe goes.
  public var receiverPages: Int

  static let pageBytes = 4096

  public var senderBytes: Int { senderPages * Self.pageBytes }
  public var receiverBytes: Int { receiverPages * Self.pageBytes }

  /// - Parameter caches: data cache sizes in bytes by level.
  /// - Returns: nil where the size of the channel's cache is not known.
  public init?(_ channel: LeakageChannel, caches: [Int: Int]) {
    func pages(_ level: Int) -> Int? { caches[level].map { max(1, $0 / Self.pageBytes) } }
    switch channel {
    case .l1:
      guard let cache = pages(1) else { return nil }
      // Half of the ways are left to the hand-over, whose own lines would else push the receiver's out whatever was sent.
      (senderPages, receiverPages) = (cache, max(1, cache / 2))
    case .l2:
      guard let cache = pages(2) else { return nil }
      // A quarter is left to what else runs on the core, or the receiver would evict its own lines.
      (senderPages, receiverPages) = (cache, max(1, cache * 3 / 4))
    case .tlb:
      // Second-level data TLBs hold 1280 (Neoverse N1) to 3072 translations (Zen 4).
      (senderPages, receiverPages) = (Self.translations, Self.translations / 2)
    }
  }

  private static let translations = 3072
}

/// What the sender does in one of its windows: laid down for all of them before a run.
public struct LeakageAction: Sendable, Equatable {
  /// The part of the channel's groups that it touches: from 0, nothing, to the number of symbols less one, everything.
  public var level: UInt8
  /// What it writes into the line that both partitions know: so many times a part of its walk the receiver adds to its probe.
  public var message: UInt8

  public init(level: UInt8, message: UInt8) {
    self.level = level
    self.message = message
  }
}

/// Waits in the window for the next one of the same partition: its parked time grows when it begins.
@inline(__always)
func nextWindow<G: Gate>(
  _ line: UnsafeMutablePointer<cplatform_line>, after parked: UInt64, _: G.Type
) -> UInt64 {
  while true {
    let now = unsafe cplatform_line_parked(line)
    if now != parked { return now }
    cplatform_relax()
    unsafe G.check(line)
  }
}
