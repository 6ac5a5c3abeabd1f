import CAllocationCounter
import CPlatform
import Partitioning
import Platform
import Scheduling
import Testing

@testable import Workloads

/// Has its thread's allocations counted from its first instruction inside the slot; the thread then lives through all of its
/// windows, leaves the slot and ends, so that the enforcer's own work is counted too.
private struct Watched: PartitionCode {
  let code: any PartitionCode

  func measure(_ measurement: Measurement) -> Never {
    allocation_counter_watch()
    unsafe code.measure(measurement)
  }

  func load(_ measurement: Measurement) -> Never {
    allocation_counter_watch()
    unsafe code.load(measurement)
  }
}

/// Allocates a hundred times and then works on like any other code. Not for ever: a thread that is made to leave in the middle of
/// `malloc` takes the allocator's lock with it.
private struct Allocating: PartitionCode {
  static let times = 100

  func measure(_ measurement: Measurement) -> Never { unsafe load(measurement) }

  func load(_ measurement: Measurement) -> Never {
    for _ in 0..<Self.times {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
      unsafe cplatform_escape(memory)
      unsafe memory.deallocate()
    }
    unsafe Arithmetic().load(measurement)
  }
}

private let isRelease: Bool = {
  #if DEBUG
    return false
  #else
    return true
  #endif
}()

@Suite(
  "Hot paths", .serialized,
  .enabled(if: isRelease, "debug code allocates metadata for generics that are not specialised"),
  .enabled(if: allocation_counter_works() != 0, "a sanitizer brings an allocator of its own"))
struct AllocationTests {
  static let enforcers = ["timer", "cooperative", "stacks"]

  @Test(
    "No workload allocates in its loops, nor does the enforcer around them",
    arguments: WorkloadCatalogue.all.map(\.name), enforcers)
  func nothing(name: String, enforcer: String) throws {
    let workload = try #require(WorkloadCatalogue.named(name))
    let cpus = try allowedCPUs()
    if workload.threads > cpus.count {
      try Test.cancel("\(name) needs \(workload.threads) CPUs, \(cpus.count) to use")
    }
    if let reason = workload.unavailable { try Test.cancel("\(name): \(reason)") }
    for duty in [ThreadPlan.Duty.measure, .load] {
      let bytes = workload.hasWorkingSet ? workload.workingSetBytes(asked: 1 << 20) : 1 << 20
      let arena = workload.memory == .none ? nil : try Arena(bytes: bytes)
      let codes = try (0..<workload.threads).map { try code(of: workload, arena, $0) }
      let run = try allocations(of: codes, duty: duty, enforcer: enforcer)
      #expect(run.allocations == 0, "\(duty)")
      #expect(run.watched == codes.count, "the code ran under the counter")
      #expect(run.steps > 0)
      // The code owns nothing.
      withExtendedLifetime(arena) {}
    }
  }

  /// A search for addresses that finds none here ends the test by name.
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

  @Test("A loop that does allocate is counted, so that the claim could fail", arguments: enforcers)
  func counted(enforcer: String) throws {
    let run = try allocations(of: [Allocating()], duty: .measure, enforcer: enforcer)
    #expect(run.allocations == Allocating.times)
    #expect(run.steps > 0)
  }

  @Test("So is an array that grows")
  func swiftAllocations() {
    allocation_counter_watch()
    let before = allocation_counter_total()
    var array = [Int]()
    for number in 0..<100 { array.append(number) }
    #expect(array.reduce(0, +) == 4950)
    #expect(allocation_counter_total() > before)
  }

  /// Runs each code on a thread of its own, all in the same windows, and counts what these threads allocate.
  ///
  /// - Parameter attempts: how often to run again when some thread did nothing: a busy machine can keep a thread from
  ///   all of its windows.
  private func allocations(
    of codes: [any PartitionCode], duty: ThreadPlan.Duty, enforcer: String, attempts: Int = 20
  ) throws -> (allocations: Int, watched: Int, steps: Int64) {
    // Longer ones where shorter ones came to nothing: beside other processes threads that have to meet on two cores seldom do.
    let length: Int64 = attempts > 10 ? 1_500_000 : 30_000_000
    let windows = (0..<20).map { index in
      let start = Int64(index) * length * 4 / 3
      return PlannedWindow(start: start, end: start + length, index: index, frame: 0)
    }
    let cpus = try allowedCPUs()
    let plans = codes.enumerated().map { index, code in
      ThreadPlan(
        partition: "p", cpus: [cpus[index % cpus.count]], windows: windows,
        code: Watched(code: code), duty: duty, stepsPerJob: 4, sampleCapacity: 100_000)
    }
    let (before, watched) = (allocation_counter_total(), allocation_counter_threads())
    let outcome = try PartitionRun(
      enforcer: EnforcerCatalogue.named(enforcer)!,
      enforcement: Enforcement(guardNanoseconds: 50_000, wakeNanoseconds: 150_000)
    ).run(plans, scale: .calibrated(), checkpoints: [])
    let steps = outcome.threads.map { thread in
      thread.windows.reduce(Int64(0)) { $0 + ($1.ran?.steps ?? 0) }
    }
    if attempts > 1, steps.contains(0) {
      return try allocations(of: codes, duty: duty, enforcer: enforcer, attempts: attempts - 1)
    }
    return (
      Int(allocation_counter_total() - before), Int(allocation_counter_threads() - watched),
      steps.min() ?? 0
    )
  }
}
