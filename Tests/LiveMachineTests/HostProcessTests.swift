import Glibc
import Platform
import Scheduling
import Synchronization
import Testing
import Workloads

@testable import Partitioning

/// Code that works a while and then does what no partition should.
struct Misbehaving: PartitionCode {
  let afterNanoseconds: Int64
  let deed: @Sendable () -> Void

  func load(_ measurement: Measurement) -> Never {
    let start = monotonicNanoseconds()
    while monotonicNanoseconds() - start < afterNanoseconds {}
    deed()
    while true {}
  }

  func measure(_ measurement: Measurement) -> Never { unsafe load(measurement) }
}

/// A monitor that answers every end of a partition with the same action, a limited number of times.
final class Answering: RunMonitor {
  let beatNanoseconds: Int64 = 5_000_000
  private(set) var ends: [PartitionEnd] = []
  private(set) var beats = 0
  private let answer: (Int, Int) -> [MonitorAction]

  init(_ answer: @escaping (_ partition: Int, _ number: Int) -> [MonitorAction]) {
    self.answer = answer
  }

  func partitionEnded(_ partition: Int, _ end: PartitionEnd, at time: Int64) -> [MonitorAction] {
    ends.append(end)
    return answer(partition, ends.count)
  }

  func beat(at time: Int64, progress: [[VirtualCPUProgress]]) -> [MonitorAction] {
    beats += 1
    return []
  }
}

extension LiveMachine {
  @Suite("Partitions in processes of their own")
  struct HostProcessTests {
    private func run(
      _ partitions: [PartitionPlan], monitor: @autoclosure () -> (any RunMonitor)? = nil,
      until isEnough: (PartitionRun.Outcome) -> Bool
    ) throws -> PartitionRun.Outcome {
      try PartitionRun(
        enforcer: TimerEnforcer(), enforcement: Enforcement(guardNanoseconds: 50_000)
      ).run(partitions, monitor: monitor(), until: isEnough)
    }

    /// Two partitions that take turns on one core, each a process.
    private func pair(
      _ first: any PartitionCode, frames: Int = 40, backend: BackendKind = .process
    ) throws -> [PartitionPlan] {
      let cpu = try allowedCPUs().last!
      return [first, TightLoop()].enumerated().map { index, code in
        PartitionPlan(
          name: "p\(index)", backend: backend,
          threads: [
            plan(
              "p\(index)", on: [cpu],
              windows(frames, every: 4_000_000, length: 2_000_000, from: Int64(index) * 2_000_000),
              code)
          ])
      }
    }

    @Test("Every window of two processes on one core is there, and they never overlap")
    func turns() throws {
      let outcome = try run(pair(TightLoop())) { $0.threads.allSatisfy(\.hasWorked) }
      #expect(outcome.ends == [.finished, .finished])
      let ran = outcome.threads.flatMap { thread in
        thread.ran.map {
          RanInterval(partition: thread.plan.partition, start: $0.start, end: $0.end)
        }
      }
      for thread in outcome.threads {
        #expect(thread.windows.map(\.planned) == thread.plan.windows)
        #expect(thread.hasWorked)
      }
      #expect(RanInterval.overlapNanoseconds(ran) == 0)
    }

    @Test(
      "A process that dies in its window costs its neighbour on the core no window",
      arguments: [SIGSEGV, SIGABRT, SIGKILL])
    func death(signal: CInt) throws {
      let outcome = try run(
        pair(
          Misbehaving(afterNanoseconds: 5_000_000) {
            switch signal {
            case SIGSEGV: unsafe UnsafeMutablePointer<Int>(bitPattern: 64)!.pointee = 1
            case SIGABRT: abort()
            default: kill(getpid(), signal)
            }
          })
      ) { $0.ends[0] != .finished && $0.hasGoneOn(1, after: 0) }
      #expect(outcome.ends == [.killed(signal: Int(signal)), .finished])
      #expect(outcome.threads[0].ran.filter(\.isCutShort).count == 1)
      #expect(outcome.threads[1].windows.count == 40)
      #expect(outcome.hasGoneOn(1, after: 0))
    }

    @Test(
      "A partition that dies is begun anew when the monitor says so, and goes on in its windows")
    func restart() throws {
      var monitor = Answering { _, _ in [] }
      func next() -> Answering {
        monitor = Answering { partition, number in number <= 2 ? [.restart(partition)] : [] }
        return monitor
      }
      let outcome = try run(
        pair(Misbehaving(afterNanoseconds: 5_000_000) { _exit(7) }, frames: 100), monitor: next()
      ) { _ in monitor.ends.count { $0 == .exited(status: 7) } == 3 }
      #expect(monitor.ends.prefix(3).allSatisfy { $0 == .exited(status: 7) })
      #expect(monitor.ends.count == 4, "three lives, and the neighbour's end")
      #expect(outcome.threads[0].ran.count(where: \.isCutShort) == 3)
      #expect(monitor.beats > 0)
    }

    @Test("A monitor can end one partition and the whole module")
    func stop() throws {
      let outcome = try run(
        pair(Misbehaving(afterNanoseconds: 5_000_000) { abort() }, frames: 5000),
        monitor: Answering { _, _ in [.stopModule] }
      ) { _ in true }
      #expect(outcome.ends == [.killed(signal: Int(SIGABRT)), .killed(signal: Int(SIGKILL))])
      #expect(outcome.threads[1].ran.count < 4000, "it was ended long before its last window")
    }

    @Test("What cannot be made in the process is an error that says why")
    func failure() throws {
      var partitions = try pair(TightLoop())
      partitions[0].threads[0].applications[0].code = {
        throw SystemError("lay out what cannot be", code: ENOMEM)
      }
      let error = #expect(throws: PartitionFailure.self) { try run(partitions) { _ in true } }
      #expect(
        error?.description
          == "partition p0 could not be started: cannot lay out what cannot be: Cannot allocate memory (errno 12)"
      )
    }

    @Test("A partition in a process dies with the harness")
    func dieWithParent() throws {
      // A harness of its own, which starts two partitions and is killed: stands for kill -9 of bulkhead.
      let partitions = try pair(TightLoop(), frames: 5000)
      let scale = TickScale.calibrated()
      let ids = try Arena(bytes: 64, sharing: .inherited)
      let harness = try ForkedHarness {
        _ = try? PartitionRun(enforcer: TimerEnforcer(), enforcement: Enforcement()).run(
          partitions, scale: scale, checkpoints: [0, 20_000_000],
          atCheckpoint: { number, threads in
            guard number == 1 else { return }
            for (index, thread) in threads.joined().prefix(2).enumerated() {
              unsafe ids.base.storeBytes(of: thread, toByteOffset: 4 * index, as: Int32.self)
            }
          })
      }
      defer { harness.end() }
      func thread(_ index: Int) -> Int32 {
        unsafe ids.base.load(fromByteOffset: 4 * index, as: Int32.self)
      }
      try #require(eventually { thread(1) != 0 })
      let threads = [thread(0), thread(1)]
      harness.end()
      for thread in threads {
        #expect(
          eventually { unsafe access("/proc/\(thread)", F_OK) != 0 }, "thread \(thread) lives")
      }
    }
  }
}
