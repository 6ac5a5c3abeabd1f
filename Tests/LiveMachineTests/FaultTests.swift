import Glibc
import Partitioning
import Platform
import Scheduling
import Testing

@testable import Experiment

extension LiveMachine {
  @Suite("Faults", .serialized)
  struct Faults {
    /// Faults and backends that go together; whether the backend is there shows when the test runs.
    static let cases: [(fault: String, backend: BackendKind)] = FaultCatalogue.all.flatMap {
      fault in
      [BackendKind.process, .container, .vm].filter {
        fault.availability(on: $0) == .available
      }.map { (fault.name, $0) }
    }

    static func trial(_ backend: BackendKind, frames: Int64 = 40) throws -> FaultTrial {
      FaultTrial(
        scene: FaultScene(cpus: Array(cpus.prefix(2)), frames: frames), backend: backend,
        enforcer: EnforcerCatalogue.preferred(), enforcement: PartitionRun.standard,
        schedulingClass: .batch, scale: .calibrated(), seed: 1)
    }

    /// On a busy machine one run can come to nothing by itself, be it that the module had no sign of life to give; what a fault
    /// breaks, it breaks in all.
    static func observe(
      _ fault: Fault?, _ trial: FaultTrial, until isGood: (FaultObservation) -> Bool
    ) throws -> FaultObservation {
      let last = try insisting {
        try trial.run(fault, isCancelled: { false })
      } until: { outcome in
        if case .observed(let observation) = outcome { isGood(observation) } else { false }
      }
      guard case .observed(let observation) = last else { throw ModuleOver(outcome: last) }
      return observation
    }

    private struct ModuleOver: Error { let outcome: FaultTrial.Outcome }

    @Test("No fault of a process, a container or a guest ends anybody else", arguments: cases)
    func contained(_ name: String, _ backend: BackendKind) throws {
      if case .unavailable(let reason) = backend.probe() {
        try Test.cancel("\(backend.rawValue) unavailable: \(reason)")
      }
      let fault = try #require(FaultCatalogue.named(name))
      let before = children()
      let isSeen: (FaultObservation) -> Bool = { observation in
        observation.healthy.allSatisfy { $0.isFinished && $0.planned > $0.lost && $0.jobAfter > 0 }
          && (Self.unseen.contains(name) || observation.hasDetected)
      }
      let observation = try Self.observe(fault, Self.trial(backend), until: isSeen)
      #expect(observation.healthy.count == 2)
      for healthy in observation.healthy {
        #expect(healthy.isFinished, "it came to its planned end")
        #expect(healthy.planned > 25, "every window after the fault has its row")
        #expect(healthy.planned > healthy.lost, "it went on after the fault")
        #expect(healthy.jobAfter > 0, "and worked")
      }
      if !Self.unseen.contains(name) {
        #expect(observation.hasDetected, "\(observation.events.map(\.kind))")
      }
      #expect(eventually { children() == before }, "nothing is left running")
    }

    /// What stays within a partition's rights, or ends before anybody is hurt, is nobody's business.
    static let unseen: Set = ["wild-writes", "dispatcher-delayed"]

    @Test("A crash in a thread takes its module along, and the harness lives and knows")
    func thread() throws {
      let fault = try #require(FaultCatalogue.named("segv"))
      let trial = try Self.trial(.thread)
      // A partition that gets no window commits no fault.
      let outcome = try insisting {
        try trial.run(fault, isCancelled: { false })
      } until: { outcome in
        if case .moduleEnded(_, _, let detail) = outcome {
          detail.contains("SIGSEGV")
        } else {
          false
        }
      }
      guard case .moduleEnded(let instant, _, let detail) = outcome else {
        Issue.record("the module outlived the crash of a thread")
        return
      }
      #expect(instant > 0)
      #expect(detail.contains("SIGSEGV"))
    }

    @Test("Without a fault nothing is reported to have crashed, and the module brings its report")
    func healthy() throws {
      let observation = try Self.observe(nil, Self.trial(.process)) { observation in
        observation.healthy.allSatisfy { $0.isFinished }
      }
      let healthy = observation.healthy.map(\.isFinished)
      #expect(!healthy.contains(false))
      #expect(!observation.events.contains { $0.kind == "crash" || $0.kind == "exit" })
    }

    @Test("The watchdog ends a module that gives no sign of life")
    func watchdog() throws {
      let outcome = try ModuleProcess.run(
        limits: .init(silenceNanoseconds: 100_000_000, wholeNanoseconds: 20_000_000_000)
      ) { line in
        line.beat()
        while true { pause() }
      }
      guard case .silent(let nanoseconds) = outcome.ending else {
        Issue.record("\(outcome.ending)")
        return
      }
      #expect(nanoseconds > 100_000_000)
    }

    @Test("The watchdog ends a module that never comes to its end, however lively")
    func overdue() throws {
      let outcome = try ModuleProcess.run(
        limits: .init(silenceNanoseconds: 10_000_000_000, wholeNanoseconds: 200_000_000)
      ) { line in
        while true {
          line.beat()
          sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 1_000_000)
        }
      }
      #expect(outcome.ending == .overdue)
    }

    @Test("What a module cannot do comes back in its own words")
    func failure() throws {
      struct Refusal: Error, CustomStringConvertible { let description = "no such luck" }
      let outcome = try ModuleProcess.run(
        limits: .init(silenceNanoseconds: 10_000_000_000, wholeNanoseconds: 10_000_000_000)
      ) { _ in throw Refusal() }
      #expect(outcome.ending == .died(.failed(reason: "no such luck")))
    }
  }
}

extension FaultObservation {
  /// Whether something was reported of the faulty partition from the injection on.
  fileprivate var hasDetected: Bool {
    events.contains {
      $0.partition == Int64(FaultScene.faulty) && !$0.action.isEmpty && $0.frame >= injectedFrame
    }
  }
}

/// The processes that this one has started and that live.
private func children() -> [String] {
  (ProcFile("/proc/self/task").names).flatMap { thread in
    (ProcFile("/proc/self/task/\(thread)/children").text ?? "").split(separator: " ").map(
      String.init)
  }.sorted()
}
