extension Doctor {
  static func governor(_ facts: MachineFacts) -> Finding {
    let why = "a core that changes its frequency changes every time that is measured on it"
    let fix = "sudo cpupower frequency-set --governor performance"
    let turbo = facts.turboEnabled.map { $0 ? ", turbo on" : ", turbo off" } ?? ""
    switch facts.governors {
    case []:
      let seen = "no frequency control visible"
      guard facts.hypervisor != nil else {
        return .warn(seen + turbo, why, fix: "sudo modprobe acpi_cpufreq && \(fix)")
      }
      return .warn(
        "\(seen): this is a guest, and its host decides", why, fix: "on the host: \(fix)")
    case ["performance"]:
      return .ok("performance" + turbo, why)
    default:
      return .warn(facts.governors.joined(separator: ", ") + turbo, why, fix: fix)
    }
  }

  static func multithreading(_ facts: MachineFacts) -> Finding {
    let why =
      "hardware threads of one core share its L1, L2 and execution units, whatever the policy"
    if facts.multithreading.isActive {
      return .warn(
        "active", why, fix: "echo off | sudo tee /sys/devices/system/cpu/smt/control")
    }
    let control = facts.multithreading.control
    let seen =
      switch control {
      case "": "not active"
      case "notsupported", "notimplemented": "not active (the processor shows none)"
      default: "not active (\(control))"
      }
    return .ok(
      facts.hypervisor == nil ? seen : "\(seen); the host's own is hidden from a guest", why)
  }

  static func clockSource(_ clock: MachineFacts.ClockSource) -> Finding {
    let why =
      "time stamps come from the cycle counter, and the kernel's choice says whether it trusts it"
    let best = ["tsc", "arch_sys_counter"]
    if best.contains(clock.current) { return .ok(clock.current, why) }
    let fix =
      if let better = best.first(where: clock.available.contains) {
        "echo \(better) | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource"
      } else {
        "at the next boot: add tsc=reliable to the kernel command line"
      }
    if clock.current.isEmpty { return .warn("not readable", why, fix: fix) }
    // Reading these takes a trip to a device, of a microsecond or more, and a process cannot avoid it.
    let isSlow = ["hpet", "acpi_pm", "jiffies", "refined-jiffies", "xen"].contains(clock.current)
    return isSlow
      ? .fail("\(clock.current), slow to read", why, fix: fix)
      : .warn(clock.current, why, fix: fix)
  }

  static func hypervisor(_ name: String?) -> Finding {
    guard let name else { return .ok("none found", "nobody else decides when these cores run") }
    return .warn(
      name,
      "the host can pause a core, move it onto a sibling hardware thread, and hide what caches are shared",
      fix: "on the host: virsh vcpupin DOMAIN VCPU CPU")
  }

  /// Grades by what a quantile can bear: stolen time is a share of all time, so 1 % of it lands beyond the p99.
  ///
  /// It passes, and so does other load: neither is anything that the machine lacks, so neither fails it.
  static func steal(_ shares: MachineFacts.CPUTimeShares, _ cpus: [Int]) -> Finding {
    let why = "time that the hypervisor takes lands in the tails, p99 and above"
    let fix =
      "on the host: virsh vcpupin DOMAIN VCPU CPU"
    guard let percent = shares.stealPercent(of: cpus) else {
      return .warn("not readable", why, fix: "grep ^cpu /proc/stat")
    }
    let worst = cpus.compactMap { cpu in shares.stealPercent[cpu].map { (cpu, $0) } }.max {
      $0.1 < $1.1
    }
    var seen = "\(decimals(percent, 2)) % over \(decimals(shares.seconds, 1)) s"
    if let worst, worst.1 > 0 { seen += ", most on CPU \(worst.0): \(decimals(worst.1, 2)) %" }
    seen += " (resolution \(decimals(shares.resolutionPercent(cpus: cpus.count), 2)) %)"
    switch percent {
    case ..<0.1: return .ok("quiet: \(seen)", why)
    case ..<1: return .ok("fair: \(seen)", why)
    case ..<5: return .warn("noisy: \(seen)", why, fix: fix)
    default: return .warn("too noisy for tails: \(seen)", why, fix: fix)
    }
  }

  static func load(
    _ shares: MachineFacts.CPUTimeShares, _ cpus: [Int], _ average: MachineFacts.LoadAverage?
  ) -> Finding {
    let why = "other processes take the same cores and caches, and look like interference"
    let fix = "ps -eo pcpu,pid,user,comm --sort=-pcpu | head"
    guard let percent = shares.busyPercent(of: cpus) else {
      return .warn("not readable", why, fix: "grep ^cpu /proc/stat")
    }
    var seen = "CPUs \(decimals(percent, 1)) % busy over \(decimals(shares.seconds, 1)) s"
    if let average { seen += ", load average \(decimals(average.oneMinute, 2))" }
    switch percent {
    case ..<2: return .ok(seen, why)
    case ..<25: return .warn(seen, why, fix: fix)
    default: return .warn("too busy to measure: \(seen)", why, fix: fix)
    }
  }

  /// The number with a fixed count of decimals, rounded half away from zero.
  public static func decimals(_ value: Double, _ count: Int) -> String {
    let scale = (0..<count).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = Int64((value.magnitude * scale).rounded())
    let sign = value < 0 && scaled != 0 ? "-" : ""
    let (whole, part) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
    let digits = String(part)
    return sign + "\(whole)"
      + (count == 0 ? "" : "." + String(repeating: "0", count: count - digits.count) + digits)
  }
}
