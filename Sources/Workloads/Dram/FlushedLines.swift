import CPlatform
import Platform

/// Loads some lines, drops them from every cache, and begins again: every load goes to memory, however few the lines are.
///
/// The loads of one round do not wait for one another, so that the memory controller has them all at once.
@safe struct FlushedLines: Kernel, PartitionCode {
  nonisolated(unsafe) private let lines: UnsafePointer<UnsafeRawPointer>
  private let count: Int

  static var accessesPerStep: Int { @inline(__always) get { 32 } }

  /// Bytes at the arena's beginning that hold the list of the lines. Reading the list in order hits L1.
  static let listBytes = 256

  /// - Parameter offsets: the lines' byte offsets, behind the list; their number divides `accessesPerStep`.
  init(_ offsets: [Int], in arena: Arena) {
    precondition(!offsets.isEmpty && Self.accessesPerStep % offsets.count == 0)
    precondition(offsets.allSatisfy { (Self.listBytes..<arena.bytes).contains($0) })
    let list = unsafe arena.base.bindMemory(to: UnsafeRawPointer.self, capacity: offsets.count)
    for (number, offset) in offsets.enumerated() {
      unsafe list[number] = UnsafeRawPointer(arena.base + offset)
    }
    unsafe lines = UnsafePointer(list)
    count = offsets.count
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.accessesPerStep
    while left > 0 {
      unsafe Self.round(lines, count)
      left &-= count
    }
  }

  @_noLocks @inline(__always)
  static func round(_ lines: UnsafePointer<UnsafeRawPointer>, _ count: Int) {
    var index = 0
    while index != count {
      _ = cplatform_launder(unsafe lines[index].load(as: UInt64.self))
      index &+= 1
    }
    index = 0
    while index != count {
      unsafe cplatform_flush_line(lines[index], false)
      index &+= 1
    }
    // Else the next round's loads could overtake the flushes and find the lines still in a cache.
    cplatform_fence()
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}
