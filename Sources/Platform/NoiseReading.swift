import Glibc

/// What the operating system has counted so far of everything that can disturb a measurement.
///
/// Two readings around a phase give the phase's noise. Only user-space sources that need no privilege; `nil` where the
/// kernel does not offer one.
public struct NoiseReading: Sendable, Equatable {
  /// Time the hypervisor took, in clock ticks of `USER_HZ`, by CPU (proc(5), /proc/stat, `steal`).
  public var stealTicks: [Int: Int64]?
  /// Interrupts of every kind, by CPU (/proc/interrupts).
  public var interrupts: [Int: Int64]?
  /// Page faults of the whole process that needed no I/O, and that did.
  public var minorFaults: Int64?
  public var majorFaults: Int64?
  /// Times a thread was taken off its CPU against its will, by kernel thread id.
  public var involuntarySwitches: [Int32: Int64] = [:]

  /// `USER_HZ`: the resolution of `stealTicks` is one of these per second (10 ms on Linux).
  public static let ticksPerSecond = Int64(sysconf(Int32(_SC_CLK_TCK)))

  /// Reads all counters now, for the given threads, of whatever process.
  public static func now(threads: [Int32]) -> NoiseReading {
    var reading = NoiseReading()
    reading.stealTicks = ProcFile("/proc/stat").text.map(Self.stealTicks(stat:))
    reading.interrupts = ProcFile("/proc/interrupts").text.map(Self.interrupts(table:))
    if let faults = ProcFile("/proc/self/stat").text.flatMap(Self.faults(stat:)) {
      (reading.minorFaults, reading.majorFaults) = faults
    }
    for thread in threads {
      if let status = ProcFile("/proc/\(thread)/status").text,
        let count = Self.involuntarySwitches(status: status)
      {
        reading.involuntarySwitches[thread] = count
      }
    }
    return reading
  }

  /// The eighth number of each `cpuN` line.
  static func stealTicks(stat: String) -> [Int: Int64] {
    var steal: [Int: Int64] = [:]
    for line in stat.split(separator: "\n") where line.hasPrefix("cpu") {
      let fields = line.split(separator: " ")
      if let cpu = Int(fields[0].dropFirst(3)), fields.count > 8, let ticks = Int64(fields[8]) {
        steal[cpu] = ticks
      }
    }
    return steal
  }

  /// The sum of each CPU's column. The header names the CPUs; `ERR:` and `MIS:` have one number for the whole machine and
  /// count for nobody, also where there is only one CPU (arch/x86/kernel/irq.c, arch_show_interrupts).
  static func interrupts(table: String) -> [Int: Int64] {
    let lines = table.split(separator: "\n")
    guard let header = lines.first else { return [:] }
    let cpus = header.split(separator: " ").compactMap { Int($0.dropFirst(3)) }
    var sums = [Int64](repeating: 0, count: cpus.count)
    for line in lines.dropFirst() {
      let fields = line.split(separator: " ")
      guard fields.first != "ERR:", fields.first != "MIS:" else { continue }
      let counts = fields.dropFirst().prefix(cpus.count).map { Int64($0) }
      guard counts.count == cpus.count, !counts.contains(nil) else { continue }
      for (index, count) in counts.enumerated() { sums[index] += count ?? 0 }
    }
    return Dictionary(uniqueKeysWithValues: zip(cpus, sums))
  }

  /// Fields 10 and 12 of /proc/self/stat. The command's name may hold spaces, so counting starts behind its `)`.
  static func faults(stat: String) -> (Int64, Int64)? {
    guard let close = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[stat.index(after: close)...].split(separator: " ")
    guard fields.count > 9, let minor = Int64(fields[7]), let major = Int64(fields[9]) else {
      return nil
    }
    return (minor, major)
  }

  static func involuntarySwitches(status: String) -> Int64? {
    for line in status.split(separator: "\n") where line.hasPrefix("nonvoluntary_ctxt_switches:") {
      return Int64(line.split(whereSeparator: { $0 == "\t" || $0 == " " })[1])
    }
    return nil
  }
}

/// The difference of two readings, over the CPUs and threads that matter.
public struct Noise: Sendable, Equatable {
  public var stealMilliseconds: Double?
  public var interrupts: Int64?
  public var minorFaults: Int64?
  public var majorFaults: Int64?
  public var involuntarySwitches: Int64?

  public init() {}

  /// The noise between two readings: steal and interrupts on `cpus`, switches of `threads`.
  public init(
    from first: NoiseReading, to last: NoiseReading, cpus: [Int], threads: [Int32]
  ) {
    func difference(_ a: [Int: Int64]?, _ b: [Int: Int64]?) -> Int64? {
      guard let a, let b else { return nil }
      // The kernel's steal has been seen to go backwards.
      return cpus.reduce(0) { $0 + max(0, (b[$1] ?? 0) - (a[$1] ?? 0)) }
    }
    stealMilliseconds = difference(first.stealTicks, last.stealTicks).map {
      Double($0) * 1000 / Double(NoiseReading.ticksPerSecond)
    }
    interrupts = difference(first.interrupts, last.interrupts)
    if let a = first.minorFaults, let b = last.minorFaults { minorFaults = b - a }
    if let a = first.majorFaults, let b = last.majorFaults { majorFaults = b - a }
    let counts = threads.compactMap { thread -> Int64? in
      guard let a = first.involuntarySwitches[thread], let b = last.involuntarySwitches[thread]
      else { return nil }
      return b - a
    }
    involuntarySwitches = counts.isEmpty ? nil : counts.reduce(0, +)
  }

  /// The noise of two phases together; a part that either lacks is lacking.
  public static func + (a: Noise, b: Noise) -> Noise {
    func sum<T: AdditiveArithmetic>(_ x: T?, _ y: T?) -> T? {
      if let x, let y { x + y } else { nil }
    }
    var total = Noise()
    total.stealMilliseconds = sum(a.stealMilliseconds, b.stealMilliseconds)
    total.interrupts = sum(a.interrupts, b.interrupts)
    total.minorFaults = sum(a.minorFaults, b.minorFaults)
    total.majorFaults = sum(a.majorFaults, b.majorFaults)
    total.involuntarySwitches = sum(a.involuntarySwitches, b.involuntarySwitches)
    return total
  }
}
