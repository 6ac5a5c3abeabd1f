import Testing

@testable import Platform

@Suite("Doctor")
struct DoctorTests {
  /// A machine about which there is nothing to say, as a place to change one thing.
  static var healthy: MachineFacts {
    var facts = MachineFacts()
    facts.onlineCPUs = "0-3"
    facts.governors = ["performance"]
    facts.clockSource.current = "tsc"
    facts.clockSource.available = ["tsc", "hpet"]
    facts.realTimeThrottling = .init(runtimeMicroseconds: -1, periodMicroseconds: 1_000_000)
    facts.isolatedCPUs = "1-3"
    facts.memory.transparentHugePages = "madvise"
    facts.privileges.effectiveUserID = 0
    facts.privileges.capabilities = [.systemNice, .lockMemory]
    return facts
  }

  static func shares(steal: Double = 0, busy: Double = 0) -> MachineFacts.CPUTimeShares {
    var shares = MachineFacts.CPUTimeShares(seconds: 2)
    for cpu in 0..<4 {
      shares.stealPercent[cpu] = steal
      shares.busyPercent[cpu] = busy
    }
    return shares
  }

  /// The line about one subject of a machine that is healthy but for the change.
  func line(
    _ subject: DoctorLine.Subject, cpus: [Int] = [0, 1, 2, 3],
    shares: MachineFacts.CPUTimeShares = DoctorTests.shares(),
    change: (inout MachineFacts) -> Void = { _ in }
  ) throws -> DoctorLine {
    var facts = Self.healthy
    change(&facts)
    return try #require(
      Doctor.examine(facts, usableCPUs: cpus, shares: shares).first { $0.subject == subject })
  }

  @Test("has one line for every subject, in order, all ok on a healthy machine")
  func healthy() {
    let lines = Doctor.examine(Self.healthy, usableCPUs: [0, 1, 2, 3], shares: Self.shares())
    #expect(lines.map(\.subject) == DoctorLine.Subject.read)
    #expect(lines.filter { $0.grade != .ok } == [])
  }

  @Test(
    "names a command for everything that is not ok, for nothing else, and always what was seen and why",
    arguments: FixtureMachine.allCases)
  func everyLineIsWhole(machine: FixtureMachine) {
    for cpus in [[], [0], [0, 1], [0, 1, 2, 3]] {
      for shares in [Self.shares(), Self.shares(steal: 7, busy: 60), .init(seconds: 2)] {
        for line in Doctor.examine(machine.facts, usableCPUs: cpus, shares: shares) {
          #expect(line.fix.isEmpty == (line.grade == .ok), "\(line)")
          #expect(!line.seen.isEmpty && !line.why.isEmpty, "\(line)")
        }
      }
    }
  }

  @Test("fails one usable core, and tells how to get back those that are online")
  func cores() throws {
    let line = try line(.cores, cpus: [2])
    #expect(line.grade == .fail)
    #expect(line.seen == "1: 2 (online: 0-3)")
    #expect(line.fix == "taskset -cp 0-3 $$")
    #expect(try self.line(.cores, cpus: [0, 2, 3]).seen == "3: 0,2-3 (online: 0-3)")
    #expect(try self.line(.cores, cpus: [0]) { $0.onlineCPUs = "0" }.fix.hasPrefix("on the host: "))
  }

  @Test("warns an ordinary user without real-time rights, and lets an rtprio limit stand for them")
  func privileges() throws {
    let plain = try line(.privileges) {
      $0.privileges = .init()
      $0.privileges.effectiveUserID = 1000
    }
    #expect(plain.grade == .warn)
    #expect(plain.seen == "user 1000, no capability")
    let limited = try line(.privileges) {
      $0.privileges = .init()
      $0.privileges.realTimePriorityLimit = 95
    }
    #expect(limited.grade == .ok)
  }

  @Test("warns root whose capabilities were taken away, as in a container")
  func containedRoot() throws {
    let line = try line(.privileges) { $0.privileges.capabilities = [] }
    #expect(line.grade == .warn)
    #expect(line.seen == "root, no capability")
  }

  @Test("says how long real-time threads are stopped in each period")
  func throttling() throws {
    let line = try line(.realTimeThrottling) {
      $0.realTimeThrottling = .init(runtimeMicroseconds: 950_000, periodMicroseconds: 1_000_000)
    }
    #expect(line.grade == .warn)
    #expect(line.seen == "stops them for 50 ms of each 1000 ms")
    #expect(line.fix == "sudo sysctl kernel.sched_rt_runtime_us=-1")
  }

  @Test("says of a guest without a governor that its host decides, and sends the command there")
  func governorOfGuest() throws {
    let line = try line(.governor) {
      $0.governors = []
      $0.hypervisor = "KVM"
    }
    #expect(line.grade == .warn)
    #expect(line.seen.contains("host decides"))
    #expect(line.fix.hasPrefix("on the host: "))
  }

  @Test("warns about any governor but performance, also when only some cores have it")
  func governor() throws {
    let line = try line(.governor) {
      $0.governors = ["performance", "powersave"]
      $0.turboEnabled = true
    }
    #expect(line.grade == .warn)
    #expect(line.seen == "performance, powersave, turbo on")
  }

  @Test("warns when hardware threads share cores")
  func multithreading() throws {
    #expect(try line(.multithreading) { $0.multithreading.isActive = true }.grade == .warn)
    #expect(
      try line(.multithreading) { $0.multithreading.control = "off" }.seen == "not active (off)")
  }

  @Test(
    "takes the processor's own counter as best, paravirtual clocks with a warning, slow devices not at all",
    arguments: [
      ("tsc", DoctorLine.Grade.ok), ("arch_sys_counter", .ok), ("kvm-clock", .warn), ("", .warn),
      ("hpet", .fail), ("acpi_pm", .fail),
    ])
  func clockSource(current: String, grade: DoctorLine.Grade) throws {
    #expect(try line(.clockSource) { $0.clockSource.current = current }.grade == grade)
  }

  @Test("offers the switch to a better clock only where the kernel has one")
  func clockFix() throws {
    let offered = try line(.clockSource) { $0.clockSource.current = "hpet" }
    #expect(offered.fix.hasPrefix("echo tsc | sudo tee /sys/"))
    let not = try line(.clockSource) {
      $0.clockSource.current = "hpet"
      $0.clockSource.available = ["hpet"]
    }
    #expect(not.fix.hasPrefix("at the next boot: "))
  }

  @Test("warns of a hypervisor by its name")
  func hypervisor() throws {
    let line = try line(.hypervisor) { $0.hypervisor = "KVM" }
    #expect(line.grade == .warn)
    #expect(line.seen == "KVM")
  }

  @Test(
    "calls steal quiet below 0.1 %, fair below 1 %, noisy from 1 %, too noisy for tails from 5 %",
    arguments: [
      (0.0, DoctorLine.Grade.ok, "quiet"), (0.09, .ok, "quiet"), (0.1, .ok, "fair"),
      (0.99, .ok, "fair"),
      (1.0, .warn, "noisy"), (4.99, .warn, "noisy"), (5.0, .warn, "too noisy for tails"),
    ])
  func steal(percent: Double, grade: DoctorLine.Grade, word: String) throws {
    let line = try line(.steal, shares: Self.shares(steal: percent))
    #expect(line.grade == grade)
    #expect(line.seen.hasPrefix("\(word): "))
  }

  @Test("names the CPU that lost most to steal, and what the reading could resolve")
  func worstSteal() throws {
    var shares = Self.shares()
    shares.stealPercent[2] = 6
    let line = try line(.steal, shares: shares)
    #expect(line.seen == "noisy: 1.50 % over 2.0 s, most on CPU 2: 6.00 % (resolution 0.13 %)")
  }

  @Test("leaves the steal of CPUs that are not usable out")
  func stealElsewhere() throws {
    var shares = Self.shares()
    shares.stealPercent[3] = 50
    #expect(try line(.steal, cpus: [0, 1], shares: shares).grade == .ok)
  }

  @Test("warns of a small locked-memory limit unless a capability lifts it")
  func lockedMemory() throws {
    let small = try line(.lockedMemory) {
      $0.privileges.capabilities = []
      $0.privileges.lockedMemoryLimitBytes = 8 << 20
    }
    #expect(small.grade == .warn)
    #expect(small.seen == "limit 8192 KiB")
    #expect(try line(.lockedMemory) { $0.privileges.lockedMemoryLimitBytes = 0 }.grade == .ok)
    let unlimited = try line(.lockedMemory) {
      $0.privileges.capabilities = []
      $0.privileges.lockedMemoryLimitBytes = UInt64.max
    }
    #expect(unlimited.grade == .ok)
  }

  @Test("is content with transparent or with reserved huge pages, and warns without either")
  func hugePages() throws {
    #expect(try line(.hugePages) { $0.memory.transparentHugePages = "never" }.grade == .warn)
    #expect(
      try line(.hugePages) {
        $0.memory.transparentHugePages = "never"
        $0.memory.hugePagesFree = 64
        $0.memory.hugePagesTotal = 64
      }.seen == "transparent: never, 64 of 64 reserved pages free")
    #expect(
      try line(.hugePages) { $0.memory.transparentHugePages = nil }.fix.contains("nr_hugepages"))
  }

  @Test("proposes to isolate all usable CPUs but the first")
  func isolation() throws {
    let line = try line(.isolatedCPUs) { $0.isolatedCPUs = "" }
    #expect(line.grade == .warn)
    #expect(
      line.fix
        == "at the next boot: isolcpus=managed_irq,domain,1-3 nohz_full=1-3 rcu_nocbs=1-3")
  }

  @Test(
    "grades what others run on the usable CPUs",
    arguments: [
      (0.0, DoctorLine.Grade.ok), (1.9, .ok), (2, .warn), (24, .warn), (25, .warn), (100, .warn),
    ])
  func load(percent: Double, grade: DoctorLine.Grade) throws {
    let line = try line(.load, shares: Self.shares(busy: percent))
    #expect(line.grade == grade)
    #expect(line.seen.hasPrefix("too busy to measure: ") == (percent >= 25))
  }

  @Test("fails for what is missing, and never for what others do at the moment")
  func busy() {
    let lines = Doctor.examine(
      Self.healthy, usableCPUs: [0, 1, 2, 3], shares: Self.shares(steal: 60, busy: 100))
    #expect(lines.filter { $0.grade == .fail } == [])
    #expect(lines.filter { $0.grade == .warn }.map(\.subject) == [.steal, .load])
  }

  @Test("asks every question once, by reading or by measuring")
  func subjects() {
    let both = DoctorLine.Subject.read + DoctorLine.Subject.measured
    #expect(both.count == DoctorLine.Subject.allCases.count)
    #expect(Set(both) == Set(DoctorLine.Subject.allCases))
  }

  @Test(
    "prints fixed decimals, rounded",
    arguments: [
      (0.0, 2, "0.00"), (0.125, 2, "0.13"), (9.996, 2, "10.00"), (1.05, 1, "1.1"),
      (-0.001, 2, "0.00"),
      (-1.5, 1, "-1.5"), (12.4, 0, "12"),
    ])
  func decimals(value: Double, count: Int, text: String) {
    #expect(Doctor.decimals(value, count) == text)
  }
}
