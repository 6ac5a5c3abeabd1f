import CPlatform
import Glibc
import Partitioning
import Platform
import Scheduling
import Synchronization
import Testing

@testable import Workloads

/// Skips a test by name where there can be no guest.
let needsGuest: ConditionTrait = .disabled(
  if: GuestMachine.unavailable != nil, Comment(rawValue: GuestMachine.unavailable ?? ""))

/// Calls machine code that was laid into an arena.
@safe struct LaidCode: PartitionCode {
  nonisolated(unsafe) private let entry: UnsafeMutableRawPointer
  private let arena: Arena

  init(_ bytes: [UInt8]) throws {
    arena = try Arena(bytes: 4096)
    unsafe entry = arena.base
    unsafe arena.base.copyMemory(from: bytes, byteCount: bytes.count)
    try arena.setExecutable(true)
  }

  func measure(_ measurement: Measurement) -> Never { unsafe load(measurement) }

  func load(_ measurement: Measurement) -> Never {
    typealias Function = @convention(c) () -> Void
    let function = unsafe unsafeBitCast(entry, to: Function.self)
    while true { function() }
  }
}

/// Stores where there is nothing.
struct WildStore: PartitionCode {
  static let address: UInt = 0x1234

  func measure(_ measurement: Measurement) -> Never { unsafe load(measurement) }

  func load(_ measurement: Measurement) -> Never {
    while true { unsafe UnsafeMutablePointer<Int>(bitPattern: Self.address)!.pointee = 1 }
  }
}

/// Has its allocator ask the kernel again and again, for pieces that it never had before, and uses them.
struct Allocating: PartitionCode {
  func measure(_ measurement: Measurement) -> Never { unsafe load(measurement) }

  func load(_ measurement: Measurement) -> Never {
    let line = unsafe measurement.line
    var bytes = 1 << 20
    while true {
      let piece = unsafe mmap(
        nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
      unsafe piece.storeBytes(of: 1, toByteOffset: bytes - 8, as: Int.self)
      unsafe munmap(piece, bytes)
      bytes = bytes % (64 << 20) + (1 << 20)
      unsafe cplatform_line_add_work(line, 1)
    }
  }
}

extension LiveMachine {
  @Suite("Guests", .serialized, needsGuest)
  struct GuestTests {
    @Test(
      "Every workload gets on with its work in a guest",
      arguments: WorkloadCatalogue.all.map(\.name))
    func progress(name: String) throws {
      let workload = try #require(WorkloadCatalogue.named(name))
      if workload.threads > cpus.count {
        try Test.cancel("\(workload.name) needs \(workload.threads) CPUs, \(cpus.count) to use")
      }
      if let reason = workload.unavailable { try Test.cancel("\(workload.name): \(reason)") }
      for duty in [ThreadPlan.Duty.measure, .load] {
        let bytes = workload.hasWorkingSet ? workload.workingSetBytes(asked: 1 << 20) : 1 << 20
        let arena = workload.memory == .none ? nil : try Arena(bytes: bytes)
        let machine = try GuestMachine()
        let guests = try (0..<workload.threads).map { index in
          try GuestCode(try code(of: workload, arena, index), in: machine)
        }
        let outcome = try PartitionRun(TimerEnforcer()).runUntilProgress { windows in
          guests.enumerated().map { index, guest in
            plan(on: [cpus[index]], windows, guest, index == 0 ? duty : .load)
          }
        }
        for guest in guests { #expect(guest.end == nil) }
        for record in outcome.threads { #expect(record.steps > 0, "\(duty)") }
        let first = outcome.threads[0]
        #expect(first.samples.isEmpty == (duty == .load && workload.name != "timestamps"))
        #expect(
          zip(first.samples, first.samples.dropFirst()).allSatisfy { $0.endTicks < $1.endTicks })
        #expect(
          first.samples.allSatisfy { $0.cpu == Sample.unknownCPU || Int($0.cpu) == cpus[0] })
        if let last = first.ran.last {
          #expect(first.samples.allSatisfy { $0.endTicks <= last.endTicks })
        }
        withExtendedLifetime(arena) {}
      }
    }

    private func code(
      of workload: Workload, _ arena: Arena?, _ index: Int
    ) throws -> any PartitionCode {
      do {
        return try workload.code(
          at: Workload.Site(arena: arena, index: index, seed: 1, ticksPerNanosecond: 1))
      } catch let refusal as WorkloadUnavailable {
        try Test.cancel("\(workload.name): \(refusal)")
      }
    }

    @Test("A guest that asks the kernel for memory, and for more, has it")
    func allocation() throws {
      let guest = try GuestCode(Allocating(), in: GuestMachine())
      let (outcome, _) = try PartitionRun(TimerEnforcer()).run([
        plan(on: [cpus[0]], windows(20, every: 10_000_000, length: 9_000_000), guest)
      ])
      #expect(guest.end == nil)
      #expect(outcome.threads[0].steps > 0)
    }

    @Test("A partition that is a guest ends with the reason, and its neighbour loses no window")
    func partitions() throws {
      let planned = (0..<2).map { index in
        windows(40, every: 4_000_000, length: 1_500_000, from: Int64(index) * 2_000_000)
      }
      for first in [TightLoop() as any PartitionCode, WildStore()] {
        let outcome = try PartitionRun(TimerEnforcer()).run(
          [first, TightLoop()].enumerated().map { index, code in
            PartitionPlan(
              name: "p\(index)", backend: .vm,
              threads: [plan("p\(index)", on: [cpus[0]], planned[index], code)])
          }
        ) { outcome in
          outcome.threads[1].hasWorked && (outcome.ends[0] == .finished) != (first is WildStore)
        }
        #expect(outcome.ends[1] == .finished)
        #expect(outcome.threads[1].hasWorked)
        if first is WildStore {
          guard case .failed(let reason) = outcome.ends[0] else {
            Issue.record("\(outcome.ends[0])")
            continue
          }
          #expect(reason.hasPrefix("triple fault of the guest at "))
          #expect(reason.hasSuffix(", last missing page 0x1234"))
        } else {
          #expect(outcome.ends[0] == .finished)
        }
      }
    }

    /// No lock: the guest's thread may be stopped for good while it has it.
    private final class Heard: Sendable {
      let ends = Atomic<Int>(0)
    }

    @Test("An exception shuts its guest down, says where, and leaves a neighbour's windows alone")
    func tripleFault() throws {
      let undefined: [UInt8] = [0x0f, 0x0b]
      for code in [try LaidCode(undefined) as any PartitionCode, WildStore()] {
        let heard = Heard()
        let guest = try GuestCode(code, in: GuestMachine()) { _ in
          heard.ends.wrappingAdd(1, ordering: .relaxed)
        }
        let turns = windows(40, every: 4_000_000, length: 1_500_000)
        let neighbours = windows(40, every: 4_000_000, length: 1_500_000, from: 2_000_000)
        // The guest that has ended has no window in what is tried again, the neighbour then has.
        let (outcome, threads) = try insisting {
          try PartitionRun(TimerEnforcer()).run(
            [plan("a", on: [cpus[0]], turns, guest), plan("b", on: [cpus[0]], neighbours)],
            attempts: 1)
        } until: { outcome, _ in
          guest.end != nil && outcome.threads[1].hasWorked
        }
        #expect(outcome.threads[0].ran.count <= 1)
        #expect(outcome.threads[1].hasWorked)
        for thread in threads { #expect(isGone(thread)) }
        #expect(heard.ends.load(ordering: .relaxed) > 0)
        guard case .ended(let exit)? = guest.end else {
          Issue.record("\(String(describing: guest.end))")
          continue
        }
        #expect(exit.reason == .tripleFault)
        if code is WildStore { #expect(exit.address == UInt64(WildStore.address)) }
      }
    }

    @Test("A guest is stopped at any moment, and leaves neither thread nor timer behind")
    func stopped() throws {
      let timersBefore = timers()
      let alu = try WorkloadCatalogue.alu.code(
        at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1))
      for moment in [0, 3_000_000, 5_100_000, 21_000_000, 77_700_000] as [Int64] {
        let guest = try GuestCode(alu, in: GuestMachine())
        let (_, threads) = try PartitionRun(TimerEnforcer()).run(
          [plan(on: [cpus[0]], windows(5000, every: 2_000_000, length: 1_000_000), guest)],
          stoppingAfter: moment, attempts: 1)
        #expect(guest.end == nil)
        for thread in threads { #expect(isGone(thread)) }
      }
      #expect(timers() == timersBefore)
    }

    @Test("Two guests work at once, and one guest's two processors do", needs(2))
    func two() throws {
      let alu = try WorkloadCatalogue.alu.code(
        at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1))
      let machine = try GuestMachine()
      for machines in [[machine, machine], [machine, try GuestMachine()]] {
        let guests = try machines.map { try GuestCode(alu, in: $0) }
        let planned = windows(20, every: 4_000_000, length: 3_000_000)
        let (outcome, _) = try PartitionRun(TimerEnforcer()).run(
          guests.enumerated().map { plan("\($0)", on: [cpus[$0]], planned, $1) })
        #expect(outcome.threads.allSatisfy { $0.steps > 0 })
        #expect(guests.allSatisfy { $0.end == nil })
      }
    }

    @Test("Several applications of a partition are processors of one guest, and share its windows")
    func applications() throws {
      let alu = try WorkloadCatalogue.alu.code(
        at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1))
      let applications = ["a", "b", "c"].map { name in
        ApplicationPlan(name: name, duty: .load, stepsPerJob: 1, sampleCapacity: 1) { alu }
      }
      let outcome = try PartitionRun(TimerEnforcer()).run(
        [
          PartitionPlan(
            name: "p", backend: .vm,
            threads: [
              ThreadPlan(
                partition: "p", cpus: [cpus[0]],
                windows: windows(30, every: 10_000_000, length: 9_000_000),
                applications: applications,
                guestScheduler: .roundRobin(quantumNanoseconds: 1_000_000))
            ])
        ]
      ) { $0.threads[0].applications.allSatisfy { $0.steps > 0 } }
      #expect(outcome.ends == [.finished])
      #expect(outcome.threads[0].applications.allSatisfy { $0.steps > 0 })
    }

    @Test(
      "A chase in a cache takes a guest as long as a process, within a factor of three",
      arguments: [16 << 10, 256 << 10])
    func chase(bytes: Int) throws {
      let chase = try #require(WorkloadCatalogue.named("chase"))
      let steps = chase.stepsPerJob(accesses: 4096)
      // Turn about, and the quickest of all jobs: what disturbs the machine meanwhile disturbs both.
      var quickest: [BackendKind: UInt32] = [:]
      for backend in [BackendKind.process, .vm, .process, .vm] {
        let application = ApplicationPlan(
          name: "chase", duty: .measure, stepsPerJob: steps, sampleCapacity: 100_000
        ) {
          let arena = try Arena(bytes: bytes)
          // The process that has it ends with the run.
          _ = unsafe Unmanaged.passRetained(arena)
          return try chase.code(
            at: .init(arena: arena, index: 0, seed: 1, ticksPerNanosecond: 1))
        }
        let outcome = try PartitionRun(TimerEnforcer()).run(
          [
            PartitionPlan(
              name: "p", backend: backend,
              threads: [
                ThreadPlan(
                  partition: "p", cpus: [cpus[0]],
                  windows: windows(5, every: 10_000_000, length: 8_000_000),
                  applications: [application])
              ])
          ]
        ) { $0.threads[0].applications[0].samples.count > 20 }
        let durations = outcome.threads[0].applications[0].samples.map(\.durationTicks)
        guard let least = durations.min() else { continue }
        quickest[backend] = min(quickest[backend] ?? .max, least)
      }
      let process = try #require(quickest[.process])
      let guest = try #require(quickest[.vm])
      let ratio = Double(guest) / Double(process)
      #expect(ratio > 1.0 / 3 && ratio < 3, "guest over process: \(ratio)")
    }

    @Test("Memory that was mapped after the machine was made is the guest's, too")
    func laterMemory() throws {
      let machine = try GuestMachine()
      for _ in 0..<3 {
        let arena = try Arena(bytes: 5 << 20)
        let chase = try #require(WorkloadCatalogue.named("chase")).code(
          at: .init(arena: arena, index: 0, seed: 1, ticksPerNanosecond: 1))
        let guest = try GuestCode(chase, in: machine)
        let (outcome, _) = try PartitionRun(TimerEnforcer()).run([
          plan(on: [cpus[0]], windows(20, every: 4_000_000, length: 3_000_000), guest)
        ])
        #expect(guest.end == nil)
        #expect(outcome.threads[0].steps > 0)
        withExtendedLifetime(arena) {}
      }
    }
  }
}
