import CNuma
import CPlatform
import Glibc

/// A page-aligned piece of memory of its own: huge pages where they can be had, zero-filled, locked when allowed.
///
/// The arena is only reserved by `init`; the thread that will use it calls `populate()`, so that every page is first
/// touched, and therefore placed, by that thread.
@safe public final class Arena: @unchecked Sendable {
  // Sendable because it holds no mutable state of its own after `populate()`; who may touch which bytes when is the
  // schedule's business, and sharing lines between partitions is what some workloads are for.

  /// The kind of pages that was obtained.
  public enum Pages: String, Sendable {
    /// Explicit huge pages (`MAP_HUGETLB`).
    case hugetlb
    /// Transparent huge pages, for all of the arena.
    case transparentHuge = "thp"
    /// Transparent huge pages for part of the arena.
    case mixed = "thp-partly"
    /// Ordinary pages only.
    case base
  }

  /// The kind of pages that is asked for.
  public enum Wish: Sendable, Hashable {
    /// Huge pages where they can be had.
    case huge
    /// Pages of the base size, also where the kernel would like to merge them.
    case base
  }

  /// Who sees what is written.
  public enum Sharing: Sendable {
    /// This process: a forked child has nothing there.
    case own
    /// Every process that is forked while the arena lives, at the same address.
    case inherited
  }

  public let base: UnsafeMutableRawPointer
  /// Usable bytes, as asked for.
  public let bytes: Int
  private let mappedBytes: Int
  /// Whether the arena is locked into memory; known after `populate()`.
  public private(set) var isLocked = false
  private let isHugetlb: Bool
  /// What is known of its pages' colours, where they were chosen by colour.
  let coloured: ColouredMemory?

  static let hugePageBytes = 2 << 20

  /// Larger arenas get a whole huge page where they can: in pages of the base size, physical addresses decide how many
  /// lines of a working set fall into the same sets of a physically indexed L2, and two buffers of the same size differ by
  /// some per cent. Up to this size a set holds its lines whichever pages these are on.
  public static let largestInBasePages = 32 << 10

  /// Reserves `bytes`, aligned to a huge page when one is worth it and the wish is for huge pages.
  ///
  /// - Parameter nodes: the NUMA nodes that its pages are to come from; `nil` leaves that to who touches them first.
  public init(
    bytes: Int, wish: Wish = .huge, sharing: Sharing = .own, nodes: NodeBinding? = nil
  ) throws(SystemError) {
    precondition(bytes > 0)
    self.bytes = bytes
    coloured = nil
    let huge = Self.hugePageBytes
    let flags = MAP_ANONYMOUS | (sharing == .own ? MAP_PRIVATE : MAP_SHARED)
    if wish == .huge, bytes > Self.largestInBasePages {
      mappedBytes = (bytes + huge - 1) / huge * huge
      if let memory = unsafe Self.map(mappedBytes, flags | MAP_HUGETLB) {
        unsafe base = memory
        isHugetlb = true
        try bind(to: nodes)
        return
      }
      isHugetlb = false
      // One huge page more than needed, so that an aligned stretch lies inside; the rest is given back.
      guard let memory = unsafe Self.map(mappedBytes + huge, flags) else {
        throw SystemError("reserve \(bytes) bytes of memory", code: errno)
      }
      let address = UInt(bitPattern: memory)
      let before = (UInt(huge) - address % UInt(huge)) % UInt(huge)
      let start = unsafe memory + Int(before)
      if before > 0 { unsafe munmap(memory, Int(before)) }
      unsafe munmap(start + mappedBytes, huge - Int(before))
      unsafe base = start
      unsafe madvise(start, mappedBytes, CInt(MADV_HUGEPAGE))
    } else {
      mappedBytes = (bytes + 4095) / 4096 * 4096
      isHugetlb = false
      guard let memory = unsafe Self.map(mappedBytes, flags) else {
        throw SystemError("reserve \(bytes) bytes of memory", code: errno)
      }
      unsafe base = memory
      if wish == .base { unsafe madvise(memory, mappedBytes, CInt(MADV_NOHUGEPAGE)) }
    }
    try bind(to: nodes)
  }

  private func bind(to nodes: NodeBinding?) throws(SystemError) {
    guard let nodes else { return }
    let code = unsafe Self.bind(base, bytes: mappedBytes, to: nodes)
    guard code == 0 else {
      throw SystemError("bind memory to NUMA nodes \(nodes.nodes)", code: code)
    }
  }

  /// Memory of the base page size with pages of some colours only, from the thread that will use it, which is pinned to a core.
  ///
  /// - Throws: `ColoursUnavailable` when too few pages of these colours turn up, `SystemError` when there is no memory.
  public init(bytes: Int, share: ColourShare, colours: Colours) throws {
    precondition(bytes > 0)
    let memory = try ColouredMemory(bytes: bytes, share: share, colours: colours)
    self.bytes = bytes
    unsafe base = memory.base
    mappedBytes = memory.pages * PagePool.pageBytes
    isHugetlb = false
    coloured = memory
  }

  private static func map(_ bytes: Int, _ flags: CInt) -> UnsafeMutableRawPointer? {
    guard let memory = unsafe mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0),
      unsafe memory != MAP_FAILED
    else { return nil }
    // A fork would otherwise make every page of the parent's one to be copied at its next write, in pieces of the base size.
    if flags & MAP_PRIVATE != 0 { unsafe madvise(memory, bytes, CInt(MADV_DONTFORK)) }
    return unsafe memory
  }

  /// Touches every page from the calling thread, changing nothing, and locks the arena when the limits allow.
  public func populate() {
    unsafe cplatform_touch_pages(base, UInt64(mappedBytes))
    lock()
  }

  /// Locks the arena when the limits allow, which also makes its pages present.
  public func lock() {
    isLocked = unsafe mlock(base, mappedBytes) == 0
  }

  /// Makes the arena code, which can be run and read but not written, or data again: never both at once, as hardened kernels
  /// refuse that.
  ///
  /// - Throws: `SystemError` where the kernel lets no process run what it wrote itself (SELinux `execmem`).
  public func setExecutable(_ isExecutable: Bool) throws(SystemError) {
    let protection = isExecutable ? PROT_READ | PROT_EXEC : PROT_READ | PROT_WRITE
    guard unsafe mprotect(base, mappedBytes, protection) == 0 else {
      throw SystemError("make memory \(isExecutable ? "executable" : "writable")", code: errno)
    }
  }

  /// The kind of pages that was obtained; meaningful after `populate()`. Reads /proc/self/smaps: not for hot code.
  public var pages: Pages {
    if isHugetlb { return .hugetlb }
    if coloured != nil { return .base }
    let huge = unsafe MemoryMap.hugeBytes(inRangeFrom: UInt(bitPattern: base), bytes: mappedBytes)
    return huge >= mappedBytes ? .transparentHuge : huge > 0 ? .mixed : .base
  }

  /// The NUMA node that holds the arena's first page, or `nil` where the kernel does not say (move_pages(2) without a target).
  public var node: Int? {
    var page: UnsafeMutableRawPointer? = unsafe base
    var status: CInt = -1
    guard unsafe numa_move_pages(0, 1, &page, nil, &status, 0) == 0, status >= 0 else { return nil }
    return Int(status)
  }

  deinit {
    unsafe munmap(base, mappedBytes)
  }
}
