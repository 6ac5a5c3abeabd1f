import Partitioning
import Platform
import Scheduling
import Testing
import Workloads

extension LiveMachine {
  @Suite("What a window left is displaced before the core goes on", .serialized)
  struct HygieneTests {
    private static let length: Int64 = 4_000_000
    private static let enforcement = Enforcement(
      guardNanoseconds: 1_500_000, wakeNanoseconds: 300_000)
    private static let hygiene = SwitchHygiene(displacedBytes: 1 << 20, padNanoseconds: 1_000_000)

    private func turns(
      _ hygiene: SwitchHygiene?, polling: Bool, frames: Int = 20
    ) throws -> [ThreadPlan] {
      let code: any PartitionCode =
        polling
        ? try WorkloadCatalogue.alu.code(
          at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1)) : TightLoop()
      return ["a", "b"].enumerated().map { turn, name in
        var plan = plan(
          name, on: [cpus[0]],
          windows(
            frames, every: 2 * Self.length, length: Self.length, from: Int64(turn) * Self.length),
          code)
        plan.hygiene = hygiene
        return plan
      }
    }

    @Test(
      "Both windows are kept: a release never comes before the pad is over, and no successor before it",
      arguments: ["timer", "cooperative", "stacks"])
    func pads(name: String) throws {
      let enforcer = try #require(EnforcerCatalogue.named(name))
      let run = PartitionRun(enforcer: enforcer, enforcement: Self.enforcement)
      let plans = try turns(Self.hygiene, polling: enforcer.needsCooperation)
      let (outcome, _) = try run.run(plans)
      for record in outcome.threads {
        let ran = record.windows.filter { $0.ran.map { !$0.isCutShort } ?? false }
        #expect(ran.contains { $0.ran!.steps > 0 })
        for window in ran {
          let cleanup = try #require(window.ran?.cleanup)
          #expect(cleanup.displacementNanoseconds > 0)
          #expect(cleanup.release >= window.ran!.end + cleanup.displacementNanoseconds)
        }
        let outcomes = record.outcomes(
          witnessed: false, correction: Self.enforcement, scale: outcome.scale)
        // Shorter than planned only when the run is stopped, which this one is not: late ones are counted, not forbidden.
        #expect(outcomes.compactMap(\.padErrorNanoseconds).allSatisfy { $0 >= 0 })
      }
      let all = outcome.threads.flatMap(\.windows).compactMap(\.ran)
        .sorted { $0.start < $1.start }
      for (before, after) in zip(all, all.dropFirst()) {
        guard let release = before.cleanup?.release else { continue }
        #expect(after.start >= release)
      }
    }

    @Test("A displacement that does not fit into its pad is seen in the records")
    func exceeded() throws {
      // 64 MiB take longer than a microsecond anywhere.
      let hygiene = SwitchHygiene(displacedBytes: 64 << 20, padNanoseconds: 0)
      let errors = try insisting {
        let (outcome, _) = try PartitionRun(
          enforcer: TimerEnforcer(), enforcement: Self.enforcement
        ).run(try turns(hygiene, polling: false), attempts: 1)
        return outcome.threads.flatMap {
          $0.outcomes(witnessed: false, correction: Self.enforcement, scale: outcome.scale)
            .compactMap(\.padErrorNanoseconds)
        }
      } until: {
        !$0.isEmpty
      }
      #expect(!errors.isEmpty)
      #expect(errors.allSatisfy { $0 > 1000 })
    }

    @Test("In a process of its own a partition displaces too, from a buffer of its own")
    func process() throws {
      let plans = try turns(Self.hygiene, polling: false).map {
        PartitionPlan(name: $0.partition, backend: .process, threads: [$0])
      }
      let outcome = try PartitionRun(enforcer: TimerEnforcer(), enforcement: Self.enforcement)
        .run(plans) { $0.threads.allSatisfy(\.hasWorked) }
      #expect(outcome.ends.allSatisfy { $0 == .finished })
      let ran = outcome.threads.flatMap(\.windows).compactMap(\.ran).filter { !$0.isCutShort }
      #expect(!ran.isEmpty)
      #expect(ran.allSatisfy { $0.cleanup != nil })
    }

    @Test("A run that is stopped in the middle does not wait for its pads")
    func stopped() throws {
      let pad = SwitchHygiene(displacedBytes: 1 << 20, padNanoseconds: 1_400_000)
      let (outcome, _) = try PartitionRun(
        enforcer: TimerEnforcer(), enforcement: Self.enforcement
      ).run(try turns(pad, polling: false, frames: 2000), stoppingAfter: 20_000_000, attempts: 1)
      for record in outcome.threads { #expect(record.windows.contains { $0.ran == nil }) }
    }

    @Test("The calibration of a core is measured once and remembered")
    func calibration() throws {
      let first = try HygieneCalibration.known(cpu: cpus[0], displacedBytes: 1 << 20)
      #expect(first.displacementNanoseconds > 0)
      #expect(try HygieneCalibration.known(cpu: cpus[0], displacedBytes: 1 << 20) == first)
      // Sixteen times the bytes take longer, however noisy the host.
      let more = try HygieneCalibration.known(cpu: cpus[0], displacedBytes: 16 << 20)
      #expect(more.displacementNanoseconds > first.displacementNanoseconds)
    }
  }
}
