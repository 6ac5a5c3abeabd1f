import Partitioning
import Platform
import Scheduling
import Testing

@testable import Workloads

extension LiveMachine {
  @Suite("One thread runs all partitions of a core", .serialized)
  struct StacksTests {
    private static let length: Int64 = 1_000_000

    private func partitions(_ count: Int, frames: Int) -> [PartitionPlan] {
      (0..<count).map { number in
        PartitionPlan(
          name: "p\(number)", backend: .thread,
          threads: [
            plan(
              "p\(number)", on: [cpus[0]],
              windows(
                frames, every: Int64(count) * Self.length, length: Self.length,
                from: Int64(number) * Self.length))
          ])
      }
    }

    /// Stops one partition at the first beat after an instant.
    private final class Stopping: RunMonitor {
      let beatNanoseconds: Int64 = 5_000_000
      private let partition: Int
      private let instant: Int64

      init(_ partition: Int, at instant: Int64) {
        self.partition = partition
        self.instant = instant
      }

      func partitionEnded(_ partition: Int, _ end: PartitionEnd, at time: Int64) -> [MonitorAction]
      {
        []
      }

      func beat(at time: Int64, progress: [[VirtualCPUProgress]]) -> [MonitorAction] {
        time >= instant ? [.stop(partition)] : []
      }
    }

    @Test("Its partitions never overlap, whatever disturbs it, and every window has its row")
    func noOverlap() throws {
      var threads: Set<Int32> = []
      let outcome = try PartitionRun(StacksEnforcer()).run(
        partitions(3, frames: 60), scale: .calibrated(), checkpoints: [10_000_000],
        atCheckpoint: { _, seen in threads.formUnion(seen.joined()) })
      #expect(threads.count == 1)
      let ran = outcome.threads.flatMap { record in
        record.ran.map {
          RanInterval(partition: record.plan.partition, start: $0.start, end: $0.end)
        }
      }
      #expect(RanInterval.overlapNanoseconds(ran) == 0)
      for record in outcome.threads {
        #expect(record.windows.map(\.planned) == record.plan.windows)
      }
      for thread in threads { #expect(isGone(thread)) }
    }

    @Test("A partition that is stopped has no more windows, and the others keep theirs")
    func stopOne() throws {
      // Two seconds: on a busy machine a beat can be late by many frames.
      let outcome = try PartitionRun(StacksEnforcer()).run(
        partitions(2, frames: 1000), monitor: Stopping(0, at: 100_000_000)
      ) { $0.threads[1].ran.contains { $0.start > 1_900_000_000 } }
      #expect(outcome.ends == [.finished, .finished])
      #expect(outcome.threads[0].windows.suffix(50).allSatisfy { $0.ran == nil })
      #expect(outcome.threads[1].ran.contains { $0.start > 1_900_000_000 })
    }

    @Test("Only partitions of the harness's own process can share a thread")
    func backends() {
      #expect(StacksEnforcer().supports(.thread) == .available)
      for backend in BackendKind.allCases where backend != .thread {
        guard case .unavailable(let reason) = StacksEnforcer().supports(backend) else {
          Issue.record("\(backend)")
          continue
        }
        #expect(reason.contains(backend.rawValue))
      }
    }
  }
}
