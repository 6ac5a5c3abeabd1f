import CPlatform
import Scheduling

/// A thread's place on its core: with whom it takes turns there, and how it gets the core for each of its windows.
struct CoreSeat {
  /// The core, when the thread takes turns on it; `nil` when the operating system shares it out.
  var core: SharedCore?
  /// The thread's number among those that take turns.
  var place = 0
  /// One for each of the thread's windows.
  var handOvers: [HandOver]

  /// The seats of all threads of a run.
  ///
  /// Threads that are pinned to one PU and never have a window at the same time take turns on it. Threads whose windows
  /// overlap do not: none may wait for the end of another's window.
  static func seats(for plans: [ThreadPlan], enforcement: Enforcement) -> [CoreSeat] {
    var seats = plans.map { plan in
      CoreSeat(
        handOvers: plan.windows.map { _ in
          HandOver(leadNanoseconds: enforcement.wakeNanoseconds)
        })
    }
    let pinned = plans.indices.filter { plans[$0].cpus.count == 1 }
    for members in Dictionary(grouping: pinned, by: { plans[$0].cpus }).values {
      let windows = members.flatMap { plans[$0].windows }.sorted { $0.start < $1.start }
      guard zip(windows, windows.dropFirst()).allSatisfy({ $0.end <= $1.start }) else { continue }
      let core = SharedCore()
      let handOvers = HandOver.plan(
        members.map { plans[$0].windows }, guard: enforcement.guardNanoseconds,
        lead: enforcement.wakeNanoseconds)
      for (place, member) in members.enumerated() {
        seats[member] = CoreSeat(core: core, place: place, handOvers: handOvers[place])
      }
    }
    return seats
  }
}

/// A core that partitions take in turn and hand over to each other; lives as long as any of their threads.
@safe final class SharedCore: @unchecked Sendable {
  // Sendable because only the slots touch it, atomically.
  let pointer: UnsafeMutablePointer<cplatform_core>

  init() {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<cplatform_core>.stride, alignment: 128)
    unsafe pointer = memory.bindMemory(to: cplatform_core.self, capacity: 1)
    unsafe pointer.initialize(to: cplatform_core())
  }

  deinit { unsafe pointer.deallocate() }
}
