import Platform
import Synchronization

/// Counts the threads that found themselves where they belong.
final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  func add(allowed: [Int]) {
    if (try? allowedCPUs()) == allowed { count.wrappingAdd(1, ordering: .relaxed) }
  }

  var value: Int { count.load(ordering: .relaxed) }
}
