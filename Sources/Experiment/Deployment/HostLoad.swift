import Platform
import Synchronization

/// Ordinary work of the host beside its partitions: what a type 2 hypervisor shares its cores with.
///
/// A thread that wants all the time it can get, on whichever of the deployment's PUs the operating system moves it to.
final class HostLoad {
  private let isOver = Flag()
  private var thread: PinnedThread?

  init(cpus: [Int]) throws(SystemError) {
    let isOver = isOver
    thread = try PinnedThread(cpus: cpus) {
      while !isOver.value.load(ordering: .relaxed) {}
    }
  }

  /// Ends the thread and waits for it.
  func end() {
    isOver.value.store(true, ordering: .relaxed)
    thread.take()?.join()
  }

  private final class Flag: Sendable {
    let value = Atomic<Bool>(false)
  }
}
