import CPlatform
import Glibc

/// Private memory to choose pages from: present, and given back but for the pages that were moved elsewhere.
@safe final class PagePool {
  static let pageBytes = 4096
  static let hugePageBytes = 2 << 20

  let base: UnsafeMutableRawPointer
  let pages: Int
  private var isHere: [Bool]

  /// Maps whole huge pages' worth of memory at a multiple of their size, as huge pages where `huge` and the kernel has them, and
  /// touches all of it.
  init(bytes: Int, huge: Bool) throws(SystemError) {
    let size = Self.hugePageBytes
    let rounded = (bytes + size - 1) / size * size
    pages = rounded / Self.pageBytes
    isHere = Array(repeating: true, count: pages)
    guard
      let memory = unsafe mmap(
        nil, rounded + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      unsafe memory != MAP_FAILED
    else { throw SystemError("reserve \(rounded) bytes to choose pages from", code: errno) }
    let before = (size - Int(bitPattern: memory) % size) % size
    if before > 0 { unsafe munmap(memory, before) }
    unsafe base = memory + before
    unsafe munmap(memory + before + rounded, size - before)
    unsafe madvise(base, rounded, CInt(huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE))
    unsafe cplatform_touch_pages(base, UInt64(rounded))
  }

  /// Keeps its pages from being swapped out, where the limits allow.
  func lock() { unsafe mlock(base, pages * Self.pageBytes) }

  /// All pages, in the order of their addresses.
  var addresses: [UInt] {
    let first = unsafe UInt(bitPattern: base)
    return (0..<pages).map { first + UInt($0 * Self.pageBytes) }
  }

  /// The number of each page's frame, or of the page within its huge page where that is as good: bits of an address that lie inside
  /// a page are the same in the virtual and the physical one. `nil` where neither is known.
  func frames() -> [UInt64]? {
    let address = unsafe UInt(bitPattern: base)
    if let frames = try? PageFrames.numbers(from: address, pages: pages) {
      return frames.map { $0 ?? 0 }
    }
    let bytes = pages * Self.pageBytes
    let huge = MemoryMap.hugeBytes(inRangeFrom: address, bytes: bytes)
    return huge >= bytes ? (0..<UInt64(pages)).map { $0 } : nil
  }

  /// Puts one page elsewhere, with its frame and contents; the pool has it no longer.
  func move(page: Int, to target: UnsafeMutableRawPointer) throws(SystemError) {
    try SystemError.check(
      unsafe cplatform_move_pages(
        base + page * Self.pageBytes, target, Self.pageBytes),
      "move a page")
    isHere[page] = false
  }

  // Only what is still here: into the holes that moved pages left, anybody may have mapped something since.
  deinit {
    for page in isHere.indices where isHere[page] {
      unsafe munmap(base + page * Self.pageBytes, Self.pageBytes)
    }
  }
}
