import HardwareTopology
import Partitioning
import Platform
import Policies
import Synchronization
import Workloads

/// The buffers of all partitions, made once for a run: allocating and touching them again for every cell would take longer
/// than measuring.
///
/// A buffer belongs to one thread of one partition on one NUMA node and is first touched by a thread on that node. A partition
/// in a process of its own makes its buffers there, in its copy of the pool.
final class BufferPool: @unchecked Sendable {
  // Sendable because one thread at a time asks: the harness's, and in a partition's process the one that prepares it.

  private struct Key: Hashable {
    let partition: String
    let thread: Int
    let node: Int
    let layout: Layout
    let bytes: Int
    var memory = MemorySetting()
    /// Who is in a process of its own makes its buffers there; what the harness has is not in it.
    var backend = BackendKind.thread
  }

  /// Workloads that only sweep can share a buffer; what others lay into theirs must not be written over.
  private enum Layout: Hashable {
    case plain(Workload.Memory)
    case own(String, Workload.Memory)
    case sharedLines(String)

    var isShared: Bool {
      if case .sharedLines = self { true } else { false }
    }

    /// A workload that is about translations has small pages whatever a policy says.
    func wish(_ memory: MemorySetting) -> Arena.Wish {
      switch self {
      case .plain(.smallPages), .own(_, .smallPages): .base
      default: memory.pages ?? .huge
      }
    }
  }

  private struct CodeKey: Hashable {
    let workload: String
    let key: Key
  }

  /// One thread of a partition that wants code.
  struct Thread {
    var workload: Workload
    var workingSetBytes: Int
    /// Whose buffer it is; for shared lines, who shares them.
    var partition: String
    var thread: Int
    /// The PUs that the thread may use.
    var cpus: [Int]
    /// The thread's number among all that share lines, and how many these are.
    var sharedIndex = 0
    var sharedThreads = 0
    /// How the policies want its memory.
    var memory = MemorySetting()
    var backend = BackendKind.thread
  }

  private var arenas: [Key: Arena] = [:]
  /// Once they were asked for: the kernel takes its time with that.
  private var kindsOfPages: [Key: String] = [:]
  private var codes: [CodeKey: any PartitionCode] = [:]
  private let machine: Machine
  private let seed: UInt64

  init(machine: Machine, seed: UInt64) {
    self.machine = machine
    self.seed = seed
  }

  /// The code of one thread of a partition, its memory ready.
  ///
  /// - Throws: `SystemError` when there is not enough memory, `WorkloadUnavailable` when the machine does not show what
  ///   the workload is about, `ColoursUnavailable` when too few pages of the wanted colours turn up.
  func code(_ thread: Thread) throws -> any PartitionCode {
    let workload = thread.workload
    let key = key(thread)
    let codeKey = CodeKey(workload: workload.name, key: key)
    let isShared = workload.memory == .sharedLines
    if !isShared, let code = codes[codeKey] { return code }

    let arena = workload.memory == .none ? nil : try self.arena(key, cpus: thread.cpus)
    let site = Workload.Site(
      arena: arena, index: isShared ? thread.sharedIndex : thread.thread, thread: thread.thread,
      seed: seed &+ UInt64(thread.thread), ticksPerNanosecond: machine.scale.ticksPerNanosecond)
    // Laying a cycle is the first write with data: it, too, happens on the thread's own core.
    let code = try onNode(key.node, thread.cpus) { Result { try workload.code(at: site) } }.get()
    codes[codeKey] = code
    return code
  }

  /// The buffer of one thread of a partition, for code that is no workload.
  func buffer(_ thread: Thread) throws -> Arena {
    try arena(key(thread), cpus: thread.cpus)
  }

  /// Makes the lines that a thread shares with others, before any of them gets a process of its own.
  func makeShared(_ thread: Thread) throws {
    _ = try arena(key(thread), cpus: thread.cpus)
  }

  /// Buffers that were made so far.
  var bufferCount: Int { arenas.count }

  /// Gives all buffers and codes back.
  func removeAll() {
    codes = [:]
    arenas = [:]
    kindsOfPages = [:]
  }

  /// The kinds of pages that the buffers of some threads got, whether they are not locked, and on which NUMA node they
  /// are; empty for workloads without buffers.
  func pages(of threads: [Thread]) -> String {
    var kinds: [String] = []
    for thread in threads where thread.workload.hasWorkingSet {
      let key = key(thread)
      guard let arena = arenas[key] else { continue }
      let kind = kindsOfPages[key] ?? arena.kindOfPages
      kindsOfPages[key] = kind
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds.joined(separator: ", ")
  }

  /// Where and in what pages the buffers of some threads are found now; none for workloads without, and for those in a process of
  /// their own.
  func readings(of threads: [Thread]) -> [MemoryReading] {
    threads.filter(\.workload.hasWorkingSet).compactMap { thread in
      let key = key(thread)
      guard let arena = arenas[key] else { return nil }
      // Colours are timed, on a core whose cache they are of.
      return (try? onNode(key.node, Array(thread.cpus.prefix(1))) { arena.reading })
        ?? arena.reading
    }
  }

  /// Bytes that the buffers of some threads need together, on whatever nodes they are. Those of processes of their own, which are
  /// there for a round only, count as the harness's.
  static func bytes(of threads: [Thread]) -> Int {
    var needs: [Key: Int] = [:]
    for thread in threads where thread.workload.hasWorkingSet {
      let key = Key(
        partition: thread.partition, thread: thread.thread, node: 0,
        layout: layout(thread.workload), bytes: thread.workingSetBytes, memory: thread.memory)
      needs[key] = thread.workingSetBytes
    }
    return needs.values.reduce(0) { $0.addingReportingOverflow($1).overflow ? Int.max : $0 + $1 }
  }

  private static func layout(_ workload: Workload) -> Layout {
    if workload.memory == .sharedLines { return .sharedLines(workload.name) }
    return workload.keepsContents
      ? .own(workload.name, workload.memory) : .plain(workload.memory)
  }

  /// Stands for the node of whoever comes first.
  private static let anyNode = -1

  private func key(_ thread: Thread) -> Key {
    let node = machine.topology.processingUnit(thread.cpus[0])?.numaNode ?? 0
    let layout = Self.layout(thread.workload)
    if case .sharedLines = layout {
      // Two lines for every thread, on a page that all who share see, on whatever nodes they are: the first one's.
      return Key(
        partition: thread.partition, thread: 0, node: Self.anyNode, layout: layout,
        bytes: max(4096, thread.sharedThreads * 128), backend: thread.backend)
    }
    return Key(
      partition: thread.partition, thread: thread.thread, node: node, layout: layout,
      bytes: thread.workingSetBytes, memory: thread.memory, backend: thread.backend)
  }

  private func arena(_ key: Key, cpus: [Int]) throws -> Arena {
    if let arena = arenas[key] { return arena }
    let arena: Arena
    if let share = key.memory.colours {
      arena = try colouredArena(key, share, cpu: cpus[0])
    } else {
      arena = try Arena(
        bytes: key.bytes, wish: key.layout.wish(key.memory),
        sharing: key.layout.isShared ? .inherited : .own, nodes: key.memory.nodes)
    }
    try onNode(key.node, cpus) { arena.populate() }
    arenas[key] = arena
    return arena
  }

  /// Memory of some colours of the L2 that a core has.
  private func colouredArena(_ key: Key, _ share: ColourShare, cpu: Int) throws -> Arena {
    let cache = try machine.topology.colouredCache(of: cpu)
    let colours = try Colours.known(of: cache, on: cpu)
    return try onNode(key.node, [cpu]) {
      Result { try Arena(bytes: key.bytes, share: share, colours: colours) }
    }.get()
  }

  /// Runs the body on those of the thread's PUs that are on the buffer's node.
  private func onNode<Value: Sendable>(
    _ node: Int, _ cpus: [Int], _ body: @escaping @Sendable () -> Value
  ) throws(SystemError) -> Value {
    let local = cpus.filter { (machine.topology.processingUnit($0)?.numaNode ?? node) == node }
    let value = Mutex<Value?>(nil)
    try PinnedThread(cpus: local.isEmpty ? cpus : local) {
      let made = body()
      value.withLock { $0 = made }
    }.join()
    return value.withLock { $0! }
  }
}

extension Arena {
  /// Its kind of pages, whether they are not locked, and the NUMA node of the first.
  fileprivate var kindOfPages: String {
    pages.rawValue + (isLocked ? "" : " unlocked") + (node.map { " node\($0)" } ?? "")
  }
}
