import CPlatform
import Platform
import Scheduling

/// A core that partitions take in turn; lives as long as any of their threads, in memory that all their processes share.
@safe final class SharedCore: @unchecked Sendable {
  // Sendable because only the slots touch it, through its mutex.
  let pointer: UnsafeMutablePointer<cplatform_core>
  private let arena: Arena

  init() throws(SystemError) {
    arena = try Arena(bytes: unsafe MemoryLayout<cplatform_core>.stride, sharing: .inherited)
    unsafe pointer = arena.base.bindMemory(to: cplatform_core.self, capacity: 1)
    let code = unsafe cplatform_core_init(pointer)
    guard code == 0 else { throw SystemError("make the mutex of a core", code: code) }
  }

  /// The core of each thread of a run, by the thread's number; `nil` where the operating system shares it out.
  ///
  /// Threads that are pinned to one PU and never have a window at the same time take turns on it. Threads whose windows
  /// overlap do not: none may wait for the end of another's window.
  static func cores(of plans: [ThreadPlan]) throws(SystemError) -> [SharedCore?] {
    var cores = [SharedCore?](repeating: nil, count: plans.count)
    let pinned = plans.indices.filter { plans[$0].cpus.count == 1 }
    for members in Dictionary(grouping: pinned, by: { plans[$0].cpus }).values {
      let windows = members.flatMap { plans[$0].windows }.sorted { $0.start < $1.start }
      guard zip(windows, windows.dropFirst()).allSatisfy({ $0.end <= $1.start }) else { continue }
      let core = try SharedCore()
      for member in members { cores[member] = core }
    }
    return cores
  }
}
