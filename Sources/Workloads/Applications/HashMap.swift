import CPlatform
import Platform
import Statistics

/// Looks keys up in a hash map with open addressing, and writes every eighth.
///
/// Keys are drawn at random from twice as many as the map holds room for at half its load, so that half of the look-ups
/// fail; writes are to keys that are there, so that the map is never fuller than it was made.
@safe struct HashMap: Kernel, PartitionCode {
  /// A key, 0 where there is none, and its value.
  struct Entry: Equatable {
    var key: UInt64
    var value: UInt64
  }

  nonisolated(unsafe) private let entries: UnsafeMutablePointer<Entry>
  let capacity: Int
  private var numbers: SplitMix64
  /// Of all values found, so that the work has a result.
  private(set) var sum: UInt64 = 0

  static var operationsPerStep: Int { @inline(__always) get { 16 } }

  static func rounded(_ bytes: Int) -> Int { max(64, bytes / 64 * 64) }

  init(arena: Arena, seed: UInt64) {
    capacity = Self.rounded(arena.bytes) / 16
    precondition(capacity * 16 <= arena.bytes)
    unsafe entries = arena.base.bindMemory(to: Entry.self, capacity: capacity)
    numbers = SplitMix64(seed: seed)
    for index in 0..<capacity { unsafe entries[index] = Entry(key: 0, value: 0) }
    for number in 0..<keys { write(Self.key(number), number) }
  }

  /// How many keys are in the map: half its capacity.
  var keys: UInt64 { @_noLocks @inline(__always) get { UInt64(capacity) / 2 } }

  /// The key of a number; those from `keys` on are in no map. Never 0.
  @_noLocks @inline(__always)
  static func key(_ number: UInt64) -> UInt64 { SplitMix64.mixed(number &+ 1) }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.operationsPerStep
    while left != 0 {
      let draw = numbers.next()
      // The upper bits choose the key, the lowest three the operation.
      if draw & 7 == 0 {
        write(Self.key(draw.multipliedFullWidth(by: keys).high), draw)
      } else {
        sum &+= find(Self.key(draw.multipliedFullWidth(by: 2 &* keys).high))
      }
      left &-= 1
    }
    // Nobody reads it inside the loop: without this the optimiser leaves the look-ups out.
    sum = cplatform_launder(sum)
  }

  /// The value of a key, or 0.
  @_noLocks @inline(__always)
  func find(_ key: UInt64) -> UInt64 {
    let entry = unsafe entries[slot(of: key)]
    return entry.key == key ? entry.value : 0
  }

  /// Sets the value of a key; it is there, or half of the map is free. The value goes first, so that a thread left between the
  /// two leaves no key without one.
  @_noLocks @inline(__always)
  private func write(_ key: UInt64, _ value: UInt64) {
    let slot = slot(of: key)
    unsafe entries[slot].value = value
    unsafe entries[slot].key = key
  }

  /// Where a key is, or the free place where it would be: the first from its hash on.
  @_noLocks @inline(__always)
  private func slot(of key: UInt64) -> Int {
    var slot = Int(key.multipliedFullWidth(by: UInt64(capacity)).high)
    while true {
      let found = unsafe entries[slot].key
      if found == key || found == 0 { return slot }
      slot &+= 1
      if slot == capacity { slot = 0 }
    }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let hashMap = Workload(
    name: "app-hash",
    summary: "Looks up and writes random keys of a hash map with open addressing.",
    why: """
      Tables of sessions, routes and objects: one unpredictable line for each look-up, several under way at once. Of \
      the applications here it feels a shared cache most.
      """,
    limits: "The map does not grow: growing is an allocation, and those have no place in a window.",
    source: "linear probing: Knuth, TAOCP 3, 6.4",
    channel: "capacity of the level that holds the map, memory latency, TLBs",
    roles: [.victim], accessName: "operation", accessesPerStep: HashMap.operationsPerStep,
    bytesPerAccess: 64,
    memory: .buffer, keepsContents: true, defaultWorkingSet: applicationWorkingSet,
    defaultJobAccesses: 128 * HashMap.operationsPerStep,
    verification: .costs(
      moreThan: .init("app-hash", insideL1),
      control: .init("app-hash", .relative(level: 1, numerator: 1, denominator: 4)), atLeast: 1.3,
      claim: "an operation takes longer than on a map that fits into L1"),
    round: { HashMap.rounded($0) },
    makeCode: { HashMap(arena: $0.arena!, seed: $0.seed) })
}
