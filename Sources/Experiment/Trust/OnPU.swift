import Platform
import Synchronization

/// Runs the same work on several PUs at once, on threads that live for nothing else, and waits for all answers.
///
/// All begin together: each thread waits for the last one.
///
/// - Throws: `SystemError` when a thread cannot be started on a PU; the others are let go first.
func onPUs<Answer: Sendable>(
  _ cpus: [Int], _ work: @escaping @Sendable () -> Answer
) throws(SystemError) -> [Answer] {
  let meeting = Meeting<Answer>(expected: cpus.count)
  var threads: [JoinedThread] = []
  do {
    for (place, cpu) in cpus.enumerated() {
      threads.append(
        try JoinedThread(cpu: cpu) {
          meeting.wait()
          let answer = work()
          meeting.answers.withLock { $0[place] = answer }
        })
    }
  } catch {
    // Those who wait for one that never comes go on, and nobody takes their answers.
    meeting.arrived.wrappingAdd(cpus.count, ordering: .relaxed)
    for thread in threads { thread.join() }
    throw error
  }
  for thread in threads { thread.join() }
  return meeting.answers.withLock { answers in cpus.indices.compactMap { answers[$0] } }
}

/// Runs work on one PU and waits for its answer.
func onPU<Answer: Sendable>(
  _ cpu: Int, _ work: @escaping @Sendable () -> Answer
) throws(SystemError) -> Answer {
  try onPUs([cpu], work)[0]
}

/// A pinned thread that can stand in an array.
private final class JoinedThread {
  private var thread: PinnedThread?

  init(cpu: Int, body: @escaping @Sendable () -> Void) throws(SystemError) {
    thread = try PinnedThread(cpus: [cpu], body: body)
  }

  func join() { thread.take()!.join() }
}

/// Where threads wait for each other.
private final class Meeting<Answer: Sendable>: Sendable {
  let expected: Int
  let arrived = Atomic<Int>(0)
  let answers = Mutex<[Int: Answer]>([:])

  init(expected: Int) { self.expected = expected }

  /// Spins: sleepers would wake tens of microseconds apart.
  func wait() {
    arrived.wrappingAdd(1, ordering: .relaxed)
    while arrived.load(ordering: .relaxed) < expected {}
  }
}
