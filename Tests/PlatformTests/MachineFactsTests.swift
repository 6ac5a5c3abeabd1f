import Platform
import Testing

@Suite("Machine facts")
struct MachineFactsTests {
  @Test("of a KVM guest (fixture tree): what a guest shows, and nothing made up for what it hides")
  func kvmGuest() {
    let facts = FixtureMachine.kvmGuest.facts
    #expect(facts.kernel.hasPrefix("Linux 6.18"))
    #expect(facts.hostName == "guest")
    #expect(facts.kernelCommandLine == "mitigations=auto console=ttyS0 quiet reboot=k panic=1")
    #expect(facts.processor.model == "AMD EPYC")
    #expect(facts.processor.microcode == "0x1000065")
    #expect(facts.hypervisor == "KVM")
    #expect(facts.clockSource.current == "tsc")
    #expect(facts.clockSource.available == ["tsc", "kvm-clock"])
    #expect(facts.governors.isEmpty)
    #expect(facts.turboEnabled == nil)
    #expect(facts.multithreading.control == "notsupported")
    #expect(!facts.multithreading.isActive)
    #expect(facts.onlineCPUs == "0-3")
    #expect(facts.mitigations["meltdown"] == "Not affected")
    #expect(facts.mitigations["spec_store_bypass"] == "Vulnerable")
    #expect(
      facts.realTimeThrottling
        == .init(runtimeMicroseconds: 950_000, periodMicroseconds: 1_000_000))
    #expect(facts.isolatedCPUs == "")
    #expect(facts.ticklessCPUs == "")
    #expect(facts.resctrl == .absent)
    #expect(facts.cgroups == .hybrid)
    #expect(facts.performanceCounters.units.isEmpty)
    #expect(facts.performanceCounters.paranoidLevel == 2)
    #expect(facts.memory.transparentHugePages == "madvise")
    #expect(facts.memory.totalBytes == 24_683_672 * 1024)
    #expect(facts.memory.hugePagesTotal == 0)
  }

  @Test("of root in that guest (fixture tree): every capability that matters, and finite limits")
  func root() {
    let privileges = FixtureMachine.kvmGuest.facts.privileges
    #expect(privileges.isRoot)
    #expect(privileges.capabilities == [.systemNice, .lockMemory, .rawIO])
    #expect(privileges.lockedMemoryLimitBytes == 8_388_608)
    #expect(privileges.realTimePriorityLimit == 0)
    #expect(privileges.mayUseRealTimePriorities)
    #expect(privileges.mayLockAnyMemory)
  }

  @Test("of a bare-metal machine (fixture tree): every setting that it exposes")
  func bareMetal() throws {
    let facts = FixtureMachine.bareMetal.facts
    #expect(facts.hypervisor == nil)
    #expect(facts.clockSource.current == "hpet")
    #expect(facts.governors == ["performance", "powersave"])
    #expect(facts.turboEnabled == true)
    #expect(facts.multithreading.isActive)
    #expect(facts.isolatedCPUs == "2-7")
    #expect(facts.ticklessCPUs == "")
    #expect(facts.realTimeThrottling?.isOff == true)
    #expect(facts.resctrl == .mounted(path: "/sys/fs/resctrl"))
    #expect(facts.cgroups == .v2)
    #expect(facts.performanceCounters.units == ["cpu"])
    #expect(facts.performanceCounters.paranoidLevel == 3)
    #expect(facts.memory.transparentHugePages == "never")
    #expect(facts.memory.hugePagesFree == 500)
    #expect(facts.memory.hugePageBytes == 2 << 20)
    let load = try #require(facts.loadAverage)
    #expect([load.oneMinute, load.fiveMinutes, load.fifteenMinutes] == [2.5, 1.25, 0.75])
  }

  @Test("of an ordinary user there (fixture tree): the effective user and the soft limits")
  func ordinaryUser() {
    let privileges = FixtureMachine.bareMetal.facts.privileges
    #expect(privileges.effectiveUserID == 1001)
    #expect(privileges.capabilities == [.systemNice])
    #expect(privileges.lockedMemoryLimitBytes == UInt64.max)
    #expect(privileges.realTimePriorityLimit == 95)
  }

  @Test(
    "of an arm64 guest (fixture tree): named by part number, and a guest by its firmware's name")
  func arm64Guest() {
    let facts = FixtureMachine.arm64Guest.facts
    #expect(facts.processor.model == "arm64 implementer 0x41 part 0xd0c")
    #expect(facts.processor.microcode == nil)
    #expect(facts.hypervisor == "Amazon EC2 c6g.large")
  }

  @Test("of a machine that shows nothing are the facts of an empty value")
  func nothing() {
    #expect(FixtureMachine.nothing.facts == MachineFacts())
  }

  @Test("of this machine hold what every Linux shows")
  func live() {
    let facts = MachineFacts.read()
    #expect(facts.kernel.hasPrefix("Linux "))
    #expect(!facts.onlineCPUs.isEmpty)
    #expect(facts.privileges.effectiveUserID != nil)
    #expect(facts.privileges.lockedMemoryLimitBytes != nil)
    #expect((facts.memory.totalBytes ?? 0) > 0)
  }
}
