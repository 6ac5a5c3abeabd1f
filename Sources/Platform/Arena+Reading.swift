import CNuma
import Glibc

extension Arena {
  /// Where and in what pages the arena is found; meaningful after `populate()`. Asks the kernel: not for hot code.
  ///
  /// Where the colours of its pages were chosen, some of them are timed again, from the calling thread, which then is to be pinned to a
  /// core. Nothing is written.
  public var reading: MemoryReading {
    MemoryReading(
      bytes: bytes, pages: pages, pagesByNode: pagesByNode, colours: coloured?.reading())
  }

  /// At most this many pages are looked at, spread evenly: an arena may have a million.
  static let pagesLookedAt = 512

  /// The page that is looked at as the `number`-th: all of them where they are few, else spread by the golden ratio, as even
  /// steps could keep to one node of those that pages are dealt out to in turn.
  static func pageLookedAt(_ number: Int, of total: Int) -> Int {
    guard total > pagesLookedAt else { return number }
    let scattered = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
    return Int(scattered.multipliedFullWidth(by: UInt64(total)).high)
  }

  /// The nodes of pages of the base size spread over the arena (move_pages(2) without a target).
  private var pagesByNode: [Int: Int] {
    let total = (bytes + 4095) / 4096
    let count = min(total, Self.pagesLookedAt)
    var addresses: [UnsafeMutableRawPointer?] = unsafe (0..<count).map { number in
      unsafe base + Self.pageLookedAt(number, of: total) * 4096
    }
    var nodes = [CInt](repeating: -1, count: count)
    guard unsafe numa_move_pages(0, UInt(count), &addresses, nil, &nodes, 0) == 0 else {
      return [:]
    }
    return nodes.reduce(into: [:]) { found, node in
      if node >= 0 { found[Int(node), default: 0] += 1 }
    }
  }

  /// Takes the pages of a range that was not touched yet from these nodes only (mbind(2)); an errno or 0.
  static func bind(_ memory: UnsafeMutableRawPointer, bytes: Int, to binding: NodeBinding) -> CInt {
    let highest = binding.nodes.max() ?? 0
    var mask = [UInt](repeating: 0, count: highest / UInt.bitWidth + 1)
    for node in binding.nodes { mask[node / UInt.bitWidth] |= 1 << UInt(node % UInt.bitWidth) }
    let mode: CInt
    switch binding {
    case .bind: mode = 2  // MPOL_BIND (linux/mempolicy.h)
    case .interleave: mode = 3  // MPOL_INTERLEAVE
    }
    // The kernel reads one bit less than it is told of.
    let bits = UInt(mask.count * UInt.bitWidth + 1)
    return unsafe mbind(memory, UInt(bytes), mode, &mask, bits, 0) == 0 ? 0 : errno
  }

  /// Why buffers cannot have huge pages here; `nil` when they can.
  public static var hugePageObstacle: String? {
    let path = "/sys/kernel/mm/transparent_hugepage/enabled"
    guard let setting = ProcFile(path).text else {
      return "this kernel has no transparent huge pages"
    }
    return setting.contains("[never]")
      ? "transparent huge pages are off; write madvise to \(path)" : nil
  }
}
