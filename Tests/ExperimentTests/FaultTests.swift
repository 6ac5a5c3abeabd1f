import Partitioning
import Results
import Scheduling
import Testing

@testable import Experiment

@Suite("Faults, from windows to rows")
struct FaultTests {
  @Test(
    "On one core or two, no windows of a core overlap and the moment lies in one",
    arguments: [
      [4], [4, 7],
    ])
  func scene(_ cpus: [Int]) {
    let scene = FaultScene(cpus: cpus, frames: 40)
    for cpu in cpus {
      let windows = (0..<3).filter { scene.cpu(of: $0) == cpu }.flatMap { scene.windows(of: $0) }
        .sorted { $0.start < $1.start }
      #expect(zip(windows, windows.dropFirst()).allSatisfy { $0.end <= $1.start })
    }
    #expect(scene.cpu(of: 1) == scene.cpu(of: FaultScene.faulty))
    for instant in [scene.injectionNanoseconds, scene.strikeNanoseconds] {
      let hit = scene.windows(of: FaultScene.faulty).first {
        $0.start <= instant && instant < $0.end
      }
      #expect(hit?.frame == scene.injectedFrame)
    }
    #expect(scene.windows(of: 2).last!.end <= scene.endNanoseconds)
  }

  private func observation(
    lost: Int64 = 0, isFinished: Bool = true, job: Int64 = 100,
    events: [FaultObservation.Event] = []
  ) -> FaultObservation {
    var observation = FaultObservation()
    observation.injectedFrame = 10
    observation.healthy = (0..<2).map { _ in
      .init(
        isFinished: isFinished, planned: 30, lost: lost, startErrors: [-5, 100, 200],
        jobBefore: 100, jobAfter: job)
    }
    observation.events = events
    return observation
  }

  private func event(
    _ kind: String, frame: Int64, partition: Int64 = 0, action: String = "stop-partition"
  ) -> FaultObservation.Event {
    .init(
      frame: frame, timeNanoseconds: frame * 8_000_000, partition: partition, kind: kind,
      action: action, detail: "ended by SIGSEGV")
  }

  @Test("A child's report says the same again at its parent's")
  func report() throws {
    var observation = observation(lost: 3, events: [event("crash", frame: 11)])
    observation.events.append(event("fault_injected", frame: 10, partition: -1, action: ""))
    #expect(FaultObservation(observation.report) == observation)
    var torn = observation.report
    torn.numbers.removeLast()
    #expect(FaultObservation(torn) == nil)
    torn = observation.report
    torn.text += "\nmore"
    #expect(FaultObservation(torn) == nil)
    #expect(FaultObservation(.init(numbers: [], text: "")) == nil)
  }

  private func ledger() -> FaultLedger {
    FaultLedger(
      fault: FaultCatalogue.named("segv")!, backend: .process, enforcer: "timer",
      scene: FaultScene(cpus: [0, 1], frames: 40))
  }

  @Test("A fault that costs nobody anything is contained, with the frames until it was noticed")
  func contained() {
    var ledger = ledger()
    for frame in [11, 12] as [Int64] {
      ledger.add(
        healthy: observation(),
        faulty: .observed(
          observation(events: [
            // An earlier or another partition's trouble is not the detection.
            event("overrun", frame: 4), event("overrun", frame: 10, partition: 1),
            event("crash", frame: frame),
          ])))
    }
    let row = ledger.row
    #expect(row.isContained == true && row.isSinglePointOfFailure == false)
    #expect(row.injectedFrame == 10 && row.detectedFrame == 11 && row.framesToDetect == 2)
    #expect(row.detectedBy == "crash" && row.action == "stop-partition")
    #expect(row.windowsPlanned == 120 && row.windowsLost == 0)
    #expect(row.slowdownAfter == 1 && row.rounds == 2)
    #expect(row.startErrorP50AfterNanoseconds == 100 && row.startErrorMaxAfterNanoseconds == 200)
    #expect(row.startErrorP99AfterNanoseconds == nil, "too few windows for a p99")
  }

  @Test("Windows that the machine takes by itself are not the fault's, and others are")
  func losses() {
    var ledger = ledger()
    ledger.add(healthy: observation(lost: 5), faulty: .observed(observation(lost: 5)))
    #expect(ledger.row.isContained == true && ledger.row.windowsLostHealthy == 10)
    #expect(ledger.row.detectedBy == "none" && ledger.row.framesToDetect == nil)
    ledger.add(healthy: observation(), faulty: .observed(observation(lost: 1)))
    #expect(ledger.row.isContained == false && ledger.row.isSinglePointOfFailure == false)
  }

  @Test("A module that is over takes all later windows with it: a single point of failure")
  func moduleOver() {
    var ledger = ledger()
    ledger.add(
      healthy: observation(),
      faulty: .moduleEnded(at: 12 * 8_000_000, detectedBy: "module ended", detail: "SIGSEGV"))
    let row = ledger.row
    #expect(row.isSinglePointOfFailure == true && row.isContained == false)
    #expect(row.detectedFrame == 12 && row.framesToDetect == 2)
    // Two partitions with 28 frames to come.
    #expect(row.windowsLost == 56)
    #expect(row.slowdownAfter == nil)
  }

  @Test("A partition that ends with another's fault makes that a single point of failure")
  func takenAlong() {
    var ledger = ledger()
    ledger.add(healthy: observation(), faulty: .observed(observation(isFinished: false)))
    #expect(ledger.row.isSinglePointOfFailure == true && ledger.row.isContained == false)
  }

  @Test("What cannot be had is a row with its reason and no numbers")
  func unavailable() {
    let row = ledger().unavailable("no /dev/kvm")
    #expect(row.status == .unavailable && row.detail == "no /dev/kvm")
    #expect(row.isContained == nil && row.windowsPlanned == nil)
  }
}
