/// Where the virtual CPUs of one or several partitions live.
protocol PartitionHost: AnyObject {
  /// Their memories, in the order of the partition's plan.
  var memories: [ThreadMemory] { get }
  /// Becomes readable when the host's process ends; `nil` where the host is the harness itself.
  var descriptor: CInt? { get }
  /// The host's process as the harness sees it; `nil` where that is the harness itself.
  var processID: Int32? { get }
  /// The kernel's ids of the threads, as the harness sees them, for counting what disturbs them.
  var kernelThreads: [Int32] { get }
  /// How the host ended; `nil` while it lives.
  func poll() -> PartitionEnd?
  /// Whether the kernel is taking it apart already: what it holds then comes back without its doing.
  var isEnding: Bool { get }
  /// Ends it now. May have to be asked again.
  func stop()
  /// Waits for its end and frees what it held.
  func close()
}

/// How a partition came to its end.
public enum PartitionEnd: Sendable, Equatable, CustomStringConvertible {
  /// All its windows were over.
  case finished
  /// It ended by itself before that, with this status.
  case exited(status: Int)
  /// A signal ended it: a fault of its own, or somebody else.
  case killed(signal: Int)
  /// It could not be started, or its guest could not go on.
  case failed(reason: String)

  public var description: String {
    switch self {
    case .finished: "its windows were over"
    case .exited(let status): "its process ended with status \(status)"
    case .killed(let signal): "its process was ended by signal \(signal)"
    case .failed(let reason): reason
    }
  }
}

/// Threads of the harness's own process: the partition's own, or those that run all partitions on their PUs.
final class ThreadHost: PartitionHost {
  let memories: [ThreadMemory]
  let descriptor: CInt? = nil
  let processID: Int32? = nil
  private let threads: [PartitionThread]

  private init(_ memories: [ThreadMemory], threads: [PartitionThread]) {
    self.memories = memories
    self.threads = threads
  }

  /// Starts the threads of some partitions.
  ///
  /// - Throws: `SystemError` when a thread cannot be started, and whatever making the code throws; threads already started are
  ///   stopped first.
  static func hosts(
    of partitions: [[ThreadMemory]], setup: PartitionThread.Setup
  ) throws -> [ThreadHost] {
    let groups = setup.sharesThreads ? takingTurns(partitions) : partitions.joined().map { [$0] }
    let threads = try PartitionThread.start(groups, setup: setup)
    return partitions.map { memories in
      ThreadHost(
        memories,
        threads: zip(threads, groups).filter { _, group in
          group.contains { member in memories.contains { $0 === member } }
        }.map(\.0))
    }
  }

  /// Those that take turns on a core together, each other one by itself.
  private static func takingTurns(_ partitions: [[ThreadMemory]]) -> [[ThreadMemory]] {
    var groups: [[ThreadMemory]] = []
    for memory in partitions.joined() {
      if let core = memory.core, let group = groups.firstIndex(where: { $0[0].core === core }) {
        groups[group].append(memory)
      } else {
        groups.append([memory])
      }
    }
    return groups
  }

  var kernelThreads: [Int32] { memories.map { $0.kernelThread ?? 0 } }

  func poll() -> PartitionEnd? { memories.allSatisfy(\.isFinished) ? .finished : nil }

  let isEnding = false

  func stop() {
    for memory in memories where !memory.isFinished { memory.stop() }
  }

  func close() {
    for thread in threads { thread.join() }
  }
}
