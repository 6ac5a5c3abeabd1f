import Partitioning
import Scheduling
import Testing
import Workloads

@Suite("Health monitor of a run")
struct HealthWatchTests {
  /// Two partitions with a window of 4 ms in each of 100 frames of 10 ms.
  private func watch(
    _ action: HealthAction = .stopPartition, limits: HealthMonitor.Limits = .init()
  ) -> HealthWatch {
    let plans = ["a", "b"].map { name in
      let windows = (0..<100).map {
        PlannedWindow(
          start: $0 * 10_000_000, end: $0 * 10_000_000 + 4_000_000, index: 0, frame: $0)
      }
      return PartitionPlan(
        name: name, backend: .process,
        threads: [
          ThreadPlan(
            partition: name, cpus: [0], windows: windows,
            applications: [
              ApplicationPlan(name: name, duty: .load, stepsPerJob: 1, sampleCapacity: 1) {
                throw NeverMade()
              }
            ])
        ])
    }
    return HealthWatch(
      plans, tables: Array(repeating: HealthMonitorTable(otherwise: action), count: 2),
      frameNanoseconds: 10_000_000, limits: limits)
  }

  private struct NeverMade: Error {}

  private func progress(_ steps: UInt64, _ run: Int, overrun: Int64 = 0) -> [VirtualCPUProgress] {
    [VirtualCPUProgress(steps: steps, windowsRun: run, overrunNanoseconds: overrun)]
  }

  @Test("A crash is detected in the frame that it is noticed in, and the partition stopped")
  func crash() throws {
    let watch = watch()
    watch.noteInjection("segv", in: 1, at: 203_000_000)
    #expect(watch.partitionEnded(1, .killed(signal: 11), at: 215_000_000) == [.stop(1)])
    let event = try #require(watch.events.last)
    #expect(event.kind == "crash" && event.partition == 1)
    #expect(event.injectedFrame == 20 && event.frame == 21)
  }

  @Test("Partitions that make progress raise nothing, and their end is no fault")
  func healthy() {
    let watch = watch()
    for frame in 0..<100 {
      let time = Int64(frame) * 10_000_000 + 5_000_000
      let steps = progress(UInt64(frame + 1) * 10, frame + 1)
      #expect(watch.beat(at: time, progress: [steps, steps]).isEmpty)
    }
    // The harness may see the end before the clock says that the last window is over.
    #expect(watch.partitionEnded(0, .finished, at: 993_000_000).isEmpty)
    #expect(watch.partitionEnded(1, .finished, at: 1_050_000_000).isEmpty)
    #expect(watch.events.isEmpty)
  }

  @Test("Only the partition that does nothing in its windows is called a deadlock")
  func deadlock() {
    let watch = watch()
    var actions: [MonitorAction] = []
    for frame in 0..<10 {
      actions += watch.beat(
        at: Int64(frame) * 10_000_000 + 5_000_000,
        progress: [progress(UInt64(frame), frame + 1), progress(7, frame + 1)])
    }
    #expect(actions == [.stop(1)])
    #expect(watch.events.map(\.kind) == ["deadlock"])
  }

  @Test("A partition that is not let into its windows is not blamed for doing nothing in them")
  func notLetIn() {
    let watch = watch()
    for frame in 0..<30 {
      _ = watch.beat(
        at: Int64(frame) * 10_000_000 + 5_000_000,
        progress: [progress(UInt64(frame), frame + 1), progress(7, 1)])
    }
    #expect(watch.events.map(\.kind) == ["dispatcher"])
  }

  @Test("An overrun that goes on is reported once")
  func overrun() {
    let watch = watch(.log)
    for look in 0..<5 {
      _ = watch.beat(
        at: 5_000_000 + Int64(look) * 1_000_000,
        progress: [progress(1, 1, overrun: 2_000_000), progress(1, 1)])
    }
    #expect(watch.events.map(\.kind) == ["overrun"])
  }

  @Test("A restart is confirmed by a window that runs, and a crash before that counts as another")
  func restart() {
    var limits = HealthMonitor.Limits()
    limits.restarts = 2
    let watch = watch(.restartPartition, limits: limits)
    _ = watch.beat(at: 5_000_000, progress: [progress(1, 1), progress(1, 1)])
    #expect(watch.partitionEnded(0, .killed(signal: 6), at: 12_000_000) == [.restart(0)])
    #expect(watch.partitionEnded(0, .killed(signal: 6), at: 13_000_000) == [.restart(0)])
    _ = watch.beat(at: 25_000_000, progress: [progress(2, 2), progress(2, 2)])
    #expect(watch.events.map(\.kind) == ["crash", "restarted", "crash", "restarted"])
    #expect(watch.partitionEnded(0, .killed(signal: 6), at: 33_000_000) == [.stop(0)])
  }
}

@Suite("Faults")
struct FaultCatalogueTests {
  @Test("Each has a name of its own, by which it is found, and says what it does")
  func names() {
    let names = FaultCatalogue.all.map(\.name)
    #expect(Set(names).count == names.count)
    for fault in FaultCatalogue.all {
      #expect(FaultCatalogue.named(fault.name)?.name == fault.name)
      #expect(fault.summary.hasSuffix(".") && fault.limits.hasSuffix("."))
    }
    #expect(FaultCatalogue.named("wishful-thinking") == nil)
  }

  @Test("Each can be had with some kind of partition, and a fork storm never in the harness itself")
  func availability() {
    for fault in FaultCatalogue.all {
      #expect(BackendKind.allCases.contains { fault.availability(on: $0) == .available })
    }
    let storm = FaultCatalogue.named("fork-storm")!
    #expect(storm.availability(on: .process) == .available)
    #expect(storm.availability(on: .thread) != .available)
  }

  @Test("The moment lies in the frame asked for, wherever the first window begins")
  func moment() {
    let moment = FaultMoment(
      frame: 3, frameNanoseconds: 1_000_000, intoWindowNanoseconds: 250_000)
    #expect(moment.delayTicks(ticksPerNanosecond: 2) == 6_500_000)
  }
}
