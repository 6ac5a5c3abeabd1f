import CPlatform
public import Platform

/// In each of its windows touches the part of a channel that its table says, and writes the table's word into the shared line.
///
/// Its sample of a window is the time that took: the n-th sample belongs to the n-th action.
@safe public struct LeakageSender: PartitionCode {
  private let touch: Touch
  nonisolated(unsafe) private let cells: UnsafeRawPointer
  private let actions: Int
  nonisolated(unsafe) private let word: UnsafeMutableRawPointer
  /// The loop only knows places in them.
  private let memory: [Arena]

  /// Lays the actions down.
  ///
  /// - Parameters:
  ///   - arena: at least `sizes.senderBytes`.
  ///   - shared: known to the receiver, too.
  /// - Throws: `SystemError` when there is no memory for the actions.
  public init(
    _ channel: LeakageChannel, sizes: LeakageSizes, symbols: Int, actions: [LeakageAction],
    arena: Arena, shared: Arena
  ) throws(SystemError) {
    precondition(symbols > 1 && arena.bytes >= sizes.senderBytes)
    let table = try Arena(bytes: max(1, actions.count * MemoryLayout<LeakageAction>.stride))
    let cells = unsafe table.base.bindMemory(to: LeakageAction.self, capacity: actions.count)
    for (index, action) in actions.enumerated() { unsafe cells[index] = action }
    unsafe self.cells = UnsafeRawPointer(cells)
    self.actions = actions.count
    unsafe word = shared.base
    touch = unsafe Touch(
      base: arena.base, channel: channel, pages: sizes.senderPages, most: symbols - 1)
    memory = [arena, table, shared]
  }

  @inline(never) @_noLocks
  public func measure(_ measurement: Measurement) -> Never {
    if unsafe measurement.polls { unsafe send(measurement, Cooperative.self) }
    unsafe send(measurement, Uncooperative.self)
  }

  @inline(never) @_noLocks
  public func load(_ measurement: Measurement) -> Never { unsafe measure(measurement) }

  @inline(__always)
  private func send<G: Gate>(_ measurement: Measurement, _: G.Type) -> Never {
    let line = unsafe measurement.line
    let ring = unsafe measurement.ring
    let stride = MemoryLayout<LeakageAction>.stride
    var index = 0
    var cpu: UInt32 = 0
    var parked = unsafe cplatform_line_parked(line)
    while true {
      parked = unsafe nextWindow(line, after: parked, G.self)
      var action = LeakageAction(level: 0, message: 0)
      if index < actions {
        action = unsafe cells.load(fromByteOffset: index &* stride, as: LeakageAction.self)
      }
      let begin = unsafe cplatform_ticks_ordered(&cpu)
      unsafe word.storeBytes(of: UInt64(action.message), as: UInt64.self)
      // Twice: what a cache does not keep the first time it mostly keeps the second.
      touch.part(Int(action.level))
      touch.part(Int(action.level))
      let end = unsafe cplatform_ticks_ordered(&cpu)
      let now = unsafe cplatform_line_parked(line)
      unsafe ring.append(
        Sample(
          endTicks: end, durationTicks: UInt32(truncatingIfNeeded: min(end &- begin, 0xffff_ffff)),
          cpu: UInt16(truncatingIfNeeded: cpu), labels: now == parked ? 0 : SampleLabel.split))
      unsafe cplatform_line_add_work(line, 1)
      index &+= 1
      // A window that began meanwhile has had its share of this one's work, and gets no action of its own.
      parked = now
    }
  }
}

/// Reads parts of a buffer.
@safe private struct Touch {
  nonisolated(unsafe) let base: UnsafeMutableRawPointer
  let channel: LeakageChannel
  let pages: Int
  /// The level at which all is touched.
  let most: Int

  @_noLocks @inline(__always)
  func part(_ level: Int) {
    switch channel {
    case .l1: lines(64 &* level / most, of: pages)
    case .l2: lines(64, of: pages &* level / most)
    case .tlb: spread(over: pages &* level / most)
    }
  }

  /// The first lines of some pages. Up to a way size of 4 KiB the page offset alone decides the set in a first-level cache.
  @_noLocks @inline(__always)
  private func lines(_ lines: Int, of pages: Int) {
    var page = 0
    while page < pages {
      var line = 0
      while line < lines {
        unsafe touch(base + (page &* 4096 &+ line &* 64))
        line &+= 1
      }
      page &+= 1
    }
  }

  /// As many lines as there are pages, in so many of the pages: what they take of the caches is always the same.
  @_noLocks @inline(__always)
  private func spread(over wanted: Int) {
    let used = max(wanted, (pages &+ 63) / 64)
    var left = pages
    var page = 0
    var lap = 0
    while left != 0 {
      let line = (OneLinePerPage.line(ofPage: page) &+ lap) & 63
      unsafe touch(base + (page &* 4096 &+ line &* 64))
      page &+= 1
      if page == used {
        page = 0
        lap &+= 1
      }
      left &-= 1
    }
  }
}
