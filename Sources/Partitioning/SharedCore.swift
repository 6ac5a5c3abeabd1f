import CPlatform
import Scheduling

/// A core that partitions take in turn; lives as long as any of their threads.
@safe final class SharedCore: @unchecked Sendable {
  // Sendable because only the slots touch it, atomically.
  let pointer: UnsafeMutablePointer<cplatform_core>

  init() {
    // A line of its own, and the one that is fetched with it.
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
    unsafe pointer = memory.bindMemory(to: cplatform_core.self, capacity: 1)
    unsafe pointer.initialize(to: cplatform_core())
  }

  deinit { unsafe pointer.deallocate() }

  /// The core of each thread of a run, by the thread's number; `nil` where the operating system shares it out.
  ///
  /// Threads that are pinned to one PU and never have a window at the same time take turns on it. Threads whose windows
  /// overlap do not: none may wait for the end of another's window.
  static func cores(of plans: [ThreadPlan]) -> [SharedCore?] {
    var cores = [SharedCore?](repeating: nil, count: plans.count)
    let pinned = plans.indices.filter { plans[$0].cpus.count == 1 }
    for members in Dictionary(grouping: pinned, by: { plans[$0].cpus }).values {
      let windows = members.flatMap { plans[$0].windows }.sorted { $0.start < $1.start }
      guard zip(windows, windows.dropFirst()).allSatisfy({ $0.end <= $1.start }) else { continue }
      let core = SharedCore()
      for member in members { cores[member] = core }
    }
    return cores
  }
}
