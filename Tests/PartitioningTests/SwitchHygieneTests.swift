import Platform
import Scheduling
import Testing
import Workloads

@testable import Partitioning

@Suite("Switch hygiene")
struct SwitchHygieneTests {
  private struct Nothing: PartitionCode {
    func measure(_ measurement: Measurement) -> Never { fatalError() }
    func load(_ measurement: Measurement) -> Never { fatalError() }
  }

  private let hygiene = SwitchHygiene(displacedBytes: 1 << 20, padNanoseconds: 100)
  private let window = PlannedWindow(start: 1000, end: 2000, index: 0, frame: 0)

  private func plan(_ hygiene: SwitchHygiene?) -> ThreadPlan {
    ThreadPlan(
      partition: "p", cpus: [0], windows: [window], code: Nothing(), duty: .load, stepsPerJob: 1,
      sampleCapacity: 1, hygiene: hygiene)
  }

  private func padError(release: Int64?, hygiene: SwitchHygiene?) -> Int64? {
    let ran = WindowRecord.Ran(
      start: 1000, end: 1810, startTicks: 1000, endTicks: 1810, steps: 1, cpu: 0,
      cleanup: release.map { CleanupRecord(displacementNanoseconds: 5, release: $0) })
    let record = ThreadRecord(
      plan: plan(hygiene), windows: [WindowRecord(planned: window, ran: ran)],
      applications: [ApplicationRecord(name: "p", samples: [], samplesDropped: 0)])
    let scale = TickScale(
      from: ClockAnchor(nanoseconds: 0, ticks: 0), to: ClockAnchor(nanoseconds: 10, ticks: 10))
    return record.outcomes(
      witnessed: false, correction: Enforcement(guardNanoseconds: 200), scale: scale)[0]
      .padErrorNanoseconds
  }

  @Test("The pad counts from the planned stop, not from when the window really ended")
  func pad() {
    #expect(padError(release: 1900, hygiene: hygiene) == 0)
    #expect(padError(release: 1970, hygiene: hygiene) == 70)
    #expect(padError(release: 1850, hygiene: hygiene) == -50)
  }

  @Test("Without hygiene, and where nothing was cleaned up, there is no pad to keep")
  func none() {
    #expect(padError(release: nil, hygiene: nil) == nil)
    #expect(padError(release: nil, hygiene: hygiene) == nil)
  }

  @Test(
    "What drives partitions from outside refuses hygiene and says why; what runs inside does not")
  func enforcers() throws {
    let shape = PartitionShape(
      PartitionPlan(name: "a", backend: .process, threads: [plan(hygiene)]))
    #expect(shape.hasHygiene)
    for enforcer in EnforcerCatalogue.all {
      let plain = PartitionShape(name: "a", backend: .process, applications: [1])
      guard enforcer.obstacle(to: [plain], in: .batch) == nil else { continue }
      let obstacle = enforcer.obstacle(to: [shape], in: .batch)
      #expect((obstacle != nil) == enforcer.mechanism.drives)
      if let obstacle { #expect(obstacle.contains("partition a") && obstacle.contains("agent")) }
    }
  }

  @Test("A pad that is longer than the guard is refused before anything runs")
  func tooLong() {
    let run = PartitionRun(
      enforcer: TimerEnforcer(), enforcement: Enforcement(guardNanoseconds: 99))
    #expect(throws: EnforcerMismatch.self) {
      try run.run([plan(hygiene)], scale: .calibrated(overMilliseconds: 1), checkpoints: [])
    }
  }

  @Test("The suggested pad has room beyond the calibrated displacement, and for a late stop")
  func suggestion() {
    let calibration = HygieneCalibration(displacedBytes: 3 << 20, displacementNanoseconds: 40_000)
    #expect(calibration.hygiene.displacedBytes == 3 << 20)
    #expect(
      calibration.hygiene.padNanoseconds > 40_000 + HygieneCalibration.stopNanoseconds)
  }
}
