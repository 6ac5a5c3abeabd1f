import HardwareTopology
import Platform
import Synchronization
import Workloads

/// The buffers of all partitions, made once for a run: allocating and touching them again for every cell would take longer
/// than measuring.
///
/// A buffer belongs to one thread of one partition on one NUMA node and is first touched by a thread on that node.
final class BufferPool {
  private struct Key: Hashable {
    let partition: String
    let thread: Int
    let node: Int
    let layout: Layout
    let bytes: Int
  }

  /// Workloads that only sweep can share a buffer; a chase's cycle must not be written over.
  private enum Layout: Hashable {
    case plain
    case cycle
    case sharedLines(String)
  }

  private struct CodeKey: Hashable {
    let workload: String
    let key: Key
  }

  private var arenas: [Key: Arena] = [:]
  private var codes: [CodeKey: any PartitionCode] = [:]
  private let machine: Machine
  private let seed: UInt64

  init(machine: Machine, seed: UInt64) {
    self.machine = machine
    self.seed = seed
  }

  /// The code of one thread of a partition, its memory ready.
  ///
  /// - Parameter sharedIndex: the thread's number among all threads of the pair that share lines.
  func code(
    _ application: Plan.Application, partition: String, thread: Int, cpus: [Int], sharedIndex: Int,
    sharedThreads: Int
  ) throws(SystemError) -> any PartitionCode {
    let workload = WorkloadCatalogue.named(application.workload)!
    let key = key(
      application, workload, partition: partition, thread: thread, cpus: cpus,
      sharedThreads: sharedThreads)
    let codeKey = CodeKey(workload: workload.name, key: key)
    let isShared = workload.memory == .sharedLines
    if !isShared, let code = codes[codeKey] { return code }

    let arena = workload.memory == .none ? nil : try self.arena(key, cpus: cpus)
    let site = Workload.Site(
      arena: arena, index: isShared ? sharedIndex : thread, thread: thread,
      seed: seed &+ UInt64(thread), ticksPerNanosecond: machine.scale.ticksPerNanosecond)
    // Laying a cycle is the first write with data: it, too, happens on the thread's own core.
    let result = Mutex<(any PartitionCode)?>(nil)
    try onNode(key.node, cpus) { result.withLock { $0 = workload.code(at: site) } }
    let code = result.withLock { $0! }
    codes[codeKey] = code
    return code
  }

  /// The kinds of pages that the buffers of a partition got, whether they are not locked, and on which NUMA node they are;
  /// empty for workloads without buffers.
  func pages(_ application: Plan.Application, partition: String, cpus: [[Int]]) -> String {
    let workload = WorkloadCatalogue.named(application.workload)!
    guard workload.memory == .buffer else { return "" }
    var kinds: [String] = []
    for (thread, list) in cpus.enumerated() {
      let key = key(
        application, workload, partition: partition, thread: thread, cpus: list, sharedThreads: 0)
      guard let arena = arenas[key] else { continue }
      let kind =
        arena.pages.rawValue + (arena.isLocked ? "" : " unlocked")
        + (arena.node.map { " node\($0)" } ?? "")
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds.joined(separator: ", ")
  }

  /// Bytes that the buffers of a plan need together.
  static func bytes(of pairs: [Plan.Pair]) -> Int {
    var needs: [Key: Int] = [:]
    for pair in pairs where pair.unavailable == nil {
      for (partition, application) in [("victim", pair.victim), ("aggressor", pair.aggressor)] {
        guard let workload = WorkloadCatalogue.named(application.workload),
          workload.memory == .buffer
        else { continue }
        for thread in 0..<application.threads {
          let key = Key(
            partition: partition, thread: thread, node: 0, layout: layout(workload),
            bytes: application.workingSetBytes)
          needs[key] = application.workingSetBytes
        }
      }
    }
    return needs.values.reduce(0) { $0.addingReportingOverflow($1).overflow ? Int.max : $0 + $1 }
  }

  private static func layout(_ workload: Workload) -> Layout {
    switch workload.memory {
    case .sharedLines: .sharedLines(workload.name)
    case .buffer: workload.name == WorkloadCatalogue.chase.name ? .cycle : .plain
    case .none: .plain
    }
  }

  private func key(
    _ application: Plan.Application, _ workload: Workload, partition: String, thread: Int,
    cpus: [Int], sharedThreads: Int
  ) -> Key {
    let node = machine.topology.processingUnit(cpus[0])?.numaNode ?? 0
    let layout = Self.layout(workload)
    if case .sharedLines = layout {
      // Two lines for every thread, on a page that all partitions of the pair see.
      return Key(
        partition: "", thread: 0, node: node, layout: layout, bytes: max(4096, sharedThreads * 128))
    }
    return Key(
      partition: partition, thread: thread, node: node, layout: layout,
      bytes: application.workingSetBytes)
  }

  private func arena(_ key: Key, cpus: [Int]) throws(SystemError) -> Arena {
    if let arena = arenas[key] { return arena }
    let arena = try Arena(bytes: key.bytes)
    try onNode(key.node, cpus) { arena.populate() }
    arenas[key] = arena
    return arena
  }

  /// Runs the body on those of the thread's PUs that are on the buffer's node.
  private func onNode(
    _ node: Int, _ cpus: [Int], _ body: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    let local = cpus.filter { (machine.topology.processingUnit($0)?.numaNode ?? node) == node }
    try PinnedThread(cpus: local.isEmpty ? cpus : local, body: body).join()
  }
}
