import Partitioning

/// Why a policy of memory does not go with partitions: nobody can look whether it is in force.
public struct UnreadableMemory: PolicyRefusal, Equatable, CustomStringConvertible {
  public let description =
    "the buffers of partitions in processes of their own cannot be read back, so that nothing would prove it"

  /// - Throws: when some partition's buffers are not in the harness's own memory.
  static func check(_ arrangement: Arrangement) throws(UnreadableMemory) {
    guard arrangement.partitions.allSatisfy({ $0.backend == .thread }) else {
      throw UnreadableMemory()
    }
  }
}
