import Glibc

/// The numbers of the page frames behind addresses of this process, from /proc/self/pagemap.
///
/// In a guest they are the guest's own: which frames of the machine the host has put behind them nobody says.
public enum PageFrames {
  /// Why the kernel names no frames.
  public struct Unreadable: Error, Equatable, CustomStringConvertible {
    public let description: String
  }

  /// Frame numbers of consecutive pages; `nil` for a page that is not present.
  ///
  /// - Throws: where the file cannot be read, and where the kernel hides the numbers: without CAP_SYS_ADMIN it shows each as 0
  ///   (Documentation/admin-guide/mm/pagemap.rst, since Linux 4.2).
  public static func numbers(
    from address: UInt, pages: Int
  ) throws(Unreadable) -> [UInt64?] {
    let descriptor = unsafe open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Unreadable(
        description: "\(SystemError("open /proc/self/pagemap", code: errno))")
    }
    defer { close(descriptor) }
    var entries = [UInt64](repeating: 0, count: pages)
    let first = Int(address) / PagePool.pageBytes
    let wanted = pages * MemoryLayout<UInt64>.size
    let count = unsafe entries.withUnsafeMutableBytes {
      unsafe pread(descriptor, $0.baseAddress, wanted, first * MemoryLayout<UInt64>.size)
    }
    guard count == wanted else {
      throw Unreadable(description: "/proc/self/pagemap ends before the pages asked for")
    }
    return try numbers(entries: entries)
  }

  /// The pure part: bit 63 says that a page is present, bits 0-54 are its frame.
  static func numbers(entries: [UInt64]) throws(Unreadable) -> [UInt64?] {
    let frames = entries.map { $0 >> 63 == 1 ? $0 & (1 << 55 - 1) : nil }
    let present = frames.compactMap { $0 }
    if !present.isEmpty, present.allSatisfy({ $0 == 0 }) {
      throw Unreadable(description: "the kernel shows page frames to CAP_SYS_ADMIN only")
    }
    return frames
  }
}
