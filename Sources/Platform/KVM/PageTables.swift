/// The four levels of tables by which a guest finds its memory (Intel SDM vol. 3A, 4.5; AMD APM vol. 2, 5.3).
///
/// Every page is the guest's to read, write and run, at user level. What it may really do with it the process's own mapping
/// decides, which the hypervisor asks when a page is first used: permissions are kept in one place, and nothing here is ever
/// changed, only added, which is all that may be done beside a running guest.
@safe struct PageTables {
  private enum Bit {
    static let present: UInt64 = 1
    static let writable: UInt64 = 1 << 1
    static let user: UInt64 = 1 << 2
    static let large: UInt64 = 1 << 7
    static let all = present | writable | user
    static let address: UInt64 = 0x000f_ffff_ffff_f000
  }

  private static let smallPage: UInt64 = 4096
  private static let largePage: UInt64 = 2 << 20
  private static let entries = 512

  /// Where the tables are for the guest; the first is the root.
  let guestPhysical: UInt64
  private let memory: UnsafeMutablePointer<UInt64>
  private let capacity: Int
  private(set) var count = 1

  /// - Parameters:
  ///   - memory: room for `capacity` tables of 4 KiB, zeroed.
  ///   - guestPhysical: where the guest has this memory.
  init(memory: UnsafeMutableRawPointer, capacity: Int, guestPhysical: UInt64) {
    precondition(capacity > 0)
    unsafe self.memory = memory.bindMemory(to: UInt64.self, capacity: capacity * Self.entries)
    self.capacity = capacity
    self.guestPhysical = guestPhysical
  }

  /// Maps `range` to the guest-physical addresses from `start` on, in large pages where both sides allow it.
  ///
  /// - Returns: false when there is no room for another table.
  mutating func map(_ range: Range<UInt64>, to start: UInt64) -> Bool {
    var address = range.lowerBound
    while address < range.upperBound {
      let target = start + (address - range.lowerBound)
      guard let third = descend(from: 0, level: 3, address),
        let second = descend(from: third, level: 2, address)
      else { return false }
      if address % Self.largePage == 0, target % Self.largePage == 0,
        range.upperBound - address >= Self.largePage
      {
        unsafe memory[entry(in: second, level: 1, address)] = target | Bit.all | Bit.large
        address += Self.largePage
      } else {
        guard let first = descend(from: second, level: 1, address) else { return false }
        unsafe memory[entry(in: first, level: 0, address)] = target | Bit.all
        address += Self.smallPage
      }
    }
    return true
  }

  /// The guest-physical address and the page's size that the guest would find for an address; `nil` for a page fault.
  func walk(_ address: UInt64) -> (guestPhysical: UInt64, pageBytes: UInt64)? {
    var table = 0
    for level in (0...3).reversed() {
      let found = unsafe memory[entry(in: table, level: level, address)]
      guard found & Bit.all == Bit.all else { return nil }
      if level == 0 { return (found & Bit.address | address % Self.smallPage, Self.smallPage) }
      if level == 1, found & Bit.large != 0 {
        return (found & Bit.address | address % Self.largePage, Self.largePage)
      }
      table = number(of: found)
    }
    return nil
  }

  private func entry(in table: Int, level: Int, _ address: UInt64) -> Int {
    table * Self.entries + Int(address >> UInt64(12 + 9 * level)) % Self.entries
  }

  private func number(of entry: UInt64) -> Int {
    Int((entry & Bit.address - guestPhysical) / Self.smallPage)
  }

  /// The table below an entry, made when there is none.
  private mutating func descend(from table: Int, level: Int, _ address: UInt64) -> Int? {
    let entry = entry(in: table, level: level, address)
    let found = unsafe memory[entry]
    if found != 0 {
      precondition(found & Bit.large == 0 || level != 1, "an address was mapped twice")
      return number(of: found)
    }
    guard count < capacity else { return nil }
    let new = count
    count += 1
    unsafe memory[entry] = guestPhysical + UInt64(new) * Self.smallPage | Bit.all
    return new
  }
}
