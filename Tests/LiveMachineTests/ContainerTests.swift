import CPlatform
import Glibc
import Platform
import Synchronization
import Testing
import Workloads

@testable import Partitioning

/// Says why containers cannot be had with a limit, in the words of the probe; `nil` where they can.
private func lacksContainer(_ purposes: CgroupMap.Purpose...) -> String? {
  if case .unavailable(let reason) = BackendKind.container.probe() { return reason }
  for purpose in purposes {
    if case .unavailable(let reason) = CgroupMap.ofThisProcess().place(for: purpose) {
      return reason
    }
  }
  return nil
}

private func needsContainer(_ purposes: CgroupMap.Purpose...) -> ConditionTrait {
  let reason =
    purposes.compactMap { lacksContainer($0) }.first ?? (purposes.isEmpty ? lacksContainer() : nil)
  return .enabled(if: reason == nil, "needs containers: \(reason ?? "")")
}

/// Takes and touches memory without end.
private struct Hog: PartitionCode {
  func load(_ measurement: Measurement) -> Never {
    while true {
      let piece = unsafe mmap(
        nil, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
      unsafe memset(piece, 1, 1 << 20)
    }
  }

  func measure(_ measurement: Measurement) -> Never { unsafe load(measurement) }
}

/// Tries what a container must not succeed with and ends with a bit for each thing that succeeded.
private struct Escapes: PartitionCode {
  let otherCPU: Int32

  func load(_ measurement: Measurement) -> Never {
    var status: CInt = 0
    if unsafe open("/tmp/bulkhead-escape-\(getpid())", O_CREAT | O_WRONLY, 0o600) >= 0 {
      status |= 1
    }
    if unsafe open("/proc/sys/kernel/sched_rt_runtime_us", O_WRONLY) >= 0 { status |= 2 }
    if unsafe withUnsafePointer(to: otherCPU, { unsafe cplatform_pin_self($0, 1) }) == 0 {
      status |= 4
    }
    if unsafe mount("none", "/tmp", "tmpfs", 0, nil) == 0 { status |= 8 }
    var name = [CChar](repeating: 0, count: 64)
    // Its name begins with a p.
    if unsafe gethostname(&name, 64) != 0 || name[0] != 0x70 { status |= 16 }
    _exit(32 | status)
  }

  func measure(_ measurement: Measurement) -> Never { unsafe load(measurement) }
}

/// Paths of groups of this process below any hierarchy.
private func leftGroups() -> [String] {
  CgroupMap.ofThisProcess().hierarchies.flatMap { hierarchy in
    ProcFile(hierarchy.ownGroup).names.filter { $0.hasPrefix("bulkhead-\(getpid())-") }
  }
}

extension LiveMachine {
  @Suite("Partitions in containers")
  struct ContainerTests {
    /// Two containers that take turns on one core.
    private func run(
      _ first: any PartitionCode, memoryBytes: Int? = nil, frames: Int = 60,
      until isEnough: (PartitionRun.Outcome) -> Bool
    ) throws -> PartitionRun.Outcome {
      let cpu = try allowedCPUs().last!
      let partitions = [first, TightLoop()].enumerated().map { index, code in
        PartitionPlan(
          name: "p\(index)", backend: .container,
          memoryBytes: index == 0 ? memoryBytes : nil,
          threads: [
            plan(
              "p\(index)", on: [cpu],
              windows(frames, every: 4_000_000, length: 2_000_000, from: Int64(index) * 2_000_000),
              code)
          ])
      }
      return try PartitionRun(
        enforcer: TimerEnforcer(), enforcement: Enforcement(guardNanoseconds: 50_000)
      ).run(partitions, until: isEnough)
    }

    @Test("have namespaces of their own, and every window is there", needsContainer())
    func namespaces() throws {
      let outcome = try run(TightLoop()) { $0.threads.allSatisfy(\.hasWorked) }
      #expect(outcome.ends == [.finished, .finished])
      for (thread, container) in zip(outcome.threads, outcome.containers) {
        let evidence = try #require(container)
        #expect(Namespaces.here.names.allSatisfy(evidence.ownNamespaces.contains))
        #expect(evidence.givesUpPrivileges)
        #expect(evidence.shortcomings.allSatisfy { $0.hasPrefix("no ") })
        #expect(thread.windows.map(\.planned) == thread.plan.windows)
        #expect(thread.hasWorked)
      }
      #expect(leftGroups().isEmpty)
    }

    @Test(
      "are killed at their memory limit, and nobody else is", needsContainer(.memory))
    func memory() throws {
      let limit = 96 << 20
      // Half a second of windows to take so much in.
      let outcome = try run(Hog(), memoryBytes: limit, frames: 250) {
        $0.ends[0] != .finished && $0.hasGoneOn(1, after: 0)
      }
      // By its own limit, which refuses it the memory that it then writes to, or by that of its group.
      let ends: [PartitionEnd] = [.killed(signal: Int(SIGSEGV)), .killed(signal: Int(SIGKILL))]
      #expect(ends.contains(outcome.ends[0]))
      #expect(outcome.ends[1] == .finished)
      #expect(outcome.containers[0]?.memoryLimitBytes == limit)
      #expect(outcome.containers[1]?.memoryLimitBytes == nil)
      #expect(outcome.hasGoneOn(1, after: 0), "the neighbour went on")
      #expect(leftGroups().isEmpty)
    }

    @Test(
      "cannot write to the host, mount or leave their CPU set, and have a host name of their own",
      needsContainer(), needs(2))
    func escapes() throws {
      let outcome = try run(Escapes(otherCPU: Int32(try allowedCPUs().first!))) {
        $0.ends[0] != .finished
      }
      let hasSet = lacksContainer(.cpus) == nil
      #expect(outcome.ends == [.exited(status: hasSet ? 32 : 36), .finished])
      guard hasSet else { return }
      #expect(outcome.containers[0]?.cpuList == "\(try allowedCPUs().last!)")
      #expect(leftGroups().isEmpty)
    }

    @Test(
      "go with the harness when it is killed, and their groups with them", needsContainer())
    func dieWithHarness() throws {
      let partitions = [
        PartitionPlan(
          name: "p", backend: .container,
          threads: [plan("p", on: [cpus.last!], windows(5000, every: 4_000_000, length: 2_000_000))]
        )
      ]
      let scale = TickScale.calibrated()
      let ids = try Arena(bytes: 64, sharing: .inherited)
      let harness = try ForkedHarness {
        _ = try? PartitionRun(enforcer: TimerEnforcer(), enforcement: Enforcement()).run(
          partitions, scale: scale, checkpoints: [0, 20_000_000],
          atCheckpoint: { number, threads in
            guard number == 1, let thread = threads[0].first else { return }
            unsafe ids.base.storeBytes(of: getpid(), toByteOffset: 4, as: Int32.self)
            unsafe ids.base.storeBytes(of: thread, as: Int32.self)
          })
      }
      defer { harness.end() }
      try #require(eventually { unsafe ids.base.load(as: Int32.self) != 0 })
      let thread = unsafe ids.base.load(as: Int32.self)
      let process = unsafe ids.base.load(fromByteOffset: 4, as: Int32.self)
      let groups = CgroupMap.ofThisProcess().hierarchies.map {
        "\($0.ownGroup)/bulkhead-\(process)-0-p"
      }
      if lacksContainer(.cpus) == nil {
        #expect(groups.contains { unsafe access($0, F_OK) == 0 })
      }
      harness.end()
      #expect(eventually { unsafe access("/proc/\(thread)", F_OK) != 0 })
      for group in groups {
        #expect(eventually { unsafe access(group, F_OK) != 0 }, "\(group) is left")
      }
    }
  }

  @Suite("Freezers")
  struct FreezerTests {
    /// Where groups can be frozen, by version.
    private static let places: [CgroupMap.Hierarchy] = [CgroupMap.Hierarchy.Version.v1, .v2]
      .compactMap { version in
        let place = CgroupMap.ofThisProcess().place(for: .freezing, version: version)
        return if case .hierarchy(let hierarchy) = place { hierarchy } else { nil }
      }

    @Test(
      "stop a process and let it go, by the kernel's account",
      .enabled(if: !places.isEmpty, "needs a control group hierarchy of this user's"),
      arguments: places)
    func freeze(hierarchy: CgroupMap.Hierarchy) throws {
      let changes = MachineChanges()
      defer { changes.restore() }
      let freezer = try Freezer("test", in: hierarchy, changes)
      let child = try ForkedHarness { while true {} }
      defer { child.end() }
      try freezer.group.add(process: child.process)
      #expect(!freezer.isFrozen)
      #expect(freezer.freeze())
      #expect(eventually { freezer.isFrozen })
      #expect(freezer.thaw())
      #expect(eventually { !freezer.isFrozen })
      child.end()
      changes.restore()
      #expect(unsafe access(freezer.group.path, F_OK) != 0)
    }
  }
}
