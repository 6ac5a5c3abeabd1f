import Testing

@testable import Platform
@testable import Workloads

/// Nothing here executes a split lock: it would stop the memory of every tenant of the host.
@Suite("Bus locks")
struct BusLockTests {
  struct Kernel: Sendable, CustomTestStringConvertible {
    var flags = "fpu split_lock_detect sse"
    var commandLine = "quiet"
    var mitigate = "1"
    let detection: BusLock.Detection
    var testDescription: String { "\(flags), \(commandLine), \(mitigate)" }

    func run<Result>(_ body: (String) throws -> Result) throws -> Result {
      try withMachine(
        [
          "/proc/cpuinfo": "processor\t: 0\nflags\t\t: \(flags)\n\nprocessor\t: 1\n",
          "/proc/cmdline": commandLine + "\n",
          "/proc/sys/kernel/split_lock_mitigate": mitigate + "\n",
        ], body)
    }
  }

  @Test(
    "What the kernel does is read out of its command line, its setting and the processor's flags",
    arguments: [
      Kernel(detection: .warns(slows: true)),
      Kernel(mitigate: "0", detection: .warns(slows: false)),
      Kernel(flags: "fpu bus_lock_detect", detection: .warns(slows: true)),
      Kernel(flags: "fpu sse", detection: .none),
      Kernel(flags: "fpu sse", commandLine: "split_lock_detect=fatal", detection: .none),
      Kernel(commandLine: "split_lock_detect=off", detection: .none),
      Kernel(commandLine: "a split_lock_detect=fatal b", detection: .kills),
      Kernel(commandLine: "split_lock_detect=fatal split_lock_detect=off", detection: .none),
      Kernel(
        commandLine: "quiet -- split_lock_detect=fatal", detection: .warns(slows: true)),
      Kernel(commandLine: "split_lock_detect=ratelimit:20", detection: .limits(perSecond: "20")),
    ])
  func detection(kernel: Kernel) throws {
    #expect(try kernel.run { BusLock.detection(root: $0) } == kernel.detection)
  }

  @Test("Without permission the reason says what would happen, and what permits it")
  func refused() throws {
    let reason = try Kernel(detection: .warns(slows: true)).run {
      BusLock.obstacle(isAllowed: false, hasSplitLocks: true, root: $0)
    }
    #expect(
      reason == """
        it stops the memory of the whole machine, other tenants included, and the kernel would make it wait at each \
        (kernel.split_lock_mitigate=1); --allow-buslock permits it
        """)
  }

  @Test("With permission nothing is in the way, except a kernel that would end the process")
  func allowed() throws {
    let warns = Kernel(detection: .warns(slows: true))
    #expect(
      try warns.run { BusLock.obstacle(isAllowed: true, hasSplitLocks: true, root: $0) } == nil)
    let kills = Kernel(commandLine: "split_lock_detect=fatal", detection: .kills)
    for isAllowed in [true, false] {
      #expect(
        try kills.run { BusLock.obstacle(isAllowed: isAllowed, hasSplitLocks: true, root: $0) }
          == "the kernel would end this process with SIGBUS (split_lock_detect=fatal)")
    }
  }

  @Test("Where the processor has none, permission does not help")
  func otherProcessors() {
    #expect(
      BusLock.obstacle(isAllowed: true, hasSplitLocks: false)
        == "only x86-64 has locked operations across two lines")
  }

  @Test("A process that was not told otherwise refuses, and makes no code for it")
  func theDefault() throws {
    #expect(!BusLock.isAllowed)
    let workload = WorkloadCatalogue.splitLock
    let reason = try #require(workload.unavailable)
    #expect(throws: WorkloadUnavailable(reason)) {
      try workload.code(
        at: .init(arena: Arena(bytes: 128), index: 0, seed: 1, ticksPerNanosecond: 1))
    }
  }

  @Test("The word lies half in one line and half in the next")
  func alignment() {
    let first = SplitLock.offset
    #expect(first / 64 == 0 && (first + 7) / 64 == 1)
    #expect(first % 4 == 0 && 64 - first == first + 8 - 64)
    #expect(WorkloadCatalogue.splitLock.workingSetBytes(asked: 64) == 128)
  }
}
