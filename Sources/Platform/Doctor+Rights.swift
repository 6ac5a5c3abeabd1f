extension Doctor {
  /// Two partitions that never share a core need a core each.
  static func cores(_ facts: MachineFacts, _ usable: [Int]) -> Finding {
    let why =
      "victim and aggressor need a core each under every policy that gives partitions their own cores"
    let online = facts.onlineCPUs.isEmpty ? "" : " (online: \(facts.onlineCPUs))"
    let seen = "\(usable.count): \(cpuList(usable))\(online)"
    guard usable.count < 2 else { return .ok(seen, why) }
    let moreAreOnline = facts.onlineCPUs.contains { $0 == "," || $0 == "-" }
    return .fail(
      seen, why,
      fix: moreAreOnline
        ? "taskset -cp \(facts.onlineCPUs) $$"
        : "on the host: virsh setvcpus DOMAIN 2 --live")
  }

  static func privileges(_ privileges: MachineFacts.Privileges) -> Finding {
    let why = "without real-time priority any other process can delay the start of a window"
    let user = privileges.effectiveUserID.map { $0 == 0 ? "root" : "user \($0)" } ?? "unknown user"
    let held = MachineFacts.Capability.allCases.filter(privileges.capabilities.contains).map(
      \.rawValue)
    var seen = held.isEmpty ? "\(user), no capability" : "\(user), \(held.joined(separator: " "))"
    if let limit = privileges.realTimePriorityLimit, limit > 0 {
      seen += ", real-time priority up to \(limit)"
    }
    guard !privileges.mayUseRealTimePriorities else { return .ok(seen, why) }
    // For this shell and what it starts, and gone with it: nothing on the machine stays changed.
    return .warn(seen, why, fix: "sudo prlimit --pid $$ --rtprio=99")
  }

  static func realTimeThrottling(_ throttling: MachineFacts.RealTimeThrottling?) -> Finding {
    let why = "the kernel stops busy real-time threads for the rest of each period"
    let fix = "sudo sysctl kernel.sched_rt_runtime_us=-1"
    guard let throttling else {
      return .warn("not readable", why, fix: "sysctl kernel.sched_rt_runtime_us")
    }
    if throttling.isOff { return .ok("off", why) }
    let period = throttling.periodMicroseconds
    let stopped = period - throttling.runtimeMicroseconds
    return .warn("stops them for \(stopped / 1000) ms of each \(period / 1000) ms", why, fix: fix)
  }

  /// Enough for every buffer of the bundled suites; a larger last-level cache asks for more.
  static let lockedMemoryNeededBytes: UInt64 = 256 << 20

  static func lockedMemory(_ privileges: MachineFacts.Privileges) -> Finding {
    let why = "a page that is not locked can be taken away, and its fault lands in a measured time"
    let fix = "sudo prlimit --pid $$ --memlock=unlimited"
    if privileges.mayLockAnyMemory {
      let byRight = privileges.capabilities.contains(.lockMemory)
      return .ok(byRight ? "no limit (CAP_IPC_LOCK)" : "no limit", why)
    }
    guard let limit = privileges.lockedMemoryLimitBytes else {
      return .warn("not readable", why, fix: fix)
    }
    let seen = "limit \(limit >> 10) KiB"
    return limit >= lockedMemoryNeededBytes ? .ok(seen, why) : .warn(seen, why, fix: fix)
  }

  static func hugePages(_ memory: MachineFacts.Memory) -> Finding {
    let why = "with 4 KiB pages the cost of address translation mixes with the cost of the caches"
    let free = memory.hugePagesFree ?? 0
    let reserved = "\(free) of \(memory.hugePagesTotal ?? 0) reserved pages free"
    let seen = "transparent: \(memory.transparentHugePages ?? "none"), \(reserved)"
    switch memory.transparentHugePages {
    case "always", "madvise":
      return .ok(seen, why)
    case nil where free == 0:
      return .warn(seen, why, fix: "sudo sysctl vm.nr_hugepages=128")
    case _ where free == 0:
      return .warn(
        seen, why, fix: "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled")
    default:
      return .ok(seen, why)
    }
  }

  static func isolatedCPUs(_ facts: MachineFacts, _ usable: [Int]) -> Finding {
    let why =
      "the scheduler's tick, its load balancing and interrupts run on CPUs that are not isolated"
    let tickless = facts.ticklessCPUs.isEmpty ? "" : ", without tick: \(facts.ticklessCPUs)"
    if !facts.isolatedCPUs.isEmpty { return .ok("\(facts.isolatedCPUs)\(tickless)", why) }
    // One CPU stays behind for the housekeeping that is moved off the others.
    let list = cpuList(Array(usable.sorted().dropFirst()))
    let fix =
      list.isEmpty
      ? "on the host: virsh setvcpus DOMAIN 2 --live"
      : "at the next boot: isolcpus=managed_irq,domain,\(list) nohz_full=\(list) rcu_nocbs=\(list)"
    return .warn("none\(tickless)", why, fix: fix)
  }

  /// The CPUs as taskset lists them: `0-2,5`.
  public static func cpuList(_ cpus: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for cpu in Set(cpus).sorted() {
      if let last = runs.last, last.upperBound + 1 == cpu {
        runs[runs.count - 1] = last.lowerBound...cpu
      } else {
        runs.append(cpu...cpu)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }
}
