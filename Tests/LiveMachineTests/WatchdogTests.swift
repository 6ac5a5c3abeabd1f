import CPlatform
import Glibc
import Platform
import Scheduling
import Testing

@testable import Partitioning

extension LiveMachine {
  /// Each in a process of its own: a watchdog may end the one that it is in.
  @Suite("The watchdog", .serialized, .timeLimit(.minutes(30)))
  struct WatchdogTests {
    private static func sleep(milliseconds: Int64) {
      Platform.sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + milliseconds * 1_000_000)
    }

    @Test("Leaves a harness alone that gives signs of life")
    func fed() async {
      await #expect(processExitsWith: .success) {
        let watchdog = try Watchdog(limitNanoseconds: 2_000_000_000, processes: [])
        for _ in 0..<60 {
          WatchdogTests.sleep(milliseconds: 50)
          watchdog.feed()
        }
        watchdog.end()
        guard watchdog.silence == nil else { exit(1) }
      }
    }

    @Test(
      "Takes the real-time priority of everybody when the harness is silent, and says for how long",
      .enabled(if: RealTimeRight.obstacle(priority: 5) == nil, "needs the right to SCHED_FIFO"))
    func demotes() async {
      await #expect(processExitsWith: .success) {
        let thread = try PinnedThread(cpus: []) {
          guard cplatform_wake_exactly(5) == 0 else { exit(2) }
          let limit = monotonicNanoseconds() + 20_000_000_000
          while sched_getscheduler(0) == SCHED_FIFO {
            if monotonicNanoseconds() > limit { exit(3) }
            WatchdogTests.sleep(milliseconds: 5)
          }
        }
        // Long enough that a busy machine does not take it for the second silence, which ends the process.
        let watchdog = try Watchdog(limitNanoseconds: 2_000_000_000, processes: [])
        while watchdog.silence == nil { WatchdogTests.sleep(milliseconds: 20) }
        watchdog.feed()
        thread.join()
        watchdog.end()
        guard let silence = watchdog.silence, silence >= 2_000_000_000 else { exit(4) }
      }
    }

    @Test("Ends the process when the harness does not come back")
    func kills() async {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        let watchdog = try Watchdog(limitNanoseconds: 100_000_000, processes: [])
        WatchdogTests.sleep(milliseconds: 60_000)
        watchdog.end()
      }
    }

    @Test("Takes no notice of the time in which the whole process was stopped")
    func stopped() async {
      await #expect(processExitsWith: .success) {
        // More than once: the first may come before the stop.
        let waker = unsafe cplatform_fork_host(
          { _ in
            for _ in 0..<20 {
              usleep(3_000_000)
              kill(getppid(), SIGCONT)
            }
            return 0
          }, nil)
        guard waker > 0 else { exit(2) }
        let watchdog = try Watchdog(limitNanoseconds: 2_000_000_000, processes: [])
        kill(getpid(), SIGSTOP)
        watchdog.feed()
        watchdog.end()
        guard watchdog.silence == nil else { exit(1) }
      }
    }

    /// Stalls once, as a harness does that gets no core.
    private final class Stalling: RunMonitor {
      let beatNanoseconds: Int64 = 10_000_000
      private var hasStalled = false

      func partitionEnded(
        _ partition: Int, _ end: PartitionEnd, at time: Int64
      ) -> [MonitorAction] { [] }

      func beat(at time: Int64, progress: [[VirtualCPUProgress]]) -> [MonitorAction] {
        guard !hasStalled, progress[0][0].steps > 0 else { return [] }
        hasStalled = true
        WatchdogTests.sleep(milliseconds: Watchdog.limitNanoseconds / 1_000_000 + 2000)
        return []
      }
    }

    @Test(
      "Ends a run at real-time priority whose harness stalls, with an error that says so",
      .enabled(if: RealTimeRight.obstacle(priority: 5) == nil, "needs the right to SCHED_FIFO"))
    func run() async {
      await #expect(processExitsWith: .success) {
        let run = PartitionRun(
          enforcer: TimerEnforcer(), enforcement: PartitionRun.standard,
          schedulingClass: .realTime(priority: 5))
        let partition = PartitionPlan(
          name: "a", backend: .process,
          threads: [plan(on: [cpus[0]], windows(10_000, every: 2_000_000, length: 500_000))])
        do {
          _ = try run.run(
            [partition], scale: .calibrated(), checkpoints: [20_000_000_000],
            monitor: Stalling())
          exit(1)
        } catch let stall as HarnessStall {
          guard stall.silenceNanoseconds >= Watchdog.limitNanoseconds else { exit(2) }
        }
      }
    }
  }
}
