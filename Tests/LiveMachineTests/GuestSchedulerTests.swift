import Partitioning
import Platform
import Scheduling
import Testing

@testable import Workloads

extension LiveMachine {
  @Suite("Applications share their partition's windows", .serialized)
  struct GuestSchedulerTests {
    static let enforcers = ["timer", "cooperative", "stacks"]

    /// A virtual CPU with several applications that do nothing but work.
    private func plan(
      _ partition: String = "p", on cpu: Int, _ windows: [PlannedWindow],
      _ scheduler: GuestScheduler, _ applications: [ApplicationPlan]
    ) -> ThreadPlan {
      ThreadPlan(
        partition: partition, cpus: [cpu], windows: windows, applications: applications,
        guestScheduler: scheduler)
    }

    private func application(
      _ name: String, duty: ApplicationPlan.Duty = .load, priority: Int = 1,
      reservation: GuestScheduler.Reservation? = nil, active: [Range<Int64>]? = nil
    ) throws -> ApplicationPlan {
      // It polls, so that the cooperative enforcer can use it.
      let code = try WorkloadCatalogue.alu.code(
        at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1))
      return ApplicationPlan(
        name: name, duty: duty, stepsPerJob: 1, sampleCapacity: 100_000, priority: priority,
        reservation: reservation, active: active
      ) { code }
    }

    /// Runs the plans, checks the slices, and runs again as long as the machine left too little time to say anything: then
    /// the test is cancelled.
    private func run(
      _ enforcer: String, _ plans: [ThreadPlan], until isEnough: (ThreadRecord) -> Bool
    ) throws -> ThreadRecord {
      let enforcer = try #require(EnforcerCatalogue.named(enforcer))
      for _ in 0..<20 {
        let record = try PartitionRun(enforcer).run(plans).outcome.threads[0]
        checkSlices(record)
        if isEnough(record) { return record }
      }
      try Test.cancel("the machine is too busy")
    }

    /// What holds of the slices of every virtual CPU, however it was disturbed.
    private func checkSlices(_ record: ThreadRecord) {
      let slices = record.applications.flatMap(\.slices).sorted { $0.start < $1.start }
      for application in record.applications {
        #expect(application.slicesDropped == 0)
        #expect(application.slices.reduce(0) { $0 + $1.steps } <= application.steps)
      }
      for slice in slices {
        guard let window = record.windows[slice.window].ran else {
          Issue.record("a slice in a window that never ran")
          continue
        }
        #expect(slice.start >= window.start && slice.end <= window.end, "inside its window")
        #expect(slice.start <= slice.end && slice.steps >= 0)
      }
      for (before, after) in zip(slices, slices.dropFirst()) {
        #expect(before.end <= after.start, "one application at a time")
      }
      let steps = record.applications.reduce(0) { $0 + $1.steps }
      #expect(steps == record.steps, "every step was made in a window")
    }

    private func time(_ slices: [SliceRecord]) -> Int64 {
      slices.reduce(0) { $0 + $1.end - $1.start }
    }

    /// The lengths of the turns of each application but the first and the last of all, which may not be whole: slices that follow
    /// each other with nobody else's between them, the end of a window or not.
    private func turns(_ record: ThreadRecord) -> [[Int64]] {
      let slices = record.applications.enumerated()
        .flatMap { number, application in application.slices.map { (number, $0) } }
        .sorted { ($0.1.start, $0.1.end) < ($1.1.start, $1.1.end) }
      var turns: [(application: Int, time: Int64)] = []
      for (number, slice) in slices {
        if turns.last?.application != number { turns.append((number, 0)) }
        turns[turns.count - 1].time += slice.end - slice.start
      }
      return record.applications.indices.map { number in
        turns.dropFirst().dropLast().filter { $0.application == number }.map(\.time)
      }
    }

    @Test(
      "Round robin gives equal shares, also where a window is no whole number of turns",
      arguments: enforcers)
    func equalShares(enforcer: String) throws {
      // A turn of both takes 3 ms, a window 2 ms.
      let applications = try ["a", "b"].map { try application($0) }
      let quantum: Int64 = 1_500_000
      let record = try run(
        enforcer,
        [
          plan(
            on: cpus[0], windows(60, every: 4_000_000, length: 2_000_000),
            .roundRobin(quantumNanoseconds: quantum), applications)
        ]
      ) { record in turns(record).allSatisfy { $0.count >= 12 } }
      let both = turns(record)
      #expect(abs(both[0].count - both[1].count) <= 1, "in turn")
      for lengths in both.map({ $0.sorted() }) {
        // Timers never expire early. Late is what is preempted in its turn or at its end, which not all of a dozen are.
        #expect(lengths[lengths.count / 2] > quantum * 9 / 10)
        #expect(lengths[0] < quantum * 3 / 2)
      }
      #expect(record.applications.allSatisfy { $0.steps > 0 })
    }

    @Test(
      "The urgent application has its budget in each period, the background what is left",
      arguments: enforcers)
    func budget(enforcer: String) throws {
      let reservation = GuestScheduler.Reservation(
        periodNanoseconds: 4_000_000, budgetNanoseconds: 500_000)
      /// What the urgent one had in each window that began in time, and so had room for all of the budget.
      func budgets(_ record: ThreadRecord) -> [Int64] {
        record.windows.indices.compactMap { index in
          let window = record.windows[index]
          guard let ran = window.ran, ran.start < window.planned.start + 1_000_000 else {
            return nil
          }
          return time(record.applications[1].slices.filter { $0.window == index })
        }
      }
      let record = try run(
        enforcer,
        [
          plan(
            on: cpus[0], windows(40, every: 4_000_000, length: 3_000_000), .fixedPriority,
            [
              try application("background", priority: 1),
              try application("urgent", priority: 2, reservation: reservation),
            ])
        ]
      ) { budgets($0).count > 10 && $0.applications[0].steps > 0 }
      // Timers never expire early; the beginning of a slice is the executive's.
      let had = budgets(record).sorted()
      #expect(had[had.count / 2] > 450_000)
      for first in record.applications[1].slices {
        let before = record.applications[0].slices.contains {
          $0.window == first.window && $0.start < first.start
        }
        #expect(!before, "the urgent one goes first")
      }
    }

    @Test(
      "An application runs only while it is active, and a partition of which none is idles",
      arguments: enforcers)
    func activity(enforcer: String) throws {
      let phase: Int64 = 40_000_000
      let record = try run(
        enforcer,
        [
          plan(
            on: cpus[0], windows(60, every: 2_000_000, length: 1_500_000),
            .roundRobin(quantumNanoseconds: 200_000),
            [
              try application("first", active: [0..<phase]),
              try application("second", active: [phase / 2..<phase]),
            ])
        ]
      ) { record in
        record.applications.allSatisfy { $0.steps > 0 }
          && record.windows.count { $0.planned.start >= phase && $0.ran != nil } > 3
      }
      let (first, second) = (record.applications[0], record.applications[1])
      #expect(
        (first.slices + second.slices).allSatisfy {
          record.windows[$0.window].planned.start < phase
        })
      #expect(second.slices.allSatisfy { $0.start >= phase / 2 - 1000 })
      let idle = record.windows.compactMap { window in
        window.planned.start >= phase ? window.ran : nil
      }
      for window in idle {
        #expect(window.steps == 0)
        #expect(window.idleMicroseconds * 1000 <= window.end - window.start)
      }
      // One that begins at its very end has no time for that.
      #expect(idle.contains { $0.idleMicroseconds > 0 })
    }

    @Test("What the others run is not in an application's jobs", arguments: enforcers)
    func parkedTime(enforcer: String) throws {
      let applications = try ["a", "b", "c"].map { try application($0, duty: .measure) }
      let record = try run(
        enforcer,
        [
          plan(
            on: cpus[0], windows(30, every: 8_000_000, length: 4_000_000),
            .roundRobin(quantumNanoseconds: 300_000), applications)
        ]
      ) { record in record.applications.allSatisfy { $0.slices.count > 20 } }
      for application in record.applications {
        #expect(application.samplesDropped == 0)
        let jobs = application.samples.reduce(0) { $0 + UInt64($1.durationTicks) }
        let own = application.slices.reduce(0) { $0 + ($1.endTicks &- $1.startTicks) }
        // The way to the handler and back is in a job, but not in a slice; the last job was not whole.
        #expect(application.samples.contains { $0.labels & SampleLabel.split != 0 })
        #expect(jobs < 2 * own, "three would be three times that")
      }
    }

    @Test("A run with several applications can be stopped at any moment", arguments: enforcers)
    func stop(enforcer name: String) throws {
      let enforcer = try #require(EnforcerCatalogue.named(name))
      for attempt in 1...5 {
        let applications = try ["a", "b", "c"].map { try application($0) }
        // It can be stopped before it got the core at all.
        let outcome = try insisting {
          let (outcome, threads) = try PartitionRun(enforcer).run(
            [
              plan(
                "p", on: cpus[0], windows(1, every: 1, length: 100_000_000_000),
                .roundRobin(quantumNanoseconds: 100_000), applications),
              plan(
                "q", on: cpus[0], windows(1, every: 1, length: 1, from: 100_000_000_000),
                .fixedPriority, applications),
            ], stoppingAfter: Int64(attempt) * 17_300_000, attempts: 1)
          for thread in threads { #expect(isGone(thread)) }
          return outcome
        } until: {
          $0.threads[0].windows[0].ran != nil
        }
        #expect(outcome.threads[0].windows[0].ran != nil)
      }
    }

    @Test("More applications than a slot can hold are refused")
    func tooMany() throws {
      let one = try application("a")
      let plan = plan(
        on: cpus[0], windows(1, every: 1, length: 1_000_000), .fixedPriority,
        Array(repeating: one, count: 1025))
      let error = #expect(throws: SystemError.self) {
        try PartitionRun(TimerEnforcer()).run([plan])
      }
      #expect(error?.description.hasPrefix("cannot run 1025 applications in partition p: ") == true)
    }
  }
}
