import Experiment
import HardwareTopology
import Platform
import Results
import Testing

@testable import Experiment

extension LiveMachine {
  @Suite("Jitter of the machine")
  struct JitterTests {
    static func machine() throws -> Machine {
      try Machine(
        topology: Topology(loading: .thisMachine), scale: .calibrated(), facts: .read())
    }

    @Test("every PU has its gaps and releases, and the counts of the causes add up")
    func counts() throws {
      let machine = try Self.machine()
      let probe = JitterProbe(machine: machine, cpus: machine.cores)
      let observation = try probe.run(nanoseconds: 400_000_000)
      #expect(observation.isComplete)
      let rows = observation.rows(.measurement)
      for cpu in machine.cores {
        for source in JitterRow.Source.allCases {
          let own = rows.filter { $0.cpu == Int64(cpu) && $0.source == source }
          let all = try #require(own.first { $0.cause == .all })
          let parts = own.filter { $0.cause != .all }
          #expect(parts.reduce(0) { $0 + $1.count } == all.count)
          #expect(parts.reduce(0) { $0 + $1.missed } == all.missed)
          #expect(parts.reduce(0) { $0 + $1.lostNanoseconds } == all.lostNanoseconds)
          #expect(own.allSatisfy { $0.n == all.count })
          #expect(own.allSatisfy { $0.minNanoseconds ?? 0 >= 0 })
          #expect(all.longestNanoseconds == parts.compactMap(\.longestNanoseconds).max())
          #expect(all.seconds > 0 && all.lostPercent <= 100)
        }
      }
      let bins = JitterObservation.histogram([observation])
      for row in rows where row.cause == .all && row.count > 0 {
        let metric = row.source == .gaps ? "gap" : "timer_lateness"
        let own = bins.filter { $0.cellID == "cpu\(row.cpu)" && $0.metric == metric }
        #expect(own.reduce(0) { $0 + $1.count } == row.count)
      }
    }

    @Test(
      "a timer loop wakes after each deadline that it slept for, and each release is there once")
    func deadlines() throws {
      let plan = TimerLoop.Plan(
        cpu: try Self.machine().cores[0], periodNanoseconds: 500_000, releases: 200,
        realTimePriority: 0)
      let loop = try TimerLoop(plan)
      #expect(eventually { loop.isReady })
      #expect(loop.kernelThread > 0)
      loop.begin(at: monotonicNanoseconds() + 2_000_000)
      let record = loop.join()
      #expect(loop.isFinished && !record.isRealTime)
      #expect(record.wakes.count <= plan.releases)
      let series = ReleaseSeries(
        start: record.start, periodNanoseconds: plan.periodNanoseconds, count: plan.releases)
      let releases = series.releases(record.wakes)
      #expect(releases.map(\.number) == Array(0..<plan.releases))
      #expect(releases.count { $0.isMissed } == plan.releases - record.wakes.count)
      #expect(releases.allSatisfy { $0.lateness >= 0 })
      #expect(zip(releases, releases.dropFirst()).allSatisfy { $0.deadline < $1.deadline })
      for wake in record.wakes {
        #expect(wake.nanoseconds >= series.deadline(Int(wake.release)), "no wake-up is early")
      }
    }

    @Test("a timer loop that is stopped ends, before its first deadline and after")
    func stopped() throws {
      let cpu = try Self.machine().cores[0]
      for begins in [false, true] {
        let loop = try TimerLoop(
          TimerLoop.Plan(
            cpu: cpu, periodNanoseconds: 1_000_000, releases: 1_000_000, realTimePriority: 0))
        #expect(eventually { loop.isReady })
        if begins {
          loop.begin(at: monotonicNanoseconds())
          sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 5_000_000)
        }
        loop.stop()
        #expect(eventually { loop.isFinished })
        let wakes = loop.join().wakes
        #expect(wakes.count < 1_000_000)
        #expect(begins || wakes.isEmpty)
      }
    }

    @Test("a measurement that is cancelled says so and keeps what it saw")
    func cancelled() throws {
      let machine = try Self.machine()
      let probe = JitterProbe(machine: machine, cpus: [machine.cores[0]])
      let observation = try probe.run(nanoseconds: 10_000_000_000, isCancelled: { true })
      #expect(!observation.isComplete)
      #expect(observation.rows(.start).count == 2)
    }

    @Test("Cores are held awake where that is allowed, and refused with the reason where not")
    func awake() {
      do throws(SystemError) {
        let cores = try WakefulCores()
        withExtendedLifetime(cores) {}
      } catch {
        #expect(error.description.contains("/dev/cpu_dma_latency"))
      }
    }
  }
}
