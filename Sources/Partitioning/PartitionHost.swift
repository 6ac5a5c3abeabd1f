/// Where the virtual CPUs of one or several partitions live.
protocol PartitionHost: AnyObject {
  /// Their memories, in the order of the partition's plan.
  var memories: [ThreadMemory] { get }
  /// Becomes readable when the host's process ends; `nil` where the host is the harness itself.
  var descriptor: CInt? { get }
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
public enum PartitionEnd: Sendable, Equatable {
  /// All its windows were over.
  case finished
  /// It ended by itself before that, with this status.
  case exited(status: Int)
  /// A signal ended it: a fault of its own, or somebody else.
  case killed(signal: Int)
  /// It could not be started.
  case failed(reason: String)
}

/// Threads of the harness's own process.
final class ThreadHost: PartitionHost {
  let memories: [ThreadMemory]
  let descriptor: CInt? = nil
  private var threads: [PartitionThread] = []

  /// - Throws: `SystemError` when a thread cannot be started, and whatever making the code throws; threads already started are
  ///   stopped first.
  init(_ memories: [ThreadMemory], setup: PartitionThread.Setup) throws {
    self.memories = memories
    do {
      for memory in memories { threads.append(try PartitionThread(memory, setup: setup)) }
    } catch {
      stop()
      close()
      throw error
    }
  }

  var kernelThreads: [Int32] { memories.compactMap(\.kernelThread) }

  func poll() -> PartitionEnd? { memories.allSatisfy(\.isFinished) ? .finished : nil }

  let isEnding = false

  func stop() {
    for (thread, memory) in zip(threads, memories) where !memory.isFinished { thread.stop() }
  }

  func close() {
    for thread in threads { thread.join() }
  }
}
